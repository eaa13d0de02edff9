import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram, RESPONSE_BOUNDS_SECONDS, SESSION_BOUNDS_SECONDS } from './histogram.ts';

/** The bucket by its meaning: the first whose upper bound is not below the value. */
function bucketOf(bounds: readonly number[], value: number): number {
  const found = bounds.findIndex((bound) => value <= bound);
  return found === -1 ? bounds.length : found;
}

function observed(bounds: readonly number[], value: number, each = 1): number {
  const histogram = new Histogram(bounds, each);
  histogram.observe(value);
  return histogram.counts.indexOf(1);
}

const rising = fc
  .uniqueArray(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
  .map((bounds) => bounds.sort((a, b) => a - b));

test('every value is counted in the first bucket whose bound it does not exceed', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constant(RESPONSE_BOUNDS_SECONDS), fc.constant(SESSION_BOUNDS_SECONDS), rising),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      (bounds, value) => {
        expect(observed(bounds, value)).toBe(bucketOf(bounds, value));
      },
    ),
  );
});

test('a value on a bound belongs below it, and the next number above it does not', () => {
  for (const bounds of [RESPONSE_BOUNDS_SECONDS, SESSION_BOUNDS_SECONDS, [1, 1.01, 1.02, 1.5, 2]]) {
    bounds.forEach((bound, index) => {
      expect(observed(bounds, bound)).toBe(index);
      expect(observed(bounds, bound * (1 + Number.EPSILON))).toBe(index + 1);
    });
  }
});

test('what is observed in milliseconds is told in seconds', () => {
  RESPONSE_BOUNDS_SECONDS.forEach((bound, index) => {
    expect(observed(RESPONSE_BOUNDS_SECONDS, bound * 1000, 1000)).toBe(index);
    expect(observed(RESPONSE_BOUNDS_SECONDS, bound * 1000 + 0.001, 1000)).toBe(index + 1);
  });
  const histogram = new Histogram(RESPONSE_BOUNDS_SECONDS, 1000);
  histogram.observe(30);
  histogram.observe(60);
  expect(histogram.sum).toBe(0.09);
});

test('sum and count are of all observations, from none to beyond the highest bound', () => {
  const histogram = new Histogram([1, 10]);
  for (const value of [0, 1, 2, 1e300]) histogram.observe(value);
  expect([histogram.count, histogram.sum, [...histogram.counts]]).toEqual([4, 1e300, [2, 1, 1]]);
});
