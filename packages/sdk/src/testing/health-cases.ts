/** Arbitrary windows of a stream for the laws of health. Not exported to users. */
import * as fc from 'fast-check';
import type { HealthTotals } from '../model/health-totals.ts';

const ms = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Totals that can have been counted: never more available than observed, nor more failures than requests. */
export const anyTotals: fc.Arbitrary<HealthTotals> = fc
  .record({
    observedMs: ms(900_000),
    down: share,
    requests: fc.oneof(ms(20), ms(100_000)),
    failed: fc.oneof(fc.constant(0), share),
    mean: share,
    responseMs: ms(8000),
    restarts: fc.oneof(fc.constant(0), ms(5)),
    // Of most streams the players tell nothing.
    played: fc.oneof(fc.constant(0), ms(5_000_000)),
    stalled: fc.oneof(fc.constant(0), share),
    startups: fc.oneof(fc.constant(0), ms(200)),
    startMean: share,
    pictureMs: fc.oneof(fc.constant(0), ms(5_000_000)),
    picture: share,
  })
  .map((drawn) => {
    const { observedMs, down, requests, failed, mean, responseMs, played, stalled, startups, pictureMs } = drawn;
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
      restarts: drawn.restarts,
      playedMs: played * (1 - stalled),
      stalledMs: played * stalled,
      startups,
      startupScore: startups * drawn.startMean,
      startupMs: startups * 1000 * 16 ** (1 - drawn.startMean),
      pictureMs,
      pictureShareMs: pictureMs * drawn.picture,
    };
  });

/** What may happen to a stream in one tick. */
export interface TickOfCase {
  readonly elapsedMs: number;
  readonly isUp: boolean;
  readonly answersMs: readonly number[];
  readonly failures: number;
  /** Of the players: time played and stood still, and how long starts took. */
  readonly playedMs: number;
  readonly stalledMs: number;
  readonly startsMs: readonly number[];
  readonly restarts: number;
}

export const anyTick: fc.Arbitrary<TickOfCase> = fc.record({
  elapsedMs: fc.integer({ min: 1, max: 20_000 }),
  isUp: fc.boolean(),
  answersMs: fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 5 }),
  failures: fc.integer({ min: 0, max: 2 }),
  playedMs: ms(50_000),
  stalledMs: fc.oneof(fc.constant(0), ms(5000)),
  startsMs: fc.array(ms(20_000), { maxLength: 2 }),
  restarts: fc.oneof(fc.constant(0), ms(1)),
});
