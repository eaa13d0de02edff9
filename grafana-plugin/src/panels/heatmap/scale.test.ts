import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScale } from './scale.ts';

describe('the logarithmic scale', () => {
  it('has ticks at round numbers, with its ends', () => {
    const ticksOf = (...values: number[]) => createScale('log', values).ticks.map(({ value }) => value);
    expect(ticksOf(2, 420)).toEqual([2, 10, 100, 500]);
    expect(ticksOf(1, 9)).toEqual([1, 2, 5, 10]);
    expect(ticksOf(3, 3)).toEqual([2, 5]);
    expect(ticksOf(0.02, 0.9)).toEqual([0.02, 0.1, 1]);
    expect(ticksOf(1, 80_000_000)).toEqual([1, 100, 10_000, 1_000_000, 100_000_000]);
  });

  it('puts the middle of two ends at their geometric mean', () => {
    const { placeOf } = createScale('log', [1, 100]);
    expect(placeOf(1)).toBe(0);
    expect(placeOf(10)).toBeCloseTo(0.5);
    expect(placeOf(100)).toBe(1);
  });
});

describe('the quantile scale', () => {
  it('puts the same number of countries in each class', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000];
    const { placeOf, ticks, classes } = createScale('quantile', values);
    expect(classes).toBe(5);
    expect(values.map(placeOf)).toEqual([0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1]);
    expect(ticks.map(({ value }) => value)).toEqual([1, 3, 5, 7, 9, 1_000]);
  });

  it('has fewer classes where many countries are equal', () => {
    const { placeOf, classes } = createScale('quantile', [1, 1, 1, 1, 1, 1, 1, 7]);
    expect(classes).toBe(1);
    expect(placeOf(1)).toBe(1);
    expect(createScale('quantile', [5]).classes).toBe(1);
  });

  it('says limits in two digits, and holds them', () => {
    const { ticks, placeOf } = createScale('quantile', [101, 234, 345, 456, 567, 678, 789, 890, 901, 1_012]);
    expect(ticks.slice(1, -1).map(({ value }) => value)).toEqual([350, 570, 790, 900]);
    expect(placeOf(349)).toBe(0);
    expect(placeOf(350)).toBe(0.25);
  });
});

describe.each(['log', 'quantile'] as const)('the %s scale', (kind) => {
  it('never puts more below less, and stays on the ramp', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (values) => {
          const { placeOf, ticks } = createScale(kind, values);
          const places = [...values].sort((a, b) => a - b).map((value) => placeOf(value) ?? Number.NaN);
          for (const [index, place] of places.entries()) {
            expect(place).toBeGreaterThanOrEqual(places[index - 1] ?? 0);
            expect(place).toBeLessThanOrEqual(1);
          }
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(7);
          expect(ticks.map(({ at }) => at)).toEqual(ticks.map(({ at }) => at).sort((a, b) => a - b));
        },
      ),
    );
  });

  it('has no place for 0, and no ticks without a number', () => {
    expect(createScale(kind, [1, 5]).placeOf(0)).toBeNull();
    expect(createScale(kind, [0]).ticks).toEqual([]);
    expect(createScale(kind, []).placeOf(3)).toBeNull();
  });
});
