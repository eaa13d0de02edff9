/**
 * A token bucket for each key, in a table of a fixed size: the key that was quiet longest makes room. A stranger with many
 * addresses can make others' buckets start full again, never close them; and nothing elsewhere is asked, so a limit fails
 * neither open nor closed.
 */

export interface Rate {
  readonly perMinute: number;
  /** At once, before the rate counts. */
  readonly burst: number;
}

export interface BucketTable {
  /** Takes one; how long to wait, ms, when there is none. 0: taken. */
  take(key: string, rate: Rate): number;
  /** The same without taking. */
  peek(key: string, rate: Rate): number;
  readonly size: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export function createBucketTable({
  maxKeys,
  monotonicMs,
}: {
  maxKeys: number;
  monotonicMs: () => number;
}): BucketTable {
  /** Oldest use first. */
  const buckets = new Map<string, Bucket>();

  function look(key: string, { perMinute, burst }: Rate, take: boolean): number {
    const nowMs = monotonicMs();
    const known = buckets.get(key);
    const perMs = perMinute / 60_000;
    const tokens = known === undefined ? burst : Math.min(burst, known.tokens + (nowMs - known.atMs) * perMs);
    // Sums of fractions fall short by a hair.
    const isThere = tokens > 1 - 1e-9;
    if (take) {
      buckets.delete(key);
      if (buckets.size >= maxKeys) buckets.delete(buckets.keys().next().value as string);
      buckets.set(key, { tokens: isThere ? Math.max(0, tokens - 1) : tokens, atMs: nowMs });
    }
    return isThere ? 0 : Math.ceil((1 - tokens) / perMs - 1e-6);
  }

  return {
    take: (key, rate) => look(key, rate, true),
    peek: (key, rate) => look(key, rate, false),
    get size() {
      return buckets.size;
    },
  };
}
