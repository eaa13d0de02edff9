import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecordCache } from './record-cache.ts';

test('what was set under a key is found under that key only', () => {
  const cache = createRecordCache<string>(10);
  cache.set([1, 2], 'a');
  expect(cache.get([1, 2])).toBe('a');
  expect(cache.get([2, 1])).toBeUndefined();
  expect(cache.get([1, 0])).toBeUndefined();
});

test('what is asked for again stays while the rest makes room', () => {
  const cache = createRecordCache<number>(8);
  cache.set([0], -1);
  for (let record = 1; record <= 100; record += 1) {
    cache.set([record], record);
    expect(cache.get([0])).toBe(-1);
  }
  expect(cache.get([1])).toBeUndefined();
});

test('it never holds more than its capacity, and never another value than the one set', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.array(fc.nat(40), { maxLength: 200 }), (capacity, asked) => {
      const cache = createRecordCache<string>(capacity);
      for (const record of asked) {
        const value = cache.get([record, 7]);
        if (value === undefined) cache.set([record, 7], `record ${record}`);
        else expect(value).toBe(`record ${record}`);
        expect(cache.size).toBeLessThanOrEqual(capacity);
      }
    }),
  );
});

test('cleared is empty', () => {
  const cache = createRecordCache<number>(4);
  for (let record = 0; record < 3; record += 1) cache.set([record], record);
  cache.clear();
  expect(cache.size).toBe(0);
  expect(cache.get([2])).toBeUndefined();
});
