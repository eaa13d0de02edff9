import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cursor, formatCursor, parseCursor } from './cursor.ts';
import { TOPIC_NAMES, type Topic } from './topics.ts';

const alphanumeric = fc.constantFrom(...'0123456789ABCXYZabcxyz');
const cursor: fc.Arbitrary<Cursor> = fc.record({
  epoch: fc.string({ unit: alphanumeric, minLength: 1, maxLength: 32 }),
  offsets: fc.dictionary(fc.constantFrom(...TOPIC_NAMES), fc.maxSafeNat(), { noNullPrototype: true }) as fc.Arbitrary<
    Partial<Record<Topic, number>>
  >,
});

/** Any text that a program can hold, lone surrogates too. */
const anyText = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));

describe('a cursor', () => {
  it('survives its wire form', () => {
    fc.assert(
      fc.property(cursor, (given) => {
        expect(parseCursor(formatCursor(given))).toEqual(given);
      }),
    );
  });

  it('has one wire form whatever the order in which its offsets were learnt', () => {
    const forth = formatCursor({ epoch: 'e1', offsets: { streams: 87, bandwidth: 9 } });
    const back = formatCursor({ epoch: 'e1', offsets: { bandwidth: 9, streams: 87 } });
    expect(forth).toBe('1.e1.s2f-w9');
    expect(back).toBe(forth);
  });

  it('passes over topics of a later version', () => {
    expect(parseCursor('1.e1.zz-s1-y9')).toEqual({ epoch: 'e1', offsets: { streams: 1 } });
  });

  it.each([
    '',
    '1',
    '1.',
    '1.e',
    '1..s1',
    '2.e.s1',
    '1.e.s',
    '1.e.s1-',
    '1.e.-s1',
    '1.e.s1--w2',
    '1.e.s-1',
    '1.e.S1',
    '1.e.s1 ',
    ' 1.e.s1',
    '1.e.s1\n',
    '1.e.s1.w2',
    '1.é.s1',
    `1.${'e'.repeat(33)}.s1`,
    '1.e.szzzzzzzzzzz',
    '1.e.s1000000000000',
    '__proto__',
  ])('is not read from %j', (text) => {
    expect(parseCursor(text)).toBeUndefined();
  });

  it('is never a throw, whatever arrives', () => {
    const almost = fc
      .array(fc.constantFrom('1', '.', '-', 's', 'w', 'z', '0', 'e', '\n', 'ſ'), { maxLength: 40 })
      .map((parts) => `1.e.${parts.join('')}`);
    fc.assert(
      fc.property(fc.oneof(anyText, almost), (text) => {
        const read = parseCursor(text);
        for (const offset of Object.values(read?.offsets ?? {})) expect(Number.isSafeInteger(offset)).toBe(true);
      }),
    );
  });

  it('is refused without going over it again and again, however long the text', () => {
    expect(parseCursor(`1.e.${'s1-'.repeat(100_000)}!`)).toBeUndefined();
  });
});
