import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTotals } from '../testing/health-cases.ts';
import { evaluateHealth, type HealthDefinition, type HealthVerdict } from './health.ts';
import { RESPONSE_TARGETS, responseScore } from './health-parts.ts';
import { bitrateShare, restarts, stallRatio, startup } from './health-player-parts.ts';
import { budgetBurn, defineHealth, HEALTH_PRESETS, isComponents } from './health-presets.ts';
import { healthReason } from './health-reason.ts';
import { addTotals, type HealthTotals, NO_TOTALS } from './health-totals.ts';

const WINDOW_MS = 900_000;
const standard = defineHealth();
/** Each preset, and each again with all that is ready. */
const everyPart = [stallRatio(20), startup(10), restarts(10), bitrateShare(5)];
const anyDefinition = fc
  .record({ preset: fc.constantFrom(...HEALTH_PRESETS), components: fc.constantFrom([], everyPart) })
  .map(defineHealth);
const factsOf = (totals: HealthTotals, windowMs = WINDOW_MS) => ({ ...totals, stream: 'news', windowMs });
const judge = (totals: HealthTotals, definition: HealthDefinition = standard, isDown = false): HealthVerdict =>
  evaluateHealth(definition, factsOf(totals), isDown);
/** Which parts are known; laws about more or less of something hold while that stays the same. */
const knownOf = (verdict: HealthVerdict): string => verdict.parts.map((part) => part !== undefined).join();
const near = 1e-9;

const good = (totals: HealthTotals, count = 1): HealthTotals =>
  addTotals(totals, { ...NO_TOTALS, requests: count, scored: count, score: count });
const failed = (totals: HealthTotals): HealthTotals => addTotals(totals, { ...NO_TOTALS, requests: 1, failures: 1 });

const wholeHour: HealthTotals = { ...NO_TOTALS, observedMs: WINDOW_MS, availableMs: WINDOW_MS };

test('the definition, worked out by hand', () => {
  // Up 90 %, 10 of 1000 failed, answers worth 0.8 on average.
  const totals = {
    ...NO_TOTALS,
    observedMs: 900_000,
    availableMs: 810_000,
    requests: 1000,
    failures: 10,
    scored: 990,
    score: 792,
  };
  const errors = 1 - Math.log((10 + 0.01) / 1010 / 0.001) / Math.log(100);
  expect(errors).toBeCloseTo(0.502, 3);
  const { score, parts, coverage } = judge(totals);
  expect(parts).toEqual([0.9, expect.closeTo(errors, 12), 0.8]);
  expect(score).toBeCloseTo(40 * 0.9 + 35 * errors + 25 * 0.8, 9);
  expect(coverage).toBe(1);
});

test.each([
  ['manifest', 250, 1],
  ['manifest', 500, 0.75],
  ['manifest', 1000, 0.5],
  ['manifest', 2000, 0.25],
  ['manifest', 4000, 0],
  ['segment', 1000, 1],
  ['segment', 8000, 0],
] as const)('an answer to a %s after %i ms is worth %d', (kind, responseMs, worth) => {
  expect(responseScore(RESPONSE_TARGETS[kind], responseMs)).toBeCloseTo(worth, 12);
});

test.each([
  ['standard', 0.9, 0.9],
  ['strict', 0.9, 0],
  ['strict', 0.95, 0.5],
  ['nines', 0.9, 0],
  ['nines', 0.99, 0.43],
  ['nines', 0.999, 0.87],
  ['nines', 1, 1],
] as const)('for the preset %s an uptime of %d is worth %d', (preset, uptime, worth) => {
  const totals = { ...wholeHour, availableMs: WINDOW_MS * uptime };
  expect(judge(totals, defineHealth({ preset })).parts[0]).toBeCloseTo(worth, 2);
});

test('screens have a score by uptime alone, streams with viewers do not', () => {
  expect(judge(wholeHour).score).toBeUndefined();
  expect(judge(wholeHour).coverage).toBe(0.4);
  expect(judge(wholeHour, defineHealth({ preset: 'signage' })).score).toBe(100);
});

