import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNumber, PageBytes, viewOf } from './page-bytes.ts';

const TEXT = 'bytes ';
/** With the word of room that a beginning needs behind it. */
const START = viewOf(Buffer.from(`${TEXT}and more`));

function lineOf(value: number): string {
  const page = new PageBytes();
  page.line(START, 0, TEXT.length, value);
  return Buffer.concat(page.take().pieces).toString();
}

test('a number is written as JavaScript has it, whatever it is', () => {
  const milliseconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((ms) => ms / 1000);
  const any = fc.oneof(fc.double({ noNaN: true }), fc.maxSafeInteger(), fc.integer(), milliseconds, fc.nat(999));
  fc.assert(
    fc.property(any, (value) => {
      expect(lineOf(value)).toBe(`bytes ${formatNumber(value)}\n`);
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  [0, '0'],
  [-0, '0'],
  [2 ** 31, '2147483648'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [1e21, '1e+21'],
  [0.001, '0.001'],
  [1.5, '1.5'],
  [0.1 + 0.2, '0.30000000000000004'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('%d is %s', (value, text) => {
  expect(lineOf(value)).toBe(`bytes ${text}\n`);
});

test('pieces grow, hold every byte once, and their size is told', () => {
  const page = new PageBytes();
  const long = 'x'.repeat(500_000);
  for (let index = 0; index < 50_000; index += 1) page.line(START, 0, TEXT.length, index);
  page.text(long);
  const { pieces, sizeBytes } = page.take();
  const text = Buffer.concat(pieces).toString();
  expect(text).toBe(`${Array.from({ length: 50_000 }, (_, index) => `bytes ${index}\n`).join('')}${long}`);
  expect(sizeBytes).toBe(text.length);
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces.slice(0, -1).map((piece) => piece.length))).toBeLessThanOrEqual(256 * 1024);
});
