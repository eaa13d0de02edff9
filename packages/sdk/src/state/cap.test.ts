import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCap } from './cap.ts';

test('what strangers brought never displaces what the host declares', () => {
  const cap = createCap('streams', 4);
  for (let index = 0; index < 100; index += 1) cap.admit(false);
  expect([1, 2, 3, 4].map(() => cap.admit(true))).toEqual([true, true, true, true]);
  expect(cap.admit(true)).toBe(false);
  expect(cap.refused).toBe(99);
});

test('no order of arrivals goes beyond the host’s room and half as much for strangers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 50 }), fc.array(fc.boolean(), { maxLength: 300 }), (max, arrivals) => {
      const cap = createCap('streams', max);
      const declared = arrivals.filter((isDeclared) => isDeclared);
      let admittedDeclared = 0;
      for (const isDeclared of arrivals) if (cap.admit(isDeclared) && isDeclared) admittedDeclared += 1;
      expect(cap.used).toBeLessThanOrEqual(max + Math.floor(max / 2));
      expect(admittedDeclared).toBe(Math.min(declared.length, max));
    }),
  );
});

test('a place given back can be taken again', () => {
  const cap = createCap('streams', 2);
  expect(cap.admit(false)).toBe(true);
  expect(cap.admit(false)).toBe(false);
  cap.release(false);
  expect(cap.admit(false)).toBe(true);
});
