import { expect, test } from 'vitest';
import { AudienceSketch, HASH_BITS } from './audience-sketch.ts';

/** Evenly spread numbers from a seed (splitmix), so that a run can be repeated. */
function hashes(seed: number): () => number {
  // Far apart: neighbouring seeds must not be the same sequence, one step on.
  let state = (BigInt(seed) * 0xd1342543de82ef95n) & 0xffffffffffffffffn;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return Number((z ^ (z >> 31n)) >> BigInt(64 - HASH_BITS));
  };
}

/** Root mean square of the relative error at each of these counts, over many seeds. */
function errors(precision: number, counts: readonly number[], seeds: number): number[] {
  const squares = counts.map(() => 0);
  for (let seed = 1; seed <= seeds; seed += 1) {
    const sketch = new AudienceSketch(precision);
    const next = hashes(seed);
    let seen = 0;
    counts.forEach((count, index) => {
      for (; seen < count; seen += 1) sketch.add(next());
      squares[index] = (squares[index] as number) + (sketch.estimate() / count - 1) ** 2;
    });
  }
  return squares.map((square) => Math.sqrt(square / seeds));
}

// The mean of 24 squares scatters by about 15 %: half as much again over the theory would not happen in a right sketch.
test.each([
  [12, 1.04 / 64, 24],
  [14, 1.04 / 128, 24],
])('at precision %i the error is the one that is stated, small counts and large', (precision, stated, seeds) => {
  const size = 2 ** precision;
  const measured = errors(precision, [size / 8, size, 3 * size, 6 * size], seeds);
  for (const error of measured) expect(error).toBeLessThan(stated * 1.5);
  // And it is an estimate, not a count: an error of nothing would mean that this test measures nothing.
  expect(measured.at(-1)).toBeGreaterThan(stated * 0.4);
});

test('small counts are nearly exact, nothing is 0, and the same thing twice is one', () => {
  const sketch = new AudienceSketch(14);
  expect(sketch.estimate()).toBe(0);
  const next = hashes(5);
  const seen = Array.from({ length: 42 }, next);
  for (const hash of [...seen, ...seen]) sketch.add(hash);
  expect(Math.round(sketch.estimate())).toBe(42);
  sketch.clear();
  expect(sketch.estimate()).toBe(0);
});

test('merged sketches know what either has seen', () => {
  const left = new AudienceSketch(12);
  const right = new AudienceSketch(12);
  const both = new AudienceSketch(12);
  const next = hashes(9);
  for (let index = 0; index < 3000; index += 1) {
    const hash = next();
    if (index % 3 !== 0) left.add(hash);
    if (index % 3 !== 1) right.add(hash);
    both.add(hash);
  }
  left.merge(right);
  expect(left.estimate()).toBe(both.estimate());
});

test('the ends of the range of hashes are taken', () => {
  const sketch = new AudienceSketch(14);
  sketch.add(0);
  sketch.add(2 ** HASH_BITS - 1);
  sketch.add(2 ** (HASH_BITS - 14));
  expect(Math.round(sketch.estimate())).toBe(3);
});
