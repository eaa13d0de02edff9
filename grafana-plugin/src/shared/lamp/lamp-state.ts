/**
 * The rule of the tally lamp: full when data arrives, dimming to 35 % over two ticks, then stale with its age in words.
 * The age decides, not the connection: an open socket that brings nothing is stale too.
 */
import { type Freshness, toAgeMs } from '../freshness.ts';
import { toSpanWords } from '../words.ts';

export type LampState = 'live' | 'stale' | 'down' | 'unknown' | 'off';

export interface LampReading {
  readonly state: LampState;
  /** Brightness of a live lamp, 1–0.35; 1 for the other states. */
  readonly brightness: number;
  /** What stands beside the lamp: `LIVE`, `stale 14 s`. */
  readonly word: string;
  /** Age of the data now, ms; null when it is not known. */
  readonly ageMs: number | null;
}

/** Data is stale after this many missed ticks. */
export const STALE_AFTER_TICKS = 2;

const DIMMEST = 0.35;

/** A shorter promise than this is not held against the data: lamps are looked at once a second. */
const SHORTEST_TICK_MS = 1_000;

/** What the lamp shows at `nowMs` (`performance.now()`). */
export function toLamp(freshness: Freshness, nowMs: number): LampReading {
  const ageMs = toAgeMs(freshness, nowMs);
  if (freshness.phase === 'off') return { state: 'off', brightness: 1, word: 'not live', ageMs };
  if (freshness.phase === 'error') return { state: 'down', brightness: 1, word: 'down', ageMs };
  if (ageMs === null || freshness.phase === 'loading')
    return { state: 'unknown', brightness: 1, word: 'waiting', ageMs };
  const staleAtMs = STALE_AFTER_TICKS * Math.max(freshness.tickMs ?? SHORTEST_TICK_MS, SHORTEST_TICK_MS);
  if (freshness.phase === 'stale' || ageMs > staleAtMs) {
    return { state: 'stale', brightness: 1, word: `stale ${toSpanWords(ageMs)}`, ageMs };
  }
  return { state: 'live', brightness: 1 - (1 - DIMMEST) * (ageMs / staleAtMs), word: 'LIVE', ageMs };
}
