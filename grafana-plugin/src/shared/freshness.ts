/**
 * How old a view's data is, as a plain record that can be aged at any later moment of the same page.
 * Several frames in one view count as the worst of them: one stale edge makes the sum stale.
 */
import type { LivePhase } from './live-meta.ts';

export interface Freshness {
  /** `off`: nothing live is promised, for example a range in the past. */
  readonly phase: LivePhase | 'off';
  /** Age at {@link stampMs}, ms; null when it is not known. */
  readonly ageMs: number | null;
  /** Interval at which news is promised, ms; null when nobody said. */
  readonly tickMs: number | null;
  /** `performance.now()` at which the age held. */
  readonly stampMs: number;
}

const RANK: Readonly<Record<Freshness['phase'], number>> = { off: 0, live: 1, loading: 2, stale: 3, error: 4 };

/** Age now, ms; null when it is not known. */
export function toAgeMs(freshness: Freshness, nowMs: number): number | null {
  return freshness.ageMs === null ? null : freshness.ageMs + Math.max(0, nowMs - freshness.stampMs);
}

/** The worst of several: by phase, then by age; unknown age is worse than any known one. `undefined` of none. */
export function worstOf(list: readonly Freshness[]): Freshness | undefined {
  let worst: Freshness | undefined;
  for (const one of list) if (worst === undefined || isWorse(one, worst)) worst = one;
  return worst;
}

function isWorse(one: Freshness, other: Freshness): boolean {
  if (one.phase !== other.phase) return RANK[one.phase] > RANK[other.phase];
  const nowMs = Math.max(one.stampMs, other.stampMs);
  const age = toAgeMs(one, nowMs) ?? Number.POSITIVE_INFINITY;
  return age > (toAgeMs(other, nowMs) ?? Number.POSITIVE_INFINITY);
}
