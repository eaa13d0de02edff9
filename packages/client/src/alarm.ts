/**
 * One timer for many deadlines. Whoever has a deadline asks for a ring by then; the ring only says "look again", and who still
 * has a deadline asks anew. A deadline that moves away (every frame moves some) therefore costs no timer call at all.
 */

/** The two timer functions of the platform; `globalThis` is one of these. */
export interface Timers {
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

export interface Alarm {
  /** Rings no later than `dueMs`. With `hold` a Node process stays alive for it. */
  by(dueMs: number, hold?: boolean): void;
  clear(): void;
}

/** Platform timers take 31 bits and ring at once above that. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export function createAlarm(now: () => number, timers: Timers, ring: () => void): Alarm {
  let handle: unknown;
  let setForMs = Number.POSITIVE_INFINITY;

  function clear(): void {
    timers.clearTimeout(handle);
    setForMs = Number.POSITIVE_INFINITY;
  }

  return {
    by(dueMs, hold = false) {
      if (dueMs >= setForMs) return;
      clear();
      setForMs = dueMs;
      const delayMs = Math.min(Math.max(Math.ceil(dueMs - now()), 0), LONGEST_DELAY_MS);
      handle = timers.setTimeout(() => {
        setForMs = Number.POSITIVE_INFINITY;
        ring();
      }, delayMs);
      if (!hold) (handle as { unref?: () => void }).unref?.();
    },
    clear,
  };
}
