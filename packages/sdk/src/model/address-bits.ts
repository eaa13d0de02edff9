/**
 * An address as numbers, for the walk through a database's tree. Strict where the library is not: `1.2.3` and `08.8.8.8`
 * are no addresses. Hand-written because it is on the way of every lookup and checking with `net.isIP` first costs as much again.
 * Does not say whether an address is public; that is address.ts.
 */

const DOT = 46;
const COLON = 58;

/** The 32 bits of a dotted IPv4 address that starts at `from`, as an unsigned number; -1 when it is none. */
export function v4Bits(text: string, from = 0): number {
  let bits = 0;
  let octet = -1;
  let dots = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (octet < 0 || dots === 3) return -1;
      bits = bits * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = code - 48;
      // A leading zero is octal to some parsers and decimal to others: no address.
      if (digit < 0 || digit > 9 || octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    }
  }
  return dots === 3 && octet >= 0 ? bits * 256 + octet : -1;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = (code | 32) - 87;
  return letter >= 10 && letter <= 15 ? letter : -1;
}

/** Writes the eight groups of an IPv6 address (RFC 4291 §2.2, no zone) into `groups`; false when the text is none. */
export function v6Groups(text: string, groups: Uint16Array): boolean {
  const { length } = text;
  let count = 0;
  let gapAt = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gapAt = 0;
    at = 2;
  }
  // Each turn reads one group and what parts it from the next.
  while (at < length) {
    if (count === 8) return false;
    const start = at;
    let value = 0;
    for (let digit = hexDigit(text.charCodeAt(at)); digit >= 0; digit = hexDigit(text.charCodeAt(at))) {
      value = value * 16 + digit;
      at += 1;
    }
    if (at < length && text.charCodeAt(at) === DOT) {
      const tail = v4Bits(text, start);
      if (tail < 0 || count > 6) return false;
      groups[count] = tail >>> 16;
      groups[count + 1] = tail & 0xffff;
      count += 2;
      break;
    }
    if (at === start || at - start > 4) return false;
    groups[count] = value;
    count += 1;
    if (at === length) break;
    if (text.charCodeAt(at) !== COLON) return false;
    at += 1;
    if (at === length) return false;
    if (text.charCodeAt(at) === COLON) {
      if (gapAt >= 0) return false;
      gapAt = count;
      at += 1;
    }
  }
  if (gapAt < 0) return count === 8;
  if (count === 8) return false;
  groups.copyWithin(8 - (count - gapAt), gapAt, count);
  groups.fill(0, gapAt, 8 - (count - gapAt));
  return true;
}

/** The IPv4 address inside `::ffff:0:0/96`, as a dual-stack socket reports it; -1 when the address is a true IPv6 one. */
export function mappedV4Bits(groups: Uint16Array): number {
  for (let at = 0; at < 5; at += 1) if (groups[at] !== 0) return -1;
  return groups[5] === 0xffff ? (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0) : -1;
}

export function v4Text(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}

export function v6Text(groups: Uint16Array): string {
  return Array.from(groups, (group) => group.toString(16)).join(':');
}
