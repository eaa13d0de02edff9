/**
 * Addresses of viewers: what they are, how much of them may be shown, and which one is the client's when trusted
 * proxies stand in front. Strict where parsers differ: `010.0.0.1` and `1.2.3` are no addresses. IPv4 inside
 * `::ffff:0:0/96`, as dual-stack sockets report it, is IPv4 everywhere here; zones (`%eth0`) are dropped.
 * Nothing here throws on what came over the wire; only a wrong option does.
 */
import ipaddr from 'ipaddr.js';
import { shown, TallylightError } from '../errors.ts';
import { v4Bits } from './address-bits.ts';
import { eachHopFromRight, hostInForwarded, hostInXForwardedFor } from './forwarded.ts';

/** `private` is all that a country cannot be found for: RFC 1918, CGNAT, link-local, unique-local, documentation, reserved … */
export type AddressClass = 'public' | 'private' | 'loopback' | 'invalid';

/** The headers as they came; several of one name joined by commas. */
export interface ForwardedHeaders {
  readonly xForwardedFor?: string | undefined;
  readonly forwarded?: string | undefined;
}

export interface TrustedProxies {
  /**
   * The address of the client behind `peer`: the first from the right that is not a trusted proxy. An unreadable hop
   * ends the walk at the last trusted proxy. Headers of a peer that is not trusted are ignored; of the two headers
   * X-Forwarded-For wins, so a proxy that writes only Forwarded must remove the other.
   */
  clientAddress(peer: string, headers: ForwardedHeaders): string;
}

/** The longest text of an IPv6 address is 45 characters; the rest is for a zone. */
const MAX_ADDRESS_CHARS = 64;

/** Proxies are few; a host without any in front sees each viewer as a peer, and forgetting them costs a microsecond. */
const REMEMBERED_PEERS = 1024;

/** Ranges that ipaddr.js names apart although they are used across the internet. */
const PUBLIC_RANGES: ReadonlySet<string> = new Set(['unicast', 'as112', 'as112v6', 'amt', '6to4', 'teredo']);

type Address =
  | { readonly text: string; readonly bits: number; readonly six?: undefined }
  | { readonly text: string; readonly six: ipaddr.IPv6 };

export function addressClass(address: string): AddressClass {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'invalid';
  const range = (parsed.six ?? new ipaddr.IPv4(octets(parsed.bits))).range();
  if (range === 'loopback') return 'loopback';
  // Of IPv6 only 2000::/3 was ever handed out for use across the internet.
  const isHandedOut = parsed.six === undefined || (parsed.six.parts[0] ?? 0) >>> 13 === 1;
  return isHandedOut && PUBLIC_RANGES.has(range) ? 'public' : 'private';
}

export function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || addressClass(address) === 'loopback';
}

/** The network that may be shown in place of an address: /24 of IPv4, /48 of IPv6; `invalid` for what is no address. */
export function truncateAddress(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'invalid';
  if (parsed.six === undefined) return `${parsed.text.slice(0, parsed.text.lastIndexOf('.'))}.0/24`;
  return `${new ipaddr.IPv6([...parsed.six.parts.slice(0, 3), 0, 0, 0, 0, 0]).toString()}/48`;
}

/** @throws TallylightError `CONFIG` for anything that is not a list of networks or addresses. Everybody (`/0`) is no proxy. */
export function createTrustedProxies(cidrs: readonly string[]): TrustedProxies {
  if (!Array.isArray(cidrs)) {
    throw new TallylightError('CONFIG', `trustedProxies must be a list of CIDRs, received ${shown(cidrs)}`);
  }
  const networks = cidrs.map((cidr: unknown, index) => parseNetwork(cidr, `trustedProxies[${index}]`));
  const isTrusted = (address: Address): boolean => networks.some((has) => has(address));
  const trustedPeers = new Map<string, boolean>();

  function isTrustedPeer(peer: string): boolean {
    const known = trustedPeers.get(peer);
    if (known !== undefined) return known;
    const address = parseAddress(peer);
    const trusted = address !== undefined && isTrusted(address);
    if (trustedPeers.size >= REMEMBERED_PEERS) trustedPeers.clear();
    trustedPeers.set(peer, trusted);
    return trusted;
  }

  return {
    clientAddress(peer, { xForwardedFor, forwarded }) {
      let client = bare(peer);
      const header = xForwardedFor || forwarded;
      if (networks.length === 0 || !header || !isTrustedPeer(peer)) return client;
      const host = xForwardedFor ? hostInXForwardedFor : hostInForwarded;
      eachHopFromRight(header, (element) => {
        const hop = parseAddress(host(element));
        if (hop === undefined) return false;
        client = hop.text;
        return isTrusted(hop);
      });
      return client;
    },
  };
}

