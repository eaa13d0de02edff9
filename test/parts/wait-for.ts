/** Waiting in whole-path tests: for a condition, with a limit that only a broken run reaches. Never for a length of time. */
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** @default 60 000 */
  readonly limitMs?: number;
  /** @default 50 */
  readonly everyMs?: number;
}

/** Resolves with the first value that is neither false nor undefined; rejects when the limit is over, with the last fault. */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<T>> {
  const { limitMs = 60_000, everyMs = 50 } = options;
  const untilMs = performance.now() + limitMs;
  let fault: unknown;
  while (performance.now() < untilMs) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      fault = error;
    }
    await delay(everyMs);
  }
  throw new Error(`waited ${limitMs} ms for ${what} in vain`, { cause: fault });
}
