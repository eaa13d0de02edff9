/**
 * Runs the checks of the host's dependencies: one run at a time each, bounded by a limit, and none after close. A check that
 * does not come back counts as down at its limit; it is not started again until the old run has ended or was given up.
 */
import type { Clock } from '../clock.ts';
import type { Dependencies, Dependency } from '../state/dependencies.ts';

export interface CheckTimes {
  /** Between two starts, ms. */
  readonly intervalMs: number;
  /** How long a run may take, ms. */
  readonly timeoutMs: number;
}

/** What the host gives: resolves when the thing is there (and not with `false`), rejects or throws when it is not. */
export type Check = (signal: AbortSignal) => unknown;

export interface DependencyChecks {
  /** Runs `check` now and then every interval; an earlier one of the same dependency stops. Returns stop. */
  watch(dependency: Dependency, check: Check, times: CheckTimes): () => void;
  close(): void;
}

/** A run that ignores its signal may hang for ever; after so many limits a new one is begun beside it. */
const GIVEN_UP_AFTER_TIMEOUTS = 10;

export function createDependencyChecks(parts: { clock: Clock; dependencies: Dependencies }): DependencyChecks {
  const { clock, dependencies } = parts;
  const watched = new Map<Dependency, () => void>();

  function watch(dependency: Dependency, check: Check, { intervalMs, timeoutMs }: CheckTimes): () => void {
    watched.get(dependency)?.();
    let stopped = false;
    let running: { readonly startedMs: number; readonly abort: AbortController; stopTimer(): void } | undefined;

    function run(): void {
      const startedMs = clock.monotonicMs();
      if (running !== undefined && startedMs - running.startedMs < GIVEN_UP_AFTER_TIMEOUTS * timeoutMs) return;
      const abort = new AbortController();
      let told = false;
      const tell = (up: boolean, reason: 'failed' | 'timeout'): void => {
        if (told || stopped) return;
        told = true;
        const nowMs = clock.monotonicMs();
        dependency.durations.observe((nowMs - startedMs) / 1000);
        dependencies.settle(dependency, up, reason, nowMs);
      };
      const stopTimer = clock.after(timeoutMs, () => {
        tell(false, 'timeout');
        abort.abort();
      });
      const mine = { startedMs, abort, stopTimer };
      running = mine;
      // Started in a promise, so that a check that throws at once is a failed one too.
      new Promise((resolve) => resolve(check(abort.signal))).then(
        (answer) => ended(answer !== false),
        () => ended(false),
      );
      function ended(up: boolean): void {
        stopTimer();
        tell(up, 'failed');
        if (running === mine) running = undefined;
      }
    }

    const stopInterval = clock.every(intervalMs, run);
    const stop = (): void => {
      if (stopped) return;
      stopped = true;
      stopInterval();
      running?.stopTimer();
      running?.abort.abort();
      if (watched.get(dependency) === stop) watched.delete(dependency);
    };
    watched.set(dependency, stop);
    run();
    return stop;
  }

  return {
    watch,
    close() {
      for (const stop of [...watched.values()]) stop();
    },
  };
}
