/**
 * Slows those who try tokens: an address that failed too often is refused before anything is looked up. A credential that was
 * good a while ago is never slowed, so that one wrong data source does not lock out the right one next to it, as all of
 * Grafana comes from one address.
 */
import type { BucketTable, Rate } from './bucket-table.ts';
import type { KeyedDigest } from './keyed-digest.ts';

/** Enough for a person who mistypes, little for one who guesses. */
const FAILURES: Rate = { perMinute: 5, burst: 10 };
const MAX_KNOWN = 10_000;

export interface SignInGuard {
  /** How long this address has to wait before it may try this token, ms; 0: now. */
  waitMs(addressKey: string, token: string): number;
  failed(addressKey: string): void;
  succeeded(token: string): void;
}

export function createSignInGuard(table: BucketTable, digest: KeyedDigest): SignInGuard {
  /** Oldest success first. */
  const known = new Set<string>();
  return {
    waitMs(addressKey, token) {
      const ms = table.peek(addressKey, FAILURES);
      return ms === 0 || known.has(digest(token)) ? 0 : ms;
    },
    failed: (addressKey) => void table.take(addressKey, FAILURES),
    succeeded(token) {
      const key = digest(token);
      known.delete(key);
      if (known.size >= MAX_KNOWN) known.delete(known.values().next().value as string);
      known.add(key);
    },
  };
}