test('uptime is unknown until a fifteenth of the window was observed', () => {
  expect(judge(good({ ...NO_TOTALS, observedMs: 59_999, availableMs: 59_999 })).parts[0]).toBeUndefined();
  expect(judge(good({ ...NO_TOTALS, observedMs: 60_000, availableMs: 60_000 })).parts[0]).toBe(1);
});

test('nothing known is unknown, never 100 and never 0', () => {
  for (const preset of HEALTH_PRESETS) {
    expect(judge(NO_TOTALS, defineHealth({ preset }))).toMatchObject({ score: undefined, coverage: 0, worst: -1 });
  }
});

test('the reason names what costs most, and a number to check', () => {
  const reason = (totals: HealthTotals, isDown = false): string | null =>
    healthReason(standard, factsOf(totals), judge(totals, standard, isDown));
  const fine = good(wholeHour, 500);
  expect(reason(fine)).toBeNull();
  expect(reason(fine, true)).toBe('down now');
  expect(reason({ ...fine, availableMs: 600_000 })).toBe('up 66.6 % of the time');
  expect(reason({ ...fine, requests: 520, failures: 20 })).toBe('20 of 520 requests failed');
  expect(reason({ ...fine, score: 100, responseMs: 1_500_000 })).toBe('first byte after 3000 ms on average');
  expect(reason(NO_TOTALS)).toBeNull();
});

test('a component of the host counts by its weight, and may say that it knows nothing', () => {
  const component = (part: number | undefined) => [{ id: 'stalls', weight: 100, evaluate: () => part }];
  const fine = good(wholeHour, 500);
  expect(judge(fine, defineHealth({ components: component(0.5) })).score).toBeCloseTo(75, 9);
  expect(judge(fine, defineHealth({ components: component(undefined) }))).toMatchObject({ score: 100, coverage: 0.5 });
  expect(judge(fine, defineHealth({ components: component(7) })).score).toBe(100);
});

test('a component that throws is unknown and told', () => {
  const faults: unknown[] = [];
  const components = [
    {
      id: 'broken',
      weight: 10,
      evaluate: () => {
        throw new Error('no');
      },
    },
  ];
  const verdict = evaluateHealth(defineHealth({ components }), factsOf(good(wholeHour)), false, (error) =>
    faults.push(error),
  );
  expect([verdict.score, faults.length]).toEqual([100, 1]);
});

test('names of components must be their own', () => {
  const named = (id: string) => ({ id, weight: 1, evaluate: () => 1 });
  expect(isComponents([named('stalls'), named('starts')])).toBe(true);
  expect(isComponents([named('stalls'), named('stalls')])).toBe(false);
  expect(isComponents([named('errors')])).toBe(false);
  expect(isComponents([named('Stalls')])).toBe(false);
});

test('the budget of an objective is burnt at 14.4 times its rate', () => {
  const burn = budgetBurn(0.999, 10);
  const at = (failures: number) => burn.evaluate(factsOf({ ...NO_TOTALS, requests: 10_000, failures }));
  expect([at(0), at(10), at(144)]).toEqual([1, 1, expect.closeTo(0, 9)]);
  expect(burn.evaluate(factsOf(NO_TOTALS))).toBeUndefined();
});

// --- laws ---

test('law: a score is from 0 to 100, and between its least and its best part', () => {
  fc.assert(
    fc.property(anyTotals, anyDefinition, (totals, definition) => {
      const { score, parts } = judge(totals, definition);
      if (score === undefined) return;
      const known = parts.filter((part) => part !== undefined);
      expect(score).toBeGreaterThanOrEqual(100 * Math.min(...known));
      expect(score).toBeLessThanOrEqual(100 * Math.max(...known));
      expect(score >= 0 && score <= 100).toBe(true);
    }),
  );
});

