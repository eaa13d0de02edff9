/**
 * Whose turn it is when not all can be told at once: of fifteen turns eight are for what is critical, four for high, two for
 * normal, one for low, so that the urgent goes first and nothing waits for ever. Pure.
 */
import type { Priority } from '@tallylight/protocol';

/** Spread out, so that a burst of one class does not hold the others up for long. */
const WHEEL: readonly Priority[] = [
  'critical',
  'high',
  'critical',
  'normal',
  'critical',
  'high',
  'critical',
  'low',
  'critical',
  'high',
  'critical',
  'normal',
  'critical',
  'high',
  'critical',
];

export interface Turns {
  /** The next of `candidates` by weight; those of one class take turns. `undefined` when there is none. */
  next<T>(candidates: readonly T[], priorityOf: (candidate: T) => Priority | undefined): T | undefined;
}

export function createTurns(): Turns {
  let turn = 0;
  let round = 0;
  return {
    next(candidates, priorityOf) {
      for (let step = 0; step < WHEEL.length; step += 1) {
        const wanted = WHEEL[(turn + step) % WHEEL.length] as Priority;
        for (let at = 0; at < candidates.length; at += 1) {
          const candidate = candidates[(round + at) % candidates.length] as (typeof candidates)[number];
          if (priorityOf(candidate) !== wanted) continue;
          turn = (turn + step + 1) % WHEEL.length;
          round = (round + at + 1) % candidates.length;
          return candidate;
        }
      }
      return undefined;
    },
  };
}
