import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isId, MAX_LABEL_BYTES, toLabelValue, utf8Length } from './labels.ts';

test('whatever is given, a label value is short, whole and without control characters', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.anything()), (given) => {
      let value: string;
      try {
        value = toLabelValue(given);
      } catch (error) {
        // Only what cannot become a string at all may fail, as String() itself does.
        expect(() => String(given)).toThrow();
        return void error;
      }
      expect(utf8Length(value)).toBeLessThanOrEqual(MAX_LABEL_BYTES);
      expect(value).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(value).not.toBe('');
    }),
  );
});

test('a value that is clean stays as it is', () => {
  for (const value of ['news', 'Tagesschau 24', '東京', 'x'.repeat(128)]) expect(toLabelValue(value)).toBe(value);
});

test('a long value is cut at a whole character', () => {
  expect(toLabelValue('é'.repeat(100))).toBe('é'.repeat(64));
});

test('an id is short text without control characters, not blank at its ends and not reserved', () => {
  for (const id of ['news', 'a b', 'kanal-ä']) expect(isId(id)).toBe(true);
  const bad: unknown[] = [
    '',
    ' news',
    'a\nb',
    'a\u0000',
    'x'.repeat(129),
    'é'.repeat(65),
    'other',
    'total',
    7,
    null,
    undefined,
    {},
  ];
  for (const id of bad) expect(isId(id)).toBe(false);
});
