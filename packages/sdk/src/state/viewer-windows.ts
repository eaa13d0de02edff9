/**
 * How many different viewers there were, whatever they watched: in the last quarter of an hour, hour, day. A sketch for each
 * five minutes; who is still watching is counted again when a new one begins. An estimate (1.6 %), and a viewer who watches
 * across business midnight counts twice, because the key that hides who they are turns then.
 */
import { AudienceSketch } from '../model/audience-sketch.ts';

/** Windows told: a label. */
export const VIEWER_WINDOWS = ['15m', '1h', '24h'] as const;
const WINDOW_BUCKETS: readonly number[] = [3, 12, 288];

const BUCKET_MS = 300_000;
const BUCKETS = 288;
/** 4 KB and 1.6 % each; a day of them is 1.2 MB, of which a quiet server makes few. */
const PRECISION = 12;

export interface ViewerWindows {
  /** Somebody began to watch. `viewer`: an evenly spread hash below 2^48. */
  add(viewer: number, nowMs: number): void;
  /** Lets time pass; `watching` is called with a taker when a new bucket begins. Once a tick. */
  advance(nowMs: number, watching: (take: (viewer: number) => void) => void): void;
  /** Different viewers in the window of this place in {@link VIEWER_WINDOWS}. */
  count(window: number): number;
}

export function createViewerWindows(): ViewerWindows {
  const ring: (AudienceSketch | null)[] = new Array<AudienceSketch | null>(BUCKETS).fill(null);
  const spare = new AudienceSketch(PRECISION);
  const known: (number | undefined)[] = [];
  let bucket = 0;

  function current(): AudienceSketch {
    const slot = bucket % BUCKETS;
    const made = ring[slot] ?? new AudienceSketch(PRECISION);
    ring[slot] = made;
    return made;
  }

  function moveTo(nowMs: number): boolean {
    const next = Math.floor(nowMs / BUCKET_MS);
    if (next <= bucket) return false;
    for (let at = Math.max(bucket + 1, next - BUCKETS + 1); at <= next; at += 1) ring[at % BUCKETS] = null;
    bucket = next;
    return true;
  }

  return {
    add(viewer, nowMs) {
      moveTo(nowMs);
      current().add(viewer);
      known.length = 0;
    },
    advance(nowMs, watching) {
      if (!moveTo(nowMs)) return;
      known.length = 0;
      watching((viewer) => current().add(viewer));
    },
    count(window) {
      const kept = known[window];
      if (kept !== undefined) return kept;
      spare.clear();
      for (let back = 0; back < (WINDOW_BUCKETS[window] ?? 0) && back <= bucket; back += 1) {
        const sketch = ring[(bucket - back) % BUCKETS];
        if (sketch) spare.merge(sketch);
      }
      const counted = Math.round(spare.estimate());
      known[window] = counted;
      return counted;
    },
  };
}
