/**
 * Counts what went wrong after construction and says it once per interval. Nothing may throw into the host, so every place
 * that could hands its error here; the counts are a metric.
 */
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

export interface Faults {
  /** Counts one fault of `part`; never throws. */
  report(part: string, error: unknown): void;
  /** Runs `task`; what it throws is counted. */
  guard(part: string, task: () => void): void;
  /** Faults so far by part. */
  readonly counts: ReadonlyMap<string, number>;
  close(): void;
}

/** One line a minute is enough to be seen and too little to fill a disk. */
const SUMMARY_INTERVAL_MS = 60_000;

/** Parts are named by us, so this is never reached; it bounds the map all the same. */
const MAX_PARTS = 64;

export function createFaults(clock: Clock, logger: Logger): Faults {
  const counts = new Map<string, number>();
  const unsaid = new Map<string, { count: number; first: string }>();
  const sayAll = (): void => {
    for (const [part, { count, first }] of unsaid) {
      logger.error({ part, count, first }, `${count} faults in ${part} in the last ${SUMMARY_INTERVAL_MS / 1000} s`);
    }
    unsaid.clear();
  };
  const stop = clock.every(SUMMARY_INTERVAL_MS, sayAll);
  const report = (part: string, error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    const key = counts.has(part) || counts.size < MAX_PARTS ? part : 'other';
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count === 1) {
      logger.error({ part: key, error: message }, `fault in ${key}: ${message}`);
      return;
    }
    const waiting = unsaid.get(key);
    if (waiting === undefined) unsaid.set(key, { count: 1, first: message });
    else waiting.count += 1;
  };
  return {
    report,
    guard(part, task) {
      try {
        task();
      } catch (error) {
        report(part, error);
      }
    },
    counts,
    close() {
      stop();
      sayAll();
    },
  };
}
