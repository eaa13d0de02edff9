/** The system's clock, but ticks come when a bench wants them: so as many as it likes, and none in between. */
import { setTimeout as startTimer } from 'node:timers';
import type { TallylightOptions } from '@tallylight/sdk';

type Clock = NonNullable<TallylightOptions['clock']>;

export function handClock(tickMs: number): Clock & { tick(): void } {
  const ticks = new Set<() => void>();
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    every(periodMs, task) {
      if (periodMs === tickMs) {
        ticks.add(task);
        return () => ticks.delete(task);
      }
      const timer = setInterval(task, periodMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    after(delayMs, task) {
      const timer = startTimer(task, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
    tick() {
      for (const task of [...ticks]) task();
    },
  };
}