test('law: a better part never makes a worse score', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  const weight = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(fc.array(fc.tuple(weight, part), { minLength: 1, maxLength: 6 }), fc.nat(), part, (all, at, other) => {
      const scoreOf = (list: readonly (readonly [number, number])[]): number => {
        const components = list.map(([weight, value], place) => ({ id: `c${place}`, weight, evaluate: () => value }));
        return judge(NO_TOTALS, { ...standard, components }).score ?? Number.NaN;
      };
      const raised = all.map(([weight, value], place) =>
        place === at % all.length ? ([weight, Math.max(value, other)] as const) : ([weight, value] as const),
      );
      expect(scoreOf(raised)).toBeGreaterThanOrEqual(scoreOf(all) - near);
    }),
  );
});

test('law: more time up or played, fewer failures or restarts, faster answers or starts, a better picture never make a worse score', () => {
  fc.assert(
    fc.property(anyTotals, anyDefinition, fc.double({ min: 0, max: 1, noNaN: true }), (totals, definition, share) => {
      const before = judge(totals, definition).score;
      if (before === undefined) return;
      const fewer = Math.floor(totals.failures * share);
      const better: HealthTotals[] = [
        { ...totals, availableMs: totals.availableMs + (totals.observedMs - totals.availableMs) * share },
        { ...totals, failures: fewer },
        { ...totals, score: totals.score + (totals.scored - totals.score) * share },
        // Played instead of stood still: as much time, so that as much is known.
        {
          ...totals,
          stalledMs: totals.stalledMs * share,
          playedMs: totals.playedMs + totals.stalledMs - totals.stalledMs * share,
        },
        { ...totals, startupScore: totals.startupScore + (totals.startups - totals.startupScore) * share },
        { ...totals, restarts: Math.floor(totals.restarts * share) },
        { ...totals, pictureShareMs: totals.pictureShareMs + (totals.pictureMs - totals.pictureShareMs) * share },
      ];
      for (const one of better) expect(judge(one, definition).score).toBeGreaterThanOrEqual(before - near);
    }),
  );
});

test('law: all weights times anything change nothing', () => {
  fc.assert(
    fc.property(anyTotals, fc.double({ min: 0.01, max: 20, noNaN: true }), (totals, factor) => {
      const scaled = defineHealth({ weights: { uptime: 40 * factor, errors: 35 * factor, response: 25 * factor } });
      const before = judge(totals);
      const after = judge(totals, scaled);
      // 65 % or 60 % known is far from half, so the same parts decide.
      expect(after.score === undefined).toBe(before.score === undefined);
      expect(after.score ?? 0).toBeCloseTo(before.score ?? 0, 8);
    }),
  );
});

test('law: one more good request never lowers a score', () => {
  fc.assert(
    fc.property(anyTotals, anyDefinition, (totals, definition) => {
      const before = judge(totals, definition).score;
      if (before === undefined) return;
      expect(judge(good(totals), definition).score).toBeGreaterThanOrEqual(before - near);
    }),
  );
});

test('law: one more failure never raises a score, as long as requests were known at all', () => {
  fc.assert(
    fc.property(anyTotals, anyDefinition, (totals, definition) => {
      const before = judge(totals, definition);
      const after = judge(failed(totals), definition);
      if (before.score === undefined || knownOf(before) !== knownOf(after)) return;
      expect(after.score).toBeLessThanOrEqual(before.score + near);
    }),
  );
});

test('law: the gate only lowers, and never past itself', () => {
  fc.assert(
    fc.property(anyTotals, anyDefinition, (totals, definition) => {
      const open = judge(totals, definition).score;
      const down = judge(totals, definition, true).score;
      expect(down).toBe(open === undefined ? undefined : Math.min(open, 49));
    }),
  );
});

test('law: two halves counted apart and added are the whole', () => {
  fc.assert(
    fc.property(anyTotals, anyTotals, anyTotals, anyDefinition, (one, two, three, definition) => {
      const left = judge(addTotals(addTotals(one, two), three), definition);
      const right = judge(addTotals(one, addTotals(three, two)), definition);
      expect(left.score ?? -1).toBeCloseTo(right.score ?? -1, 9);
    }),
  );
});
