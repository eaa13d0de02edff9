/**
 * Time is handed in. Rules take `nowMs`; stateful parts take a Clock, so that tests move time by hand.
 * Timers made here never keep the process alive.
 */

export interface Clock {
  /** Wall clock, epoch milliseconds. For what people read; may jump. */
  nowMs(): number;
  /** Milliseconds that only ever grow, from an arbitrary start. For durations and rates. */
  monotonicMs(): number;
  /** Runs `task` every `periodMs` until the returned function is called. */
  every(periodMs: number, task: () => void): () => void;
  /** Runs `task` once after `delayMs` unless the returned function is called first. */
  after(delayMs: number, task: () => void): () => void;
}

const { performance } = globalThis;

/** The real clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  every(periodMs, task) {
    const timer = setInterval(task, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
