import { isIP, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressClass, createTrustedProxies, isLoopback, truncateAddress } from './address.ts';

const proxies = createTrustedProxies(['10.0.0.0/8', '127.0.0.0/8', '::1', '2001:db8:f::/48']);
const behind = (xForwardedFor: string, peer = '10.1.1.1'): string => proxies.clientAddress(peer, { xForwardedFor });
const behindForwarded = (forwarded: string): string => proxies.clientAddress('10.1.1.1', { forwarded });

describe('whose address it is', () => {
  test('without trusted proxies the headers are air and a mapped peer is plain IPv4', () => {
    const none = createTrustedProxies([]);
    expect(none.clientAddress('::ffff:203.0.113.9', { xForwardedFor: '8.8.8.8' })).toBe('203.0.113.9');
    expect(none.clientAddress('fe80::1%eth0', {})).toBe('fe80::1');
    expect(none.clientAddress('', { forwarded: 'for=8.8.8.8' })).toBe('');
  });

  test('a peer that is not trusted speaks only for itself', () => {
    expect(behind('8.8.8.8', '203.0.113.9')).toBe('203.0.113.9');
    expect(behind('8.8.8.8', '::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(behind('8.8.8.8', 'not an address')).toBe('not an address');
  });

  test('the first hop from the right that is no proxy of ours is the client, whatever it claims further left', () => {
    expect(behind('203.0.113.9')).toBe('203.0.113.9');
    expect(behind('1.1.1.1, 203.0.113.9, 10.2.2.2')).toBe('203.0.113.9');
    expect(behind('203.0.113.9,127.0.0.1 ,\t10.2.2.2', '::ffff:10.1.1.1')).toBe('203.0.113.9');
    expect(behind('203.0.113.9', '::1')).toBe('203.0.113.9');
    expect(behind('2001:db8:a::1, 2001:db8:f::7', '2001:db8:f:1::2')).toBe('2001:db8:a::1');
  });

  test('a chain of nothing but proxies begins at its left-most', () => {
    expect(behind('10.3.3.3, 10.2.2.2')).toBe('10.3.3.3');
  });

  test.each([
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:DB8:0:0::9]:4711', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['2001:db8::9', '2001:db8::9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:cb00:7109]:80', '203.0.113.9'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s is written plainly as %s', (hop, address) => {
    expect(behind(hop)).toBe(address);
  });

  test.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.256',
    '0203.0.113.9',
    '0xcb007109',
    '203.0.113.9:',
    '203.0.113.9:123456',
    '203.0.113.9 8.8.8.8',
    '[2001:db8::9',
    '[2001:db8::9]x',
    '2001:db8::9%',
    '::ffff:012.1.1.1',
    '1::2::3',
    'localhost',
  ])('an unreadable hop (%j) ends the walk at the last proxy', (hop) => {
    expect(behind(`8.8.8.8, ${hop}`)).toBe('10.1.1.1');
    expect(behind(`8.8.8.8, ${hop}, 10.2.2.2`)).toBe('10.2.2.2');
  });

  test('Forwarded is read as RFC 7239 writes it', () => {
    expect(behindForwarded('for=203.0.113.9')).toBe('203.0.113.9');
    expect(behindForwarded('For="[2001:db8:a::17]:4711";proto=https;by=10.1.1.1')).toBe('2001:db8:a::17');
    expect(behindForwarded('for=1.1.1.1, for="203.0.113.9:_x", proto=http ; for=10.2.2.2')).toBe('203.0.113.9');
    expect(behindForwarded('for="[2001:db8:a::17]:_x"')).toBe('2001:db8:a::17');
    expect(behindForwarded('for=unknown')).toBe('10.1.1.1');
    expect(behindForwarded('for=203.0.113.9;host="a\\"')).toBe('10.1.1.1');
    expect(behindForwarded('proto=https')).toBe('10.1.1.1');
    expect(behindForwarded('for=1.1.1.1;for=2.2.2.2')).toBe('10.1.1.1');
  });

  test('a Host header that a proxy quotes into Forwarded cannot name another client', () => {
    for (const host of [
      'x,for=6.6.6.6',
      'x,for=6.6.6.6;a=b',
      'x, for=6.6.6.6;a=\\"',
      'x,for=\\"6.6.6.6',
      'x,for=6.6.6.6 ;b',
    ]) {
      expect(behindForwarded(`for=203.0.113.9;host="${host}"`)).toBe('10.1.1.1');
    }
  });

  test('where both headers are there X-Forwarded-For is believed, so that a client cannot add the other', () => {
    expect(proxies.clientAddress('10.1.1.1', { xForwardedFor: '203.0.113.9', forwarded: 'for=6.6.6.6' })).toBe(
      '203.0.113.9',
    );
  });

  test('of a header of 100 kB only the end is read, and a hop that the cut went through is no hop', () => {
    expect(behind(`${'1.1.1.1, '.repeat(11_000)}203.0.113.9`)).toBe('203.0.113.9');
    expect(behind(`${'x'.repeat(100_000)}, 203.0.113.9, 10.2.2.2`)).toBe('203.0.113.9');
    const padding = ' '.repeat(8192 - 21);
    expect(behind(`203.0.113.9${padding}, 10.2.2.2`)).toBe('203.0.113.9');
    expect(behind(`1203.0.113.9${padding}, 10.2.2.2`)).toBe('10.2.2.2');
    expect(behind(`1.1.1.1, 203.0.113.9 ${padding}, 10.2.2.2`)).toBe('10.2.2.2');
  });

  test('after 32 proxies the walk is over', () => {
    expect(behind(`203.0.113.9${', 10.2.2.2'.repeat(31)}`)).toBe('203.0.113.9');
    expect(behind(`203.0.113.9${', 10.2.2.2'.repeat(32)}`)).toBe('10.2.2.2');
  });

  test('more peers than are remembered are judged as before', () => {
    for (let host = 0; host < 5000; host += 1) {
      const peer = `10.0.${host >> 8}.${host & 255}`;
      expect(behind('8.8.8.8', peer)).toBe('8.8.8.8');
      expect(behind('8.8.8.8', `1${peer}`)).toBe(`1${peer}`);
    }
  });

  test('of readable hops the client is the right-most stranger, or the left-most of up to 32 proxies', () => {
    const hop = fc.oneof(
      { weight: 3, arbitrary: fc.nat(255).map((host) => `10.9.9.${host}`) },
      { weight: 1, arbitrary: fc.nat(255).map((host) => `203.0.113.${host}`) },
    );
    fc.assert(
      fc.property(fc.array(hop, { minLength: 1, maxLength: 40 }), (hops) => {
        const read = hops.slice(-32);
        expect(behind(hops.join(', '))).toBe(read.findLast((address) => !address.startsWith('10.')) ?? read[0]);
      }),
    );
  });

  test('whatever the wire brings, the answer is an address or the peer', () => {
    const scrap = fc.constantFrom(
      ',',
      ' ',
      ';',
      '"',
      '\\',
      '=',
      'for=',
      '[',
      ']',
      ':',
      '%',
      '10.0.0.1',
      '::1',
      '8.8.8.8:1',
      '::ffff:',
      'ÿ',
      '\u0000',
    );
    const header = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.oneof(scrap, fc.string({ maxLength: 5 })), { maxLength: 60 }).map((parts) => parts.join('')),
      fc.tuple(fc.string({ minLength: 1, maxLength: 20 }), fc.nat(10_000)).map(([text, times]) => text.repeat(times)),
      fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 50 }).map((hops) => hops.join(', ')),
    );
    const peer = fc.oneof(
      fc.constantFrom('10.1.1.1', '::1', '::ffff:127.0.0.1', ''),
      fc.ipV4(),
      fc.ipV6(),
      fc.string(),
    );
    fc.assert(
      fc.property(peer, header, header, fc.boolean(), (from, first, second, hasFirst) => {
        const headers = hasFirst ? { xForwardedFor: first, forwarded: second } : { forwarded: second };
        const client = proxies.clientAddress(from, headers);
        const ownAddress = createTrustedProxies([]).clientAddress(from, {});
        expect(client === ownAddress || isIP(client) > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('which proxies may be trusted', () => {
  test('networks, single addresses and mapped networks mean what they say', () => {
    const some = createTrustedProxies(['192.0.2.7', '::ffff:172.16.0.0/108', '2001:db8::/33', '64.0.0.0/2']);
    const trusts = (peer: string): boolean => some.clientAddress(peer, { xForwardedFor: '8.8.8.8' }) === '8.8.8.8';
    const inside = [
      '192.0.2.7',
      '172.16.0.0',
      '::ffff:172.31.255.255',
      '2001:db8:7fff::1',
      '64.0.0.0',
      '127.255.255.255',
    ];
    const outside = ['192.0.2.8', '172.15.255.255', '172.32.0.0', '2001:db8:8000::1', '63.255.255.255', '128.0.0.0'];
    expect(inside.filter(trusts)).toEqual(inside);
    expect(outside.filter(trusts)).toEqual([]);
  });

  test.each([
    [['10.0.0.0/33'], 'trustedProxies[0]'],
    [['10.0.0.0/8', '0.0.0.0/0'], 'trustedProxies[1]'],
    [['::/0'], 'trustedProxies[0]'],
    [['::ffff:0.0.0.0/96'], 'trustedProxies[0]'],
    [['2001:db8::/129'], 'trustedProxies[0]'],
    [['010.0.0.0/8'], 'trustedProxies[0]'],
    [['fe80::1%eth0'], 'trustedProxies[0]'],
    [['10.0.0.0/'], 'trustedProxies[0]'],
    [['loopback'], 'trustedProxies[0]'],
    [[true], 'trustedProxies[0]'],
    [true, 'trustedProxies must be a list'],
  ])('%j is refused with its place', (cidrs, place) => {
    const attempt = (): unknown => createTrustedProxies(cidrs as string[]);
    expect(attempt).toThrow(expect.objectContaining({ code: 'CONFIG' }));
    expect(attempt).toThrow(place);
  });
});

describe('what an address is', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2a00:1450::1', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['192.175.48.1', 'public'],
    ['2002:808:808::1', 'public'],
    ['10.0.0.1', 'private'],
    ['172.31.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['169.254.169.254', 'private'],
    ['0.0.0.0', 'private'],
    ['203.0.113.1', 'private'],
    ['224.0.0.1', 'private'],
    ['255.255.255.255', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fd00::1', 'private'],
    ['2001:db8::1', 'private'],
    ['ff02::1', 'private'],
    ['::', 'private'],
    ['::1.2.3.4', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['', 'invalid'],
    ['localhost', 'invalid'],
    ['1.2.3', 'invalid'],
    ['8.8.8.8:80', 'invalid'],
    ['8.8.8.8%eth0', 'invalid'],
    ['08.8.8.8', 'invalid'],
  ])('%s is %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected);
    expect(isLoopback(address)).toBe(expected === 'loopback');
  });

  test('it takes for an address exactly what node:net takes for one', () => {
    const almost = fc
      .array(
        fc.oneof(fc.constantFrom(':', '::', '.', '0', 'ffff', '1.2.3.4', '255', '00', 'g'), fc.nat(300).map(String)),
        { maxLength: 17 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), almost), (text) => {
        expect(addressClass(text) !== 'invalid').toBe(isIP(text) > 0);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('what may be shown of it', () => {
  test.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:0:0:7::1', '2001::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    ['unknown', 'invalid'],
    ['203.0.113.77:80', 'invalid'],
  ])('%s is shown as %s', (address, shown) => {
    expect(truncateAddress(address)).toBe(shown);
  });

  test('a shown network is its own network, and all its addresses are shown alike', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(255), (address, last) => {
        const network = truncateAddress(address);
        const base = network.slice(0, network.indexOf('/'));
        expect(isIP(base)).toBeGreaterThan(0);
        expect(truncateAddress(base)).toBe(network);
        const neighbour = isIPv4(base)
          ? base.replace(/\d+$/, String(last))
          : base.replace(/::$/, `::${last.toString(16)}`);
        if (isIP(neighbour) > 0) expect(truncateAddress(neighbour)).toBe(network);
      }),
    );
  });

  test('nothing of an unreadable text is shown, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (isIP(text) === 0 && !text.includes('%')) expect(truncateAddress(text)).toBe('invalid');
        else truncateAddress(text);
      }),
    );
  });
});
