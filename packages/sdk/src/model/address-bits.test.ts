import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mappedV4Bits, v4Bits, v4Text, v6Groups, v6Text } from './address-bits.ts';

const groupsOf = (text: string): number[] => {
  const groups = new Uint16Array(8).fill(0xdead);
  expect(v6Groups(text, groups)).toBe(true);
  return [...groups];
};

describe('address bits', () => {
  test('an IPv4 address is its 32 bits', () => {
    expect(v4Bits('192.0.2.1')).toBe(0xc0000201);
    expect(v4Bits('0.0.0.0')).toBe(0);
    expect(v4Bits('255.255.255.255')).toBe(0xffffffff);
    expect(v4Bits('::ffff:192.0.2.1', 7)).toBe(0xc0000201);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1..2.3',
    '.1.2.3',
    '1.2.3.',
    '256.1.1.1',
    '08.8.8.8',
    '00.0.0.0',
    '8.8.8.8:443',
    ' 8.8.8.8',
    '8.8.8.8 ',
    '0x8.8.8.8',
    '1.2.3.٤',
  ])('%j is no IPv4 address', (text) => {
    expect(v4Bits(text)).toBe(-1);
  });

  test('IPv4 and net.isIPv4 agree on any text', () => {
    const dotted = fc.array(fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '00', '01', ' 1', '1e1', '-1')), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.ipV4(),
          dotted.map((parts) => parts.join('.')),
        ),
        (text) => {
          expect(v4Bits(text) >= 0).toBe(isIPv4(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('IPv4 text and bits are each other again', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(v4Text(v4Bits(text))).toBe(text);
      }),
    );
  });

  test('IPv6 in its short forms is eight groups', () => {
    expect(groupsOf('::')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(groupsOf('::1')).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(groupsOf('2001:DB8::')).toEqual([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]);
    expect(groupsOf('2001:db8::5:6')).toEqual([0x2001, 0xdb8, 0, 0, 0, 0, 5, 6]);
    expect(groupsOf('1:2:3:4:5:6:7:8')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(groupsOf('1:2:3:4:5:6:7::')).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
    expect(groupsOf('::2:3:4:5:6:7:8')).toEqual([0, 2, 3, 4, 5, 6, 7, 8]);
    expect(groupsOf('::ffff:192.0.2.1')).toEqual([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201]);
    expect(groupsOf('64:ff9b::192.0.2.1')).toEqual([0x64, 0xff9b, 0, 0, 0, 0, 0xc000, 0x201]);
  });

  test('IPv6 text and groups are each other again', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const groups = new Uint16Array(8);
        v6Groups(text, groups);
        // The URL parser is another reader of the same grammar.
        expect(new URL(`http://[${v6Text(groups)}]`).hostname).toBe(new URL(`http://[${text}]`).hostname);
      }),
      { numRuns: 1000 },
    );
  });

  test('IPv6 and net.isIPv6 agree on any text without a zone', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '',
        ':',
        '::',
        '1',
        'ab',
        'FFFF',
        '0',
        '00000',
        'g',
        '1.2.3.4',
        '1.2.3',
        '1.2.3.4.5',
        ' ',
        '-1',
        '/64',
      ),
      fc.nat(0xffff).map((group) => group.toString(16)),
    );
    const near = fc.array(part, { maxLength: 10 }).chain((parts) => fc.constantFrom(parts.join(':'), parts.join('')));
    const changed = fc
      .tuple(fc.ipV6(), fc.nat(40), fc.constantFrom('', ':', '0', '.', 'g'))
      .map(([text, at, piece]) => text.slice(0, at) + piece + text.slice(at + 1));
    const groups = new Uint16Array(8);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), near, changed), (text) => {
        fc.pre(!text.includes('%'));
        expect(v6Groups(text, groups)).toBe(isIPv6(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test('an IPv4 address mapped into IPv6 is found in both spellings, and nowhere else', () => {
    expect(mappedV4Bits(Uint16Array.from(groupsOf('::ffff:192.0.2.1')))).toBe(0xc0000201);
    expect(mappedV4Bits(Uint16Array.from(groupsOf('::FFFF:c000:201')))).toBe(0xc0000201);
    expect(mappedV4Bits(Uint16Array.from(groupsOf('::192.0.2.1')))).toBe(-1);
    expect(mappedV4Bits(Uint16Array.from(groupsOf('2001:db8::ffff:192.0.2.1')))).toBe(-1);
  });
});
