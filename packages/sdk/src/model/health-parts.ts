/**
 * The three sub-scores of health, each 0–1, from sums over the window. A request is scored first and averaged after, because
 * a score of an average hides the slow ones. Where nothing was seen the answer is `undefined`, never 1 and never 0.
 */
import type { HealthTotals } from './health-totals.ts';
import type { MediaKind } from './media-kind.ts';

/** At or under `goodMs` an answer is worth 1, at or over `badMs` 0; between, each doubling costs the same. */
export interface ResponseTarget {
  readonly goodMs: number;
  readonly badMs: number;
}

/** A playlist is small and asked for again and again; a piece of media may take as long as its player's buffer is patient. */
export const RESPONSE_TARGETS: Readonly<Record<MediaKind | 'probe', ResponseTarget>> = {
  manifest: { goodMs: 250, badMs: 4000 },
  segment: { goodMs: 1000, badMs: 8000 },
  other: { goodMs: 1000, badMs: 8000 },
  probe: { goodMs: 1000, badMs: 8000 },
};

/** The score of one answer that took `responseMs` to its first byte. */
export function responseScore({ goodMs, badMs }: ResponseTarget, responseMs: number): number {
  if (responseMs <= goodMs) return 1;
  if (responseMs >= badMs) return 0;
  return 1 - Math.log(responseMs / goodMs) / Math.log(badMs / goodMs);
}

/** From the share of time that was up, 0–1, to a sub-score, 0–1. */
export type UptimeCurve = (uptime: number) => number;

/** The share itself. */
export const plainUptime: UptimeCurve = (uptime) => uptime;

/** Nothing below `worst`, then straight up to 1. */
export function uptimeAbove(worst: number): UptimeCurve {
  return (uptime) => clamp((uptime - worst) / (1 - worst));
}

/** Counts nines: each one more is worth the same, from 90 % (0) to 99.95 % (1). */
export const uptimeNines: UptimeCurve = (uptime) =>
  clamp((Math.log10(1 - 0.9) - Math.log10(1 - uptime)) / (Math.log10(1 - 0.9) - Math.log10(1 - 0.9995)));

/** Time that must be known before uptime is: 60 s of the 15 min window, and as large a share of any other. */
export function minObservedMs(windowMs: number): number {
  return windowMs / 15;
}

export function uptimePart(totals: HealthTotals, windowMs: number, curve: UptimeCurve): number | undefined {
  if (totals.observedMs === 0 || totals.observedMs < minObservedMs(windowMs)) return undefined;
  return curve(clamp(totals.availableMs / totals.observedMs));
}

/** Share of failures that is as good as none, and that is as bad as any. */
export const ERROR_TARGET = 0.001;
export const ERROR_LIMIT = 0.1;
/** As many requests at the target are thought to have come before, so that one failure among three is not a catastrophe. */
export const ERROR_PRIOR_REQUESTS = 10;

export function errorsPart({ requests, failures }: HealthTotals): number | undefined {
  if (requests === 0) return undefined;
  const ratio = (failures + ERROR_PRIOR_REQUESTS * ERROR_TARGET) / (requests + ERROR_PRIOR_REQUESTS);
  return clamp(1 - Math.log(ratio / ERROR_TARGET) / Math.log(ERROR_LIMIT / ERROR_TARGET));
}

export function responsePart({ scored, score }: HealthTotals): number | undefined {
  return scored === 0 ? undefined : clamp(score / scored);
}

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
