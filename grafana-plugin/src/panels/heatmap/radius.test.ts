import { expect, it } from 'vitest';
import { toRadiusPx } from './radius.ts';

it('four times as many have a circle of four times the area', () => {
  expect(toRadiusPx(400, 400, 20)).toBe(20);
  expect(toRadiusPx(100, 400, 20)).toBe(10);
});

it('the smallest can still be seen, and none has no circle', () => {
  expect(toRadiusPx(1, 1_000_000, 20)).toBe(2);
  expect(toRadiusPx(0, 400, 20)).toBe(0);
  expect(toRadiusPx(Number.NaN, 400, 20)).toBe(0);
});