/** Whether an address lies in one of the networks; what is no address lies in none. */
export type NetworkTest = (address: string) => boolean;

/** @throws TallylightError `CONFIG` for anything that is not a list of networks or addresses. */
export function createNetworks(cidrs: unknown, path: string): NetworkTest {
  if (!Array.isArray(cidrs)) {
    throw new TallylightError('CONFIG', `${path} must be a list of CIDRs, received ${shown(cidrs)}`);
  }
  const networks = cidrs.map((cidr: unknown, index) => parseNetwork(cidr, `${path}[${index}]`));
  return (address) => {
    const parsed = parseAddress(address);
    return parsed !== undefined && networks.some((has) => has(parsed));
  };
}

/** What limits count as one client: an IPv4 address, or the /64 of an IPv6 one, in which a client has as many as it likes. */
export function clientKey(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'invalid';
  return parsed.six === undefined
    ? parsed.text
    : new ipaddr.IPv6([...parsed.six.parts.slice(0, 4), 0, 0, 0, 0]).toString();
}

/** A peer as a socket reports it, without what a dual-stack socket or a zone adds. Not checked: it comes from the kernel. */
function bare(peer: string): string {
  if (peer.startsWith('::ffff:') && peer.includes('.')) return peer.slice(7);
  const zoneAt = peer.indexOf('%');
  return zoneAt < 0 ? peer : peer.slice(0, zoneAt);
}

/** A test for one network, or for one address when there is no prefix. */
function parseNetwork(cidr: unknown, path: string): (address: Address) => boolean {
  const [, host = '', prefixText] = (typeof cidr === 'string' && /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(cidr)) || [];
  const network = parseAddress(host);
  const isIPv4 = network !== undefined && network.six === undefined;
  const longest = host.includes(':') ? 128 : 32;
  // `::ffff:10.0.0.0/104` is 10.0.0.0/8 in other words.
  const prefix = (prefixText === undefined ? longest : Number(prefixText)) - (isIPv4 ? longest - 32 : 0);
  if (network === undefined || prefix < 1 || prefix > (isIPv4 ? 32 : 128)) {
    const expected = 'must be an address or a CIDR such as "10.0.0.0/8" with a prefix of at least 1';
    throw new TallylightError('CONFIG', `${path} ${expected}, received ${shown(cidr)}`);
  }
  if (network.six !== undefined) {
    const { six } = network;
    return (address) => address.six?.match(six, prefix) === true;
  }
  const shift = 32 - prefix;
  const first = network.bits >>> shift;
  return (address) => address.six === undefined && address.bits >>> shift === first;
}

function parseAddress(text: string): Address | undefined {
  if (text.length > MAX_ADDRESS_CHARS) return undefined;
  const bits = v4Bits(text);
  if (bits >= 0) return { text, bits };
  if (!text.includes(':')) return undefined;
  const zoneAt = text.indexOf('%');
  if (zoneAt === text.length - 1) return undefined;
  const six = parseIPv6(zoneAt < 0 ? text : text.slice(0, zoneAt));
  if (six === undefined) return undefined;
  if (!six.isIPv4MappedAddress()) return { text: six.toString(), six };
  const mapped = (six.parts[6] ?? 0) * 65_536 + (six.parts[7] ?? 0);
  return { text: octets(mapped).join('.'), bits: mapped };
}

/** ipaddr.js reads an IPv4 tail as octal and takes `::1.2.3.4` for a mapped address; so the tail is read here. */
function parseIPv6(text: string): ipaddr.IPv6 | undefined {
  const tailAt = text.includes('.') ? text.lastIndexOf(':') + 1 : text.length;
  let groups = text;
  if (tailAt < text.length) {
    const bits = v4Bits(text.slice(tailAt));
    if (bits < 0) return undefined;
    groups = `${text.slice(0, tailAt)}${(bits >>> 16).toString(16)}:${(bits & 0xffff).toString(16)}`;
  }
  try {
    return ipaddr.IPv6.parse(groups);
  } catch {
    return undefined;
  }
}

function octets(bits: number): number[] {
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255];
}
