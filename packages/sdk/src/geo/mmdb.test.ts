import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { Reader, type Response } from 'mmdb-lib';
import { describe, expect, test } from 'vitest';
import { v4Bits, v6Groups } from '../model/address-bits.ts';
import { type MmdbSource, writeMmdb } from '../testing/mmdb-writer.ts';
import { countryDatabase } from './geo.ts';
import { type Mmdb, openMmdb } from './mmdb.ts';

const networks = {
  '192.0.2.0/24': { country_code: 'FR' },
  '192.0.2.128/25': { country_code: 'DE' },
  '192.0.2.200/32': { country_code: 'IT' },
  '198.0.0.0/7': { country_code: 'JP' },
  '2001:db8::/32': { country_code: 'BR' },
  '2001:db8:1::/48': { country_code: 'CL' },
  '2001:db8:1::5/128': { country_code: 'PE' },
};
const v4Only = Object.fromEntries(Object.entries(networks).filter(([cidr]) => !cidr.includes(':')));

const layouts: MmdbSource[] = ([24, 28, 32] as const).flatMap((recordSize) => [
  { recordSize, ipVersion: 6, networks },
  { recordSize, ipVersion: 4, networks: v4Only },
]);

function recordOf(mmdb: Mmdb, address: string): unknown {
  if (!isIPv6(address)) {
    const bits = v4Bits(address);
    return mmdb.findV4(bits) === 0 ? null : mmdb.decodeV4(bits);
  }
  const groups = new Uint16Array(8);
  v6Groups(address, groups);
  return mmdb.findV6(groups) === 0 ? null : mmdb.decodeV6(groups);
}

describe.each(layouts)('a tree of $recordSize bits for IPv$ipVersion', (source) => {
  const bytes = writeMmdb(source);

  test('gives the narrowest block that has the address', async () => {
    const mmdb = await openMmdb(bytes);
    const countries = ['192.0.2.1', '192.0.2.129', '192.0.2.200', '192.0.2.201', '199.1.1.1', '203.0.113.1'];
    expect(
      countries.map((address) => (recordOf(mmdb, address) as { country_code: string } | null)?.country_code),
    ).toEqual(['FR', 'DE', 'IT', 'DE', 'JP', undefined]);
    expect(recordOf(mmdb, '2001:db8:1::5')).toEqual(source.ipVersion === 6 ? { country_code: 'PE' } : null);
  });

  test('walks as the library walks, for any address', async () => {
    const mmdb = await openMmdb(bytes);
    const library = new Reader<Response>(bytes);
    const near = fc
      .constantFrom('192.0.2.', '198.51.100.', '2001:db8:1::', '2001:db8::', '2001:db8:ffff:')
      .chain((start) =>
        start.includes(':')
          ? fc.nat(0xffff).map((end) => `${start}${end.toString(16)}${start.endsWith('::') ? '' : '::'}`)
          : fc.nat(255).map((end) => `${start}${end}`),
      );
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6().filter((text) => !text.includes('.')),
      near,
    );
    fc.assert(
      fc.property(address, (text) => {
        // An IPv4 file has no place for IPv6; the library reads the first 32 bits as if they were IPv4.
        const expected = source.ipVersion === 4 && isIPv6(text) ? null : library.get(text);
        expect(recordOf(mmdb, text)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('says what it is and shows a record from each end', async () => {
    const mmdb = await openMmdb(writeMmdb({ ...source, databaseType: 'Mine', builtAtMs: 1_700_000_000_000 }));
    expect(mmdb).toMatchObject({ databaseType: 'Mine', builtAtMs: 1_700_000_000_000 });
    expect(mmdb.samples).toEqual([{ country_code: 'FR' }, { country_code: source.ipVersion === 6 ? 'BR' : 'JP' }]);
  });
});

test('the walk through the optional data package is the walk of the library', async () => {
  const bytes = await readFile(countryDatabase().file);
  const mmdb = await openMmdb(bytes);
  const library = new Reader<Response>(bytes);
  const inUse = fc.tuple(
    fc.constantFrom('2001', '2400', '2a02', '2600'),
    fc.ipV6().filter((text) => text.split(':').length === 8),
  );
  const address = fc.oneof(fc.ipV4(), inUse.map(([head, text]) => text.replace(/^[^:]*/, head)).filter(isIPv6));
  fc.assert(
    fc.property(address, (text) => {
      expect(recordOf(mmdb, text)).toEqual(library.get(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([28, 32] as const)('a file of %i bits has room for records beyond 16 MiB', async (recordSize) => {
  const bytes = writeMmdb({ recordSize, networks, paddingBytes: 17 * 1024 * 1024 });
  const mmdb = await openMmdb(bytes);
  // A left and a right branch.
  for (const [address, country] of [
    ['192.0.2.1', 'FR'],
    ['192.0.2.129', 'DE'],
  ] as const) {
    expect(recordOf(mmdb, address)).toEqual({ country_code: country });
    expect(mmdb.findV4(v4Bits(address))).toBeGreaterThan(16 * 1024 * 1024);
  }
});

describe('a file that is no sound mmdb does not open', () => {
  const good = writeMmdb({ networks });
  const { nodeCount } = new Reader<Response>(good).metadata;
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };
  const withoutRecords = changed((bytes) => {
    for (let at = 0; at < nodeCount * 6; at += 3) {
      if (bytes.readUIntBE(at, 3) > nodeCount) bytes.writeUIntBE(nodeCount, at, 3);
    }
  });

  test.each<[string, Buffer, RegExp]>([
    ['empty', Buffer.alloc(0), /no mmdb metadata/],
    ['a web page', Buffer.from('<!doctype html><title>404</title>'), /no mmdb metadata/],
    ['more behind its metadata than allowed', Buffer.concat([good, Buffer.alloc(200_000)]), /no mmdb metadata/],
    ['its metadata cut off', good.subarray(0, good.length - 200), /no mmdb metadata/],
    ['its end cut off', good.subarray(0, good.length - 20), /./],
    ['all but its metadata cut off', good.subarray(good.indexOf('MaxMind.com') - 3), /does not fit its size/],
    ['one node missing', good.subarray(6), /not where its metadata says/],
    ['a page of zeros in its tree', changed((bytes) => bytes.fill(0, 120, 240)), /node 20 /],
    ['the marker and nothing else', Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), /./],
    ['no data in it', writeMmdb({ networks: {} }), /does not fit its size/],
    ['no record in it', withoutRecords, /holds no record/],
  ])('%s', async (_, bytes, reason) => {
    await expect(openMmdb(bytes)).rejects.toThrow(reason);
  });

  test('one branch that leads out of it, wherever it is', async () => {
    for (let at = 0; at < nodeCount * 6; at += 3) {
      for (const astray of [0, nodeCount + 15, 0xff_ffff]) {
        const bytes = changed((copy) => copy.writeUIntBE(astray, at, 3));
        await expect(openMmdb(bytes)).rejects.toThrow(`node ${Math.floor(at / 6)} leads out of the file`);
      }
    }
  });

  test('whatever is done to its bytes, it opens or rejects, and its walks end', async () => {
    const patch = fc.record({ at: fc.nat(good.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(patch, { minLength: 1, maxLength: 4 }), async (patches) => {
        const bytes = changed((copy) => {
          for (const { at, bytes: noise } of patches) copy.set(noise.subarray(0, copy.length - at), at);
        });
        const mmdb = await openMmdb(bytes).catch(() => undefined);
        for (const bits of [0, 0xc0000201, 0xffffffff]) expect(mmdb?.findV4(bits) ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });
});
