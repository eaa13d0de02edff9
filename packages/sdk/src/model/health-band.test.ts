import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BandDamper, bandOf } from './health-band.ts';

test.each([
  [100, 'excellent'],
  [90, 'excellent'],
  [89.999, 'good'],
  [70, 'good'],
  [50, 'fair'],
  [49.9, 'poor'],
  [0, 'poor'],
])('%d points are %s', (score, band) => {
  expect(bandOf(score)).toBe(band);
});

test('a worse band comes at once, but not for less than a point', () => {
  const damper = new BandDamper();
  expect(damper.step(95, false, 0)).toBe('excellent');
  expect(damper.step(89.1, false, 1)).toBe('excellent');
  expect(damper.step(88.9, false, 2)).toBe('good');
  expect(damper.step(10, false, 3)).toBe('poor');
});

test('the gate is felt at once, however small the step', () => {
  const damper = new BandDamper();
  expect(damper.step(50, false, 0)).toBe('fair');
  expect(damper.step(49, true, 1)).toBe('poor');
});

test('a better band has to be earned for half a minute', () => {
  const damper = new BandDamper();
  damper.step(80, false, 0);
  expect(damper.step(100, false, 1000)).toBe('good');
  expect(damper.step(100, false, 30_999)).toBe('good');
  expect(damper.step(91.9, false, 30_999)).toBe('good');
  expect(damper.step(92, false, 31_000)).toBe('good');
  expect(damper.step(92, false, 61_000)).toBe('excellent');
});

test('from poor the band climbs as far as the score has stood', () => {
  const damper = new BandDamper();
  damper.step(10, false, 0);
  damper.step(100, false, 1000);
  damper.step(75, false, 20_000);
  expect(damper.step(100, false, 31_000)).toBe('good');
});

test('an unknown score has no band, and what comes after it starts anew', () => {
  const damper = new BandDamper();
  damper.step(10, false, 0);
  expect(damper.step(undefined, false, 1)).toBeNull();
  expect(damper.step(95, false, 2)).toBe('excellent');
});

test('law: a score that trembles around a bound by a point flips no band', () => {
  const bound = fc.constantFrom(90, 70, 50);
  const tremble = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(bound, tremble, fc.integer({ min: 1, max: 40_000 }), (at, steps, everyMs) => {
      const damper = new BandDamper();
      const bands = steps.map((step, index) => damper.step(at + step, false, index * everyMs));
      expect(new Set(bands).size).toBe(1);
    }),
  );
});

test('law: whatever the score does, it gets better at most once in half a minute', () => {
  const scores = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 300 });
  const order = ['poor', 'fair', 'good', 'excellent'];
  fc.assert(
    fc.property(scores, fc.integer({ min: 100, max: 20_000 }), (all, everyMs) => {
      const damper = new BandDamper();
      let previous = -1;
      let betterMs = Number.NEGATIVE_INFINITY;
      all.forEach((score, index) => {
        const place = order.indexOf(damper.step(score, false, index * everyMs) ?? '');
        if (previous !== -1 && place > previous) {
          expect(index * everyMs - betterMs).toBeGreaterThanOrEqual(30_000);
          betterMs = index * everyMs;
        }
        previous = place;
      });
    }),
  );
});
