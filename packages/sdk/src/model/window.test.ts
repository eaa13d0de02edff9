import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateWindow } from './window.ts';

const filled = (windowPoints: number, rates: readonly number[]): RateWindow => {
  const window = new RateWindow(windowPoints);
  for (const [index, rate] of rates.entries()) window.push(index * 1000, rate, null);
  return window;
};

test('before the first point nothing is known', () => {
  expect(new RateWindow(5).summary()).toEqual({
    current: null,
    average: null,
    peak: null,
    peakAtMs: null,
    trend: null,
  });
});

test('current, average and peak are of the last window only', () => {
  expect(filled(3, [900, 1, 2, 6]).summary()).toMatchObject({ current: 6, average: 3, peak: 6, peakAtMs: 3000 });
});

test('the trend compares two whole windows and is unknown where the one before was nothing', () => {
  expect(filled(2, [10, 10, 15, 15]).summary().trend).toBeCloseTo(0.5);
  expect(filled(2, [10, 15, 15]).summary().trend).toBeNull();
  expect(filled(2, [0, 0, 15, 15]).summary().trend).toBeNull();
});

test('a reader that asks for what came since misses no point and gets none twice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(), { maxLength: 60 }),
      fc.nat(60),
      (size, rates, seen) => {
        const window = filled(size, rates);
        const from = Math.min(seen, rates.length);
        const expected = rates
          .map((rate, index) => [index * 1000, rate, null])
          .slice(Math.max(from, rates.length - size));
        expect(window.points(from)).toEqual(expected);
      },
    ),
  );
});

test('ingress that nobody counts is unknown, not nothing', () => {
  const window = new RateWindow(4);
  window.push(1, 5, null);
  window.push(2, 5, 0);
  expect(window.points().map((point) => point[2])).toEqual([null, 0]);
});
