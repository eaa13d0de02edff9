import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  breakAtGaps,
  cut,
  findLonePoints,
  lastIndexOf,
  meanOf,
  meanOverTime,
  peakIndexOf,
  toCurve,
  trendOf,
} from './curve.ts';

const values = fc.array(fc.option(fc.nat(1_000), { nil: null }), { maxLength: 40 });
const line = values.map((column) => ({
  direction: 'egress' as const,
  timesMs: column.map((_, index) => index * 1_000),
  values: column,
}));

describe('a curve', () => {
  it('of several lines is the same in any order of them', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        expect(toCurve([...lines].reverse())).toEqual(toCurve(lines));
      }),
    );
  });

  it('neither loses nor invents bytes', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const sum = (columns: readonly (readonly (number | null)[])[]) =>
          columns.flat().reduce<number>((total, value) => total + (value ?? 0), 0);
        expect(sum([toCurve(lines).egress])).toBe(sum(lines.map((one) => one.values)));
      }),
    );
  });

  it('is unknown where no line knows, and known where one does', () => {
    const known = { direction: 'egress' as const, timesMs: [1, 2], values: [5, null] };
    const unknown = { direction: 'egress' as const, timesMs: [1, 2], values: [null, null] };
    expect(toCurve([known, unknown]).egress).toEqual([5, null]);
    expect(toCurve([]).timesMs).toEqual([]);
  });

  it('is cut to a window with both ends', () => {
    const curve = { timesMs: [1, 2, 3, 4], egress: [10, 20, 30, 40], ingress: [null, null, 3, 4] };
    expect(cut(curve, 2, 3)).toEqual({ timesMs: [2, 3], egress: [20, 30], ingress: [null, 3] });
    expect(cut(curve, 9, 10).timesMs).toEqual([]);
  });

  it('is broken only where more than three ticks are missing', () => {
    const curve = { timesMs: [0, 3_000, 7_000], egress: [1, 2, 3], ingress: [1, 2, 3] };
    expect(breakAtGaps(curve, 1_000).timesMs).toEqual([0, 3_000, 4_000, 7_000]);
    expect(breakAtGaps(curve, null)).toBe(curve);
  });
});

describe('figures', () => {
  it('of nothing known are unknown', () => {
    expect([meanOf([null]), peakIndexOf([null]), lastIndexOf([]), trendOf([null, null, null, null])]).toEqual([
      null,
      -1,
      -1,
      null,
    ]);
  });

  it('leave the unknown out instead of counting it as 0', () => {
    expect(meanOf([null, 4, null, 8])).toBe(6);
    expect(trendOf([2, null, 2, 4, null, 4])).toBe(1);
  });

  it('take the first of equal peaks', () => {
    expect(peakIndexOf([1, 9, null, 9])).toBe(1);
  });
});

it('a point without neighbours is found, so that it can be drawn as a dot', () => {
  expect(findLonePoints([7])).toEqual([0]);
  expect(findLonePoints([1, 2, null, 3, null, 4, 5])).toEqual([3]);
  expect(findLonePoints([null, null])).toEqual([]);
});

describe('points by the minute before points by the tick', () => {
  const curve = {
    timesMs: [30_000, 90_000, 150_000, 151_000],
    egress: [10, 20, 40, 60],
    ingress: [null, null, null, null],
  };

  it('are no holes, but a lost minute is', () => {
    expect(breakAtGaps(curve, 1_000, 150_000).timesMs).toEqual(curve.timesMs);
    const holed = { ...curve, timesMs: [30_000, 290_000, 350_000, 351_000] };
    expect(breakAtGaps(holed, 1_000, 350_000).timesMs).toEqual([30_000, 90_000, 290_000, 350_000, 351_000]);
  });

  it('count for a minute in the mean', () => {
    expect(meanOverTime(curve, 30_000, 150_000)).toBeCloseTo((10 * 60 + 20 * 60 + 40 * 30 + 60 * 30) / 180);
    expect(meanOverTime(curve, 30_000, null)).toBe(32.5);
    expect(meanOverTime({ timesMs: [], egress: [] }, 1_000, 1)).toBeNull();
  });
});
