import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Logger, silentLogger } from '../logger.ts';
import { addressClass } from '../model/address.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { type MmdbSource, writeMmdb } from '../testing/mmdb-writer.ts';
import { createGeo } from './create-geo.ts';
import { countryDatabase, type Geo, type GeoOptions } from './geo.ts';

/** Made-up places of public addresses: documentation addresses count as private, so none of them can be found. */
const countries = writeMmdb({
  databaseType: 'country ipvAll',
  builtAtMs: 1_790_000_000_000,
  networks: {
    '5.6.7.0/24': { country_code: 'FR' },
    '5.6.7.128/25': { country_code: 'DE' },
    '5.6.9.0/24': { country_code: 'FR' },
    '2a00:db8::/32': { country_code: 'BR' },
    '5.7.8.0/24': { country_code: 'AP' },
    '1.0.0.0/8': { country_code: 'US' },
    '10.0.0.0/8': { country_code: 'US' },
  },
});
const cities = writeMmdb({
  databaseType: 'DBIP-City-Lite',
  networks: {
    '5.6.7.0/24': {
      city: { names: { en: 'Lyon' } },
      country: { iso_code: 'FR' },
      continent: { code: 'EU' },
      location: { latitude: 45.75, longitude: 4.85 },
    },
  },
});
const networks = writeMmdb({
  databaseType: 'GeoLite2-ASN',
  networks: { '5.6.7.0/25': { autonomous_system_number: 64_496, autonomous_system_organization: 'Example Net' } },
});
const nowhere = {
  country: 'ZZ',
  continent: null,
  city: null,
  latitude: null,
  longitude: null,
  asn: null,
  network: null,
};

