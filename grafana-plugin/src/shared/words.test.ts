import { expect, it } from 'vitest';
import { toSpanWords } from './words.ts';

it('spans are said in one whole unit, never rounded up', () => {
  expect([0, 999, 14_900, 119_999].map(toSpanWords)).toEqual(['0 s', '0 s', '14 s', '119 s']);
  expect([120_000, 7_199_999].map(toSpanWords)).toEqual(['2 min', '119 min']);
  expect([7_200_000, 172_799_999, 172_800_000].map(toSpanWords)).toEqual(['2 h', '47 h', '2 d']);
});
