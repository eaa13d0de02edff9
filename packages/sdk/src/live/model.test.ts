import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAMES, play, READERS, type Step } from '../testing/live-model.ts';
import { MUTATIONS, makersOf, SMALL } from '../testing/live-mutations.ts';
import { createHub } from './hub.ts';
import { createResumeTokens } from './resume-token.ts';
import { createSessions } from './sessions.ts';

const reader = fc.nat(READERS - 1);
const subject = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 50, arbitrary: fc.record({ do: fc.constant('event'), name: fc.constantFrom(...NAMES), subject }) },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('row'),
      topic: fc.constantFrom('geo', 'alerts'),
      key: subject,
      value: fc.oneof({ weight: 4, arbitrary: fc.nat(7) }, { weight: 1, arbitrary: fc.constant(null) }),
    }),
  },
  { weight: 30, arbitrary: fc.record({ do: fc.constantFrom('tick', 'turn') }) },
  { weight: 25, arbitrary: fc.record({ do: fc.constant('come'), reader }) },
  { weight: 30, arbitrary: fc.record({ do: fc.constant('carry'), reader, frames: fc.nat(20) }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constantFrom('hold', 'release'), reader }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('cut'), reader }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('steal', 'lie'), reader }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(10, 1000, 20_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
) as fc.Arbitrary<Step>;
/** One row that changes from tick to tick, as busy rows do. */
const busyRow: fc.Arbitrary<Step[]> = fc
  .tuple(subject, fc.array(fc.nat(7), { minLength: 2, maxLength: 4 }))
  .map(([key, values]) => values.flatMap((value): Step[] => [{ do: 'row', topic: 'geo', key, value }, { do: 'tick' }]));
/** More events than the log keeps, critical ones among them. */
const burst: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    do: fc.constant('event' as const),
    name: fc.constantFrom('alert-raised' as const, 'alert-joined' as const),
    subject,
  }),
  { minLength: 8, maxLength: 16 },
);
const script = fc
  .array(
    fc.oneof(
      { weight: 24, arbitrary: step.map((one): Step[] => [one]) },
      { weight: 1, arbitrary: busyRow },
      { weight: 1, arbitrary: burst },
    ),
    {
      minLength: 30,
      maxLength: 150,
    },
  )
  .map((steps) => steps.flat());

test('whatever happens, a reader gets or is told of all that it was owed, in order and once, and shows what the server holds', () => {
  const makers = { createHub, createSessions, createResumeTokens };
  fc.assert(
    fc.property(script, (steps) => play(steps, makers)),
    { numRuns: 300 },
  );
}, 60_000);

test('the same with buffers, logs and pages so small that each of their ends is met', async () => {
  const makers = await makersOf(SMALL);
  fc.assert(
    fc.property(script, (steps) => play(steps, makers)),
    { numRuns: 700 },
  );
}, 60_000);

describe('a mistake in the channel is found by its specification:', () => {
  test('there are mistakes to find', () => {
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(12);
  });
  test.each(MUTATIONS)(
    '$mistake',
    async (mutation) => {
      const makers = await makersOf([...SMALL.filter(({ find }) => find !== mutation.find), mutation]);
      const found = fc.check(
        fc.property(script, (steps) => play(steps, makers)),
        { numRuns: 3000, seed: 4, endOnFailure: true },
      );
      expect(found.failed).toBe(true);
    },
    60_000,
  );
});
