/**
 * The network of a client as one number: an IPv4 address without its last byte, an IPv6 address without its last 80 bits.
 * That is what may be shown and kept; the rest of the address is dropped here.
 */

import { v4Bits } from './address-bits.ts';

/** No address, or one that is none. */
export const NO_NETWORK = -1;

/** Set apart from IPv4 by a bit above the 48. */
const IPV6 = 2 ** 48;

/** The network of an address as text; {@link NO_NETWORK} for anything else. */
export function toNetwork(address: string): number {
  const isMapped = address.startsWith('::ffff:');
  const bits = v4Bits(address, isMapped ? 7 : 0);
  if (bits >= 0) return Math.floor(bits / 256);
  if (isMapped && address.includes('.')) return NO_NETWORK;
  const groups = firstGroups(address);
  return groups === undefined ? NO_NETWORK : IPV6 + (groups[0] * 65_536 + groups[1]) * 65_536 + groups[2];
}

/** As people write it: `203.0.113.0/24`, `2001:db8:1::/48`; null for none. */
export function networkText(network: number): string | null {
  if (network < 0) return null;
  if (network < IPV6) return `${(network >>> 16) & 255}.${(network >>> 8) & 255}.${network & 255}.0/24`;
  const bits = network - IPV6;
  const groups = [Math.floor(bits / 2 ** 32), Math.floor(bits / 65_536) % 65_536, bits % 65_536];
  while (groups.length > 0 && groups.at(-1) === 0) groups.pop();
  return `${groups.map((group) => group.toString(16)).join(':')}::/48`;
}

/** The first three groups of an IPv6 address. */
function firstGroups(address: string): [number, number, number] | undefined {
  if (!address.includes(':') || !/^[0-9a-f:.]+$/i.test(address)) return undefined;
  const gap = address.indexOf('::');
  const before = (gap === -1 ? address : address.slice(0, gap)).split(':').filter((group) => group !== '');
  const after =
    gap === -1
      ? []
      : address
          .slice(gap + 2)
          .split(':')
          .filter((group) => group !== '');
  const missing = gap === -1 ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...new Array<string>(missing).fill('0'), ...after];
  const [a, b, c] = all.slice(0, 3).map((group) => Number.parseInt(group, 16)) as [number, number, number];
  return [a, b, c].every((group) => group >= 0 && group < 65_536) ? [a, b, c] : undefined;
}
