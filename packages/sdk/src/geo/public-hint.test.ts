import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressClass } from '../model/address.ts';
import { v4Text, v6Text } from '../model/address-bits.ts';
import { isSurelyPublicV4, isSurelyPublicV6 } from './public-hint.ts';

const v4 = fc.nat(0xffff_ffff);

test('no /16 with a surely public address has one that model/address calls anything else at its edges', () => {
  for (let block = 0; block < 65_536; block += 1) {
    const [first, last] = [block * 65_536, block * 65_536 + 65_535];
    if (isSurelyPublicV4(first)) expect([v4Text(first), addressClass(v4Text(last))]).toEqual([v4Text(first), 'public']);
  }
});

test('what is surely public is public', () => {
  fc.assert(
    fc.property(v4, (bits) => {
      if (isSurelyPublicV4(bits)) expect(addressClass(v4Text(bits))).toBe('public');
    }),
    { numRuns: 5000 },
  );
  const group = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 1, 2, 0x1ff, 0xdb8));
  const first = fc.oneof(fc.nat(0xffff), fc.constantFrom(0x2000, 0x2001, 0x2002, 0x3fff, 0xfc00, 0xfe80, 0xff02, 0x64));
  fc.assert(
    fc.property(fc.tuple(first, group, group, group, group, group, group, group), (groups) => {
      const address = Uint16Array.from(groups);
      if (isSurelyPublicV6(address)) expect(addressClass(v6Text(address))).toBe('public');
    }),
    { numRuns: 5000 },
  );
});

test('most of the internet gets the quick yes', () => {
  const blocks = Array.from({ length: 65_536 }, (_, block) => block * 65_536).filter(isSurelyPublicV4);
  expect(blocks.length).toBeGreaterThan(56_000);
  for (const head of [0x2a02, 0x2600, 0x2400, 0x2804])
    expect(isSurelyPublicV6(Uint16Array.of(head, 0, 0, 0, 0, 0, 0, 1))).toBe(true);
  expect(isSurelyPublicV6(Uint16Array.of(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888))).toBe(true);
});
