import { expect, test } from 'vitest';
import { expiryStep, remainingMs } from './expiry.ts';

test.each([
  [-60_001, 'fine'],
  [-60_000, 'ask'],
  [0, 'ask'],
  [24_999, 'ask'],
  [25_000, 'over'],
] as const)('%i ms from its end a token is %s', (fromEndMs, step) => {
  expect(expiryStep(1_000_000, 1_000_000 + fromEndMs)).toBe(step);
});

test('a token without an end holds, and what remains is never less than nothing', () => {
  expect(expiryStep(undefined, Number.MAX_SAFE_INTEGER)).toBe('fine');
  expect([remainingMs(5000, 1000), remainingMs(1000, 5000)]).toEqual([4000, 0]);
});
