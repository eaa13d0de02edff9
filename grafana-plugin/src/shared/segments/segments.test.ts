import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShown, toggle, toWidths } from './segments.ts';

const parts = ['good', 'poor', 'unknown'].map((key) => ({ key, label: key, count: 1 }));

describe('a segmented bar', () => {
  it('is shared out by count, with room for the smallest', () => {
    expect(toWidths([{ count: 98 }, { count: 1 }, { count: 1 }], 10)).toEqual([78.6, 10.7, 10.7]);
  });

  it('is shared out evenly when there is nothing', () => {
    expect(toWidths([{ count: 0 }, { count: 0 }], 10)).toEqual([50, 50]);
    expect(toWidths([], 10)).toEqual([]);
  });

  it('is always full and no part is below the least', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 12 }), fc.nat(30), (counts, least) => {
        const widths = toWidths(
          counts.map((count) => ({ count })),
          least,
        );
        expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100);
        expect(Math.min(...widths)).toBeGreaterThanOrEqual(Math.min(least, 100 / counts.length) - 1e-9);
      }),
    );
  });
});

describe('a choice of segments', () => {
  it('shows all while nothing is chosen, then only what is', () => {
    expect(isShown(new Set(), 'good')).toBe(true);
    const poor = toggle(new Set(), 'poor', parts);
    expect([isShown(poor, 'poor'), isShown(poor, 'good')]).toEqual([true, false]);
    expect(toggle(poor, 'poor', parts)).toEqual(new Set());
  });

  it('of all of them is the same as none', () => {
    expect(toggle(new Set(['good', 'poor']), 'unknown', parts)).toEqual(new Set());
  });
});
