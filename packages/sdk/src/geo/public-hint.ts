/**
 * A quick yes to "is this address public?" for nearly all viewers on the internet; where it says no, model/address is
 * asked, which alone decides. Only coarse blocks stand here: a /16 or a first group in which the IANA registries of
 * special-purpose addresses have anything at all, however small. A test holds the yes against model/address.
 */

/** First octet, and the second octets from–to, that hold special blocks. From 224 on there is nothing public. */
const SPECIAL_V4: readonly (readonly [number, number, number])[] = [
  [0, 0, 255],
  [10, 0, 255],
  [100, 64, 127],
  [127, 0, 255],
  [169, 254, 254],
  [172, 16, 31],
  [192, 0, 0],
  [192, 31, 31],
  [192, 52, 52],
  [192, 88, 88],
  [192, 168, 168],
  [192, 175, 175],
  [198, 18, 19],
  [198, 51, 51],
  [203, 0, 0],
];

const isSpecialV4 = new Uint8Array(65_536).fill(1, 224 << 8);
for (const [first, from, to] of SPECIAL_V4) isSpecialV4.fill(1, (first << 8) + from, (first << 8) + to + 1);

export function isSurelyPublicV4(bits: number): boolean {
  return isSpecialV4[bits >>> 16] === 0;
}

/** Within 2000::/3: 2001::/23 (protocol assignments) and the documentation, 6to4 and second documentation blocks are special. */
export function isSurelyPublicV6(groups: Uint16Array): boolean {
  const first = groups[0] ?? 0;
  if (first >>> 13 !== 1 || first === 0x2002 || first === 0x3fff) return false;
  const second = groups[1] ?? 0;
  return first !== 0x2001 || (second >= 0x0200 && second !== 0x0db8);
}
