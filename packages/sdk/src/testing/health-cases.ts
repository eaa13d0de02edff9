/** Arbitrary windows of a stream for the laws of health. Not exported to users. */
import * as fc from 'fast-check';
import type { HealthTotals } from '../model/health-parts.ts';

const ms = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

/** Totals that can have been counted: never more available than observed, nor more failures than requests. */
export const anyTotals: fc.Arbitrary<HealthTotals> = fc
  .record({
    observedMs: ms(900_000),
    down: fc.double({ min: 0, max: 1, noNaN: true }),
    requests: fc.oneof(ms(20), ms(100_000)),
    failed: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    mean: fc.double({ min: 0, max: 1, noNaN: true }),
    responseMs: ms(8000),
  })
  .map(({ observedMs, down, requests, failed, mean, responseMs }) => {
    const failures = Math.floor(requests * failed);
    const scored = requests - failures;
    return {
      observedMs,
      availableMs: Math.floor(observedMs * (1 - down)),
      requests,
      failures,
      scored,
      score: scored * mean,
      responseMs: scored * responseMs,
    };
  });

/** What may happen to a stream in one tick. */
export interface TickOfCase {
  readonly elapsedMs: number;
  readonly isUp: boolean;
  readonly answersMs: readonly number[];
  readonly failures: number;
}

export const anyTick: fc.Arbitrary<TickOfCase> = fc.record({
  elapsedMs: fc.integer({ min: 1, max: 20_000 }),
  isUp: fc.boolean(),
  answersMs: fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 5 }),
  failures: fc.integer({ min: 0, max: 2 }),
});
