/**
 * How long to wait before the next try. Full jitter: the limit doubles with every failed try and the wait is drawn evenly
 * below it, so that ten thousand readers who lost the same server do not come back in the same second.
 * Pure: chance is handed in.
 */

/** Shortest wait, ms: no loop of tries is ever tighter than two a second. */
export const BACKOFF_MIN_MS = 500;

/** Longest wait, ms: a person who looks at a dead screen sees it try again within half a minute. */
export const BACKOFF_MAX_MS = 30_000;

/** A connection must have lived this long, ms, before its end counts as a first failure again. */
export const STABLE_AFTER_MS = 30_000;

/** The wait before the next try in ms, after `attempt` failed ones (from 1). `random` gives 0 ≤ x < 1. */
export function backoffMs(attempt: number, random: () => number): number {
  const limitMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** attempt);
  return BACKOFF_MIN_MS + random() * (limitMs - BACKOFF_MIN_MS);
}

/** When a server wants to see its reader again. */
export interface Asked {
  readonly retryMs: number;
  /** At most this much is added by chance. */
  readonly jitterMs: number;
}

/**
 * The wait that a server asked for in `bye`. It wins over our own, except that a server that says good-bye to every try
 * cannot draw us into a tight loop.
 */
export function askedMs({ retryMs, jitterMs }: Asked, attempt: number, random: () => number): number {
  const waitMs = retryMs + random() * jitterMs;
  // Neither NaN nor endless: then it is as if nothing was asked for.
  return Math.max(waitMs < Number.POSITIVE_INFINITY ? waitMs : 0, attempt > 1 ? BACKOFF_MIN_MS : 0);
}