interface Line {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

const opened: Geo[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const geo of opened.splice(0)) geo.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folderWith(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'geo-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

function open(options: GeoOptions | undefined): { geo: Geo; clock: ManualClock; lines: Line[] } {
  const lines: Line[] = [];
  const say =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  const logger: Logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const clock = manualClock();
  const geo = createGeo(options, { clock, logger, every: clock.every });
  opened.push(geo);
  return { geo, clock, lines };
}

async function openCountries(): Promise<ReturnType<typeof open> & { file: string }> {
  const file = join(await folderWith({ 'country.mmdb': countries }), 'country.mmdb');
  const rest = open({ country: file });
  await rest.geo.ready;
  return { ...rest, file };
}

describe('an address', () => {
  test('has the country and the continent of its block', async () => {
    const { geo } = await openCountries();
    expect(geo.lookup('5.6.7.1')).toEqual({ result: 'hit', tags: { ...nowhere, country: 'FR', continent: 'EU' } });
    expect(geo.lookup('5.6.7.129').tags.country).toBe('DE');
    expect(geo.lookup('2a00:db8::1').tags).toMatchObject({ country: 'BR', continent: 'SA' });
    expect(geo.lookup('2A00:0DB8:0:0::7').tags.country).toBe('BR');
  });

  test('of IPv4 mapped into IPv6 is the IPv4 address', async () => {
    const { geo } = await openCountries();
    expect(geo.lookup('::ffff:5.6.7.1').tags).toBe(geo.lookup('5.6.7.1').tags);
    expect(geo.lookup('::FFFF:506:781').tags.country).toBe('DE');
  });

  test('shares its frozen tags with all others of the same record', async () => {
    const { geo } = await openCountries();
    const { tags } = geo.lookup('5.6.7.1');
    expect(Object.isFrozen(tags)).toBe(true);
    expect(geo.lookup('5.6.7.77').tags).toBe(tags);
    expect(geo.lookup('5.6.9.9').tags).toBe(tags);
    expect(geo.lookup('5.6.7.200').tags).not.toBe(tags);
  });

  test('that no block has, or whose code names no country, is nowhere', async () => {
    const { geo } = await openCountries();
    expect(geo.lookup('5.8.9.1')).toEqual({ result: 'miss', tags: nowhere });
    expect(geo.lookup('2a00:db9::1')).toEqual({ result: 'miss', tags: nowhere });
    expect(geo.lookup('5.7.8.1')).toEqual({ result: 'miss', tags: nowhere });
  });

  test.each([
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '100.64.0.1',
    '169.254.1.1',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    '192.0.2.1',
    '2001:db8::1',
    'fd00::1',
    '::ffff:10.1.2.3',
    '::ffff:a01:203',
  ])('%s is private, whatever a database says', async (address) => {
    const { geo } = await openCountries();
    expect(geo.lookup(address)).toEqual({ result: 'private', tags: nowhere });
  });

  test.each([
    '',
    '1.2.3',
    '5.6.7.1:443',
    '[2a00:db8::1]',
    '5.6.7.01',
    'unknown',
    '5.6.7.1, 5.6.7.2',
    'x'.repeat(10_000),
  ])('%j is invalid', async (address) => {
    const { geo } = await openCountries();
    expect(geo.lookup(address)).toEqual({ result: 'invalid', tags: nowhere });
  });

  test('is classed as everywhere else in the SDK', async () => {
    const { geo } = open(undefined);
    const expected = { public: 'no_database', private: 'private', loopback: 'private', invalid: 'invalid' };
    const group = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 1, 0xdb8, 0xffff, 0x2001, 0xfe80, 0xfd00));
    const groups = fc
      .array(group, { minLength: 8, maxLength: 8 })
      .map((all) => all.map((each) => each.toString(16)).join(':'));
    const zoned = fc.tuple(fc.ipV6(), fc.constantFrom('', '%', '%eth0')).map((parts) => parts.join(''));
    const mapped = fc.ipV4().map((text) => `::ffff:${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV4Extended(), groups, zoned, mapped), (address) => {
        expect([address, geo.lookup(address).result]).toEqual([address, expected[addressClass(address)]]);
      }),
      { numRuns: 20_000 },
    );
  });

  test('never makes a lookup throw, whatever it is', async () => {
    const { geo } = await openCountries();
    const results = new Set(['hit', 'miss', 'private', 'invalid']);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), fc.anything()), (address) => {
        const { result, tags } = geo.lookup(address as string);
        expect(results.has(result)).toBe(true);
        expect(Object.keys(tags)).toEqual(Object.keys(nowhere));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('databases', () => {
  test('without one there is no country, and private stays private', async () => {
    for (const options of [undefined, {}]) {
      const { geo } = open(options);
      await geo.ready;
      expect(geo.lookup('5.6.7.1')).toEqual({ result: 'no_database', tags: nowhere });
      expect(geo.lookup('127.0.0.1').result).toBe('private');
      expect(geo.lookup('?').result).toBe('invalid');
      expect(geo.databases).toEqual([]);
      expect(geo.attribution).toEqual([]);
    }
  });

  test('three together fill one set of tags', async () => {
    const folder = await folderWith({ 'country.mmdb': countries, 'city.mmdb': cities, 'asn.mmdb': networks });
    const { geo } = open({
      country: join(folder, 'country.mmdb'),
      city: join(folder, 'city.mmdb'),
      asn: join(folder, 'asn.mmdb'),
    });
    await geo.ready;
    const lyon = { country: 'FR', continent: 'EU', city: 'Lyon', latitude: 45.75, longitude: 4.85 };
    expect(geo.lookup('5.6.7.1').tags).toEqual({ ...lyon, asn: 64_496, network: 'Example Net' });
    expect(geo.lookup('5.6.7.2').tags).toBe(geo.lookup('5.6.7.1').tags);
    expect(geo.lookup('5.6.7.130').tags).toEqual({ ...lyon, country: 'DE', asn: null, network: null });
    expect(geo.databases.map(({ database }) => database)).toEqual(['country', 'city', 'asn']);
  });

  test('of IPv4 alone say nothing about IPv6', async () => {
    // 42.0.13.184 has the bits that 2a00:db8:: begins with.
    const v4Only = writeMmdb({
      ipVersion: 4,
      databaseType: 'ASN',
      networks: { '42.0.13.184/32': { autonomous_system_number: 64_497 } },
    });
    const folder = await folderWith({ 'country.mmdb': countries, 'asn.mmdb': v4Only });
    const { geo } = open({ country: join(folder, 'country.mmdb'), asn: join(folder, 'asn.mmdb') });
    await geo.ready;
    expect(geo.lookup('2a00:db8::1').tags).toMatchObject({ country: 'BR', asn: null });
    expect(geo.lookup('42.0.13.184').tags.asn).toBe(64_497);
  });

  test('say when they were built', async () => {
    const { geo, lines } = await openCountries();
    expect(geo.databases).toEqual([{ database: 'country', builtAtMs: 1_790_000_000_000 }]);
    expect(lines).toEqual([
      {
        level: 'info',
        fields: { database: 'country', type: 'country ipvAll', ageDays: 115 },
        message: 'geo database loaded',
      },
    ]);
  });

  test('bring the lines of their makers, or the lines of the host instead', async () => {
    const folder = await folderWith({ 'city.mmdb': cities, 'asn.mmdb': networks, 'country.mmdb': countries });
    const { geo } = open({
      country: { file: join(folder, 'country.mmdb'), attribution: ['Our own list'] },
      city: join(folder, 'city.mmdb'),
      asn: { file: join(folder, 'asn.mmdb') },
    });
    await geo.ready;
    expect(geo.attribution).toHaveLength(3);
    expect(geo.attribution[0]).toBe('Our own list');
    expect(geo.attribution[1]).toContain('DB-IP');
    expect(geo.attribution[2]).toContain('MaxMind');
  });

  test('a record with a hole behind it says nothing, and is complained about once', async () => {
    const at = countries.indexOf('country_code');
    const bytes = Buffer.from(countries);
    // The type of the first record becomes one that the format does not have.
    bytes.set([0x00, 0xff], at - 2);
    const folder = await folderWith({ 'country.mmdb': bytes });
    const { geo, lines } = open({ country: join(folder, 'country.mmdb') });
    await geo.ready;
    for (let time = 0; time < 3; time += 1) expect(geo.lookup('5.6.7.1').tags).toEqual(nowhere);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(geo.lookup('2a00:db8::1').tags.country).toBe('BR');
  });
});

describe('a file changed while serving', () => {
  const other: MmdbSource = { databaseType: 'country', networks: { '5.6.7.0/24': { country_code: 'JP' } } };
  const page = Buffer.from('<!doctype html><title>Not found</title>');

  test.each<[string, (file: string) => Promise<void>]>([
    ['became a web page', (file) => writeFile(file, page)],
    ['became empty', (file) => writeFile(file, '')],
    ['was cut in half', (file) => writeFile(file, countries.subarray(0, countries.length / 2))],
    ['lost its head', (file) => writeFile(file, countries.subarray(50))],
    ['has a page of zeros', (file) => writeFile(file, Buffer.from(countries).fill(0, 300, 600))],
    ['is of another kind', (file) => writeFile(file, networks)],
    ['was removed', (file) => rm(file)],
    [
      'became a pipe that nobody writes to',
      async (file) => {
        await rm(file);
        await promisify(execFile)('mkfifo', [file]);
      },
    ],
    [
      'became a folder',
      async (file) => {
        await rm(file);
        await mkdir(file);
      },
    ],
  ])('and %s: the old one is kept, counted and said once', async (_, change) => {
    const { geo, file, lines } = await openCountries();
    const before = geo.lookup('5.6.7.1');
    await change(file);
    await geo.reload();
    await geo.reload();
    expect(geo.reloadFaults).toBe(1);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(lines.at(-1)?.fields).toMatchObject({ error: expect.stringContaining('geo.country'), kept: true });
    expect(geo.lookup('5.6.7.1')).toBe(before);
    expect(geo.databases).toHaveLength(1);
    await rm(file, { recursive: true, force: true });
    await writeFile(file, writeMmdb(other));
    await geo.reload();
    expect(geo.lookup('5.6.7.1').tags.country).toBe('JP');
    expect(geo.lookup('2a00:db8::1').result).toBe('miss');
  });

  test('is taken up at the next interval, and what was remembered of the old one is forgotten', async () => {
    const { geo, clock, file } = await openCountries();
    expect(geo.lookup('5.6.7.1').tags.country).toBe('FR');
    // Byte for byte the old one, with another country in the same record.
    const corrected = Buffer.from(countries);
    corrected.write('JP', countries.indexOf('FR'));
    await writeFile(`${file}.new`, corrected);
    await rename(`${file}.new`, file);
    expect(geo.lookup('5.6.7.1').tags.country).toBe('FR');
    clock.advance(60_000);
    await vi.waitFor(() => expect(geo.lookup('5.6.7.1').tags.country).toBe('JP'), { timeout: 10_000 });
    expect(geo.reloadFaults).toBe(0);
  });

  test('or its folder gone twice counts twice', async () => {
    const { geo, file } = await openCountries();
    for (const [round, path] of [file, dirname(file), file, dirname(file)].entries()) {
      await rename(path, `${path}.away`);
      await geo.reload();
      await rename(`${path}.away`, path);
      await geo.reload();
      expect(geo.reloadFaults).toBe(round + 1);
    }
  });

  test('an untouched file is not read again', async () => {
    const { geo, lines } = await openCountries();
    await geo.reload();
    expect(lines).toHaveLength(1);
  });
});

describe('a start', () => {
  test('without the file rejects ready with the path, serves no_database, and catches up later', async () => {
    const file = join(await folderWith({}), 'late.mmdb');
    const { geo } = open({ country: file });
    await expect(geo.ready).rejects.toMatchObject({ code: 'GEO', message: expect.stringContaining(file) });
    expect(geo.lookup('5.6.7.1').result).toBe('no_database');
    expect(geo.reloadFaults).toBe(1);
    await writeFile(file, countries);
    await geo.reload();
    expect(geo.lookup('5.6.7.1').tags.country).toBe('FR');
  });

  test('with one bad file of two goes on with the good one', async () => {
    const folder = await folderWith({ 'country.mmdb': countries, 'asn.mmdb': 'nonsense' });
    const { geo } = open({ country: join(folder, 'country.mmdb'), asn: join(folder, 'asn.mmdb') });
    await expect(geo.ready).rejects.toMatchObject({ code: 'GEO' });
    expect(geo.lookup('5.6.7.1').tags.country).toBe('FR');
    expect(geo.databases).toHaveLength(1);
  });

  test('that nobody waits for leaves no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const { geo } = open({ country: '/nowhere/at/all.mmdb' });
    await geo.reload();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('closed', () => {
  test('it stops its timer', () => {
    let running = 0;
    const every = (): (() => void) => {
      running += 1;
      return () => {
        running -= 1;
      };
    };
    const geo = createGeo({ country: '/nowhere.mmdb' }, { clock: manualClock(), logger: silentLogger, every });
    expect(running).toBe(1);
    geo.close();
    geo.close();
    expect(running).toBe(0);
  });

  test('it looks at no file any more, twice without harm', async () => {
    const { geo, clock, file, lines } = await openCountries();
    geo.close();
    geo.close();
    await rm(file);
    clock.advance(600_000);
    await geo.reload();
    expect(geo.lookup('5.6.7.1').result).toBe('no_database');
    expect(lines).toHaveLength(1);
  });

  test('while a file is being read it takes nothing up', async () => {
    const folder = await folderWith({ 'country.mmdb': countries });
    const { geo, lines } = open({ country: join(folder, 'country.mmdb') });
    geo.close();
    await geo.ready;
    expect(geo.databases).toEqual([]);
    expect(lines).toEqual([]);
  });
});

describe('the optional data package', () => {
  test('knows well-known addresses and asks for its line', async () => {
    const { geo } = open({ country: countryDatabase() });
    await geo.ready;
    expect(geo.lookup('8.8.8.8').tags).toEqual({ ...nowhere, country: 'US', continent: 'NA' });
    expect(geo.lookup('::ffff:8.8.8.8').tags).toBe(geo.lookup('8.8.8.8').tags);
    expect(geo.lookup('2001:4860:4860::8888').tags.country).toBe('US');
    expect(geo.lookup('193.0.6.139').tags.country).toBe('NL');
    expect(geo.lookup('202.12.27.33').tags.country).toBe('JP');
    expect(geo.attribution.join()).toMatch(/nro\.net.*CC BY 4\.0/);
    expect(geo.databases[0]?.builtAtMs).toBeGreaterThan(Date.UTC(2026, 0));
  });
});
