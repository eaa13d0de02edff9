/** A clock that stands still until a test moves it; timers ring in order on the way. */
import type { Timers } from '../src/alarm.ts';

export interface ManualClock {
  readonly now: () => number;
  readonly timers: Timers;
  /** Delays of the timers that are set, from now, shortest first. */
  readonly pending: readonly number[];
  /** Timers that keep a Node process alive. */
  readonly held: number;
  advance(ms: number): void;
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
  holds: boolean;
  unref(): void;
}

export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let nowMs = 1_000;
  const inOrder = (): Timer[] => [...timers].sort((one, other) => one.dueMs - other.dueMs);

  return {
    now: () => nowMs,
    timers: {
      setTimeout(run, delayMs) {
        const timer: Timer = {
          dueMs: nowMs + delayMs,
          run,
          holds: true,
          unref() {
            timer.holds = false;
          },
        };
        timers.add(timer);
        return timer;
      },
      clearTimeout(handle) {
        timers.delete(handle as Timer);
      },
    },
    get pending() {
      return inOrder().map((timer) => timer.dueMs - nowMs);
    },
    get held() {
      return inOrder().filter((timer) => timer.holds).length;
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (let next = inOrder()[0]; next !== undefined && next.dueMs <= endMs; next = inOrder()[0]) {
        nowMs = Math.max(nowMs, next.dueMs);
        timers.delete(next);
        next.run();
      }
      nowMs = endMs;
    },
  };
}
