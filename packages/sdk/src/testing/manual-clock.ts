/** A clock that a test moves by hand: timers fire in order while `advance` passes them. Not exported to users. */
import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  /** Moves both clocks and runs what falls due, in order. */
  advance(ms: number): void;
  /** Moves the wall clock alone, as an operator or NTP would. */
  jump(ms: number): void;
}

interface Timer {
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly task: () => void;
}

export function manualClock(startMs = 1_800_000_000_000): ManualClock {
  let monotonicMs = 0;
  let wallOffsetMs = startMs;
  const timers = new Set<Timer>();
  const add = (timer: Timer): (() => void) => {
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers)
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    return next;
  };
  return {
    nowMs: () => wallOffsetMs + monotonicMs,
    monotonicMs: () => monotonicMs,
    every: (periodMs, task) => add({ dueMs: monotonicMs + periodMs, periodMs, task }),
    after: (delayMs, task) => add({ dueMs: monotonicMs + delayMs, periodMs: undefined, task }),
    advance(ms) {
      const untilMs = monotonicMs + ms;
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        monotonicMs = Math.max(monotonicMs, timer.dueMs);
        if (timer.periodMs === undefined) timers.delete(timer);
        else timer.dueMs += timer.periodMs;
        timer.task();
      }
      monotonicMs = untilMs;
    },
    jump(ms) {
      wallOffsetMs += ms;
    },
  };
}
