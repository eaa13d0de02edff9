import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VIEWER_COUNTRIES } from './countries.ts';
import { createRandom } from './random.ts';
import { createViewers, DEVICES, type Viewer } from './viewers.ts';

const STREAMS = ['news', 'sports', 'cinema'];

function invent(seed: number, count: number): Viewer[] {
  const next = createViewers(createRandom(seed), STREAMS);
  return Array.from({ length: count }, (_, place) => next(place));
}

describe('a crowd of viewers', () => {
  it('has nobody twice', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 400 }), (seed, count) => {
        const addresses = invent(seed, count).map(({ address }) => address);
        expect(new Set(addresses).size).toBe(count);
      }),
    );
  });

  it('is in every country as soon as it is large enough', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const countries = new Set(invent(seed, VIEWER_COUNTRIES.length).map(({ country }) => country));
        expect(countries.size).toBe(VIEWER_COUNTRIES.length);
      }),
    );
  });

  it('watches the first stream most, on devices of every kind', () => {
    const crowd = invent(1, 2000);
    const watching = (stream: string): number => crowd.filter((viewer) => viewer.stream === stream).length;
    expect(watching('news')).toBeGreaterThan(watching('sports'));
    expect(watching('sports')).toBeGreaterThan(watching('cinema'));
    expect(watching('cinema')).toBeGreaterThan(0);
    for (const { userAgent } of DEVICES) expect(crowd.some((viewer) => viewer.userAgent === userAgent)).toBe(true);
  });
});

describe('chance from a seed', () => {
  it('is the same again, and evenly spread', () => {
    const draws = (seed: number): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 10_000 }, () => random.next());
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
    const tenths = new Array<number>(10).fill(0);
    for (const draw of draws(7)) tenths[Math.floor(draw * 10)] = (tenths[Math.floor(draw * 10)] ?? 0) + 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('picks by weight, and refuses an empty list', () => {
    const random = createRandom(1);
    const picks = Array.from({ length: 1000 }, () => random.pick(['never', 'always'], (item) => +(item === 'always')));
    expect(new Set(picks)).toEqual(new Set(['always']));
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
