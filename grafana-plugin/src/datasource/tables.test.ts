import { FIELDS } from '@tallylight/protocol';
import { describe, expect, it } from 'vitest';
import { alertRow, deviceRow, health, liveEvent, revenueRow, sessionRow, streamRow } from '../testing/rows.ts';
import { AGE_COLUMN, TABLES, type TableTopic, toTables } from './tables.ts';

const OPTIONS = { ageMs: 250 };

function cells(topic: TableTopic, rows: Record<string, unknown>, fields?: readonly string[]) {
  const [table] = toTables(topic, new Map(Object.entries(rows)), { ...OPTIONS, fields });
  return Object.fromEntries((table?.fields ?? []).map((field) => [field.name, field.values]));
}

describe('every table', () => {
  const topics = Object.keys(TABLES) as TableTopic[];

  it.each(topics)('%s names each column once and ends with the age of the data', (topic) => {
    const names = TABLES[topic].map(({ name }) => name as string);
    expect(new Set(names).size).toBe(names.length);
    const [table] = toTables(topic, new Map(), OPTIONS);
    expect(table?.fields.map(({ name }) => name)).toEqual([...names, AGE_COLUMN]);
  });

  it('has its rows in the order of their keys, whatever the order they came in', () => {
    expect(cells('devices', { b: deviceRow(), a: deviceRow() }).device).toEqual(['a', 'b']);
  });

  it('has only the chosen columns, in its own order', () => {
    expect(Object.keys(cells('devices', { a: deviceRow() }, ['state', 'device']))).toEqual(['device', 'state']);
  });

  it('tells the age in each row', () => {
    expect(cells('devices', { a: deviceRow(), b: deviceRow() })[AGE_COLUMN]).toEqual([250, 250]);
  });

  it('shows each field of a device that the protocol has', () => {
    // A field that is added to the protocol must be shown, or be left out on purpose.
    const shown = cells('devices', { a: deviceRow({ diskFreeBytes: 5, group: 'g', temperatureCelsius: 1 }) });
    const empty = Object.entries(shown).filter(([, values]) => values[0] === null);
    expect(empty).toEqual([]);
    expect(TABLES.devices.length).toBe(FIELDS.devices.length + 1 + 3);
  });
});

describe('the table of streams', () => {
  it('takes a score apart: parts, weights, and what they were made of', () => {
    const row = cells('streams', { news: streamRow({ health: health() }) });
    expect(row).toMatchObject({
      health: [71],
      'health band': ['good'],
      'part uptime': [1],
      'part errors': [0.4],
      'part response': [null],
      'weight response': [0.2],
      'raw error ratio': [0.04],
      'raw requests': [250],
      'health coverage': [0.8],
      'health window': [300_000],
      'last checked': [9_000],
    });
  });

  it('adds the parts that a host added, for every row', () => {
    const parts = { uptime: 1, errors: 1, response: 1, picture: 0.2 };
    const weights = { uptime: 1, errors: 1, response: 1, picture: 3 };
    const row = cells('streams', { a: streamRow(), b: streamRow({ health: health({ parts, weights }) }) });
    expect(row['part picture']).toEqual([null, 0.2]);
    expect(row['weight picture']).toEqual([null, 3]);
  });

  it('leaves unknown unknown', () => {
    const row = cells('streams', { a: streamRow({ egressBytesPerSecond: null }) });
    expect([row.egress, row.health, row['part uptime'], row.players]).toEqual([[null], [null], [null], [null]]);
  });
});

it('a device has its levels of truth side by side', () => {
  const row = cells('devices', { a: deviceRow({ screenOn: false, nowPlaying: null, playing: null }) });
  expect(row).toMatchObject({
    expected: [true],
    state: ['playing'],
    playing: [null],
    'screen on': [false],
    'now playing': [null],
    firmware: ['2.4.0'],
  });
});

it('a session has its mean rate since it began', () => {
  expect(cells('sessions', { s: sessionRow() }).bitrate).toEqual([500_000]);
  expect(cells('sessions', { s: sessionRow({ lastSeenMs: 10_000 }) }).bitrate).toEqual([null]);
});

it('an alert has its lists as one text', () => {
  const row = cells('alerts', { 'stream-down:news': alertRow({ children: ['a', 'b'] }) });
  expect(row).toMatchObject({ alert: ['stream-down:news'], sources: ['board, grafana'], children: ['a, b'] });
});

describe('money', () => {
  const rows = new Map([
    ['JPY', revenueRow({ exponent: 0, total: '12345678901234567890' })],
    ['EUR', revenueRow()],
  ]);
  const tables = toTables('revenue', rows, OPTIONS);
  const field = (index: number, name: string) => tables[index]?.fields.find((one) => one.name === name);

  it('has a frame for each currency, with its own unit and digits', () => {
    expect(tables.map(({ name }) => name)).toEqual(['revenue EUR', 'revenue JPY']);
    expect(field(0, 'net total')).toMatchObject({
      values: [1234.5],
      config: { unit: 'currency:financial: EUR:suffix', decimals: 2 },
      labels: { currency: 'EUR' },
    });
    expect(field(1, 'net total')?.config.decimals).toBe(0);
  });

  it('has the exact text beside the number', () => {
    expect(field(0, 'net total exact')?.values).toEqual(['1234.50']);
    expect(field(0, 'net week exact')?.values).toEqual(['-0.05']);
    expect(field(1, 'net total exact')?.values).toEqual(['12345678901234567890']);
  });
});

describe('the totals', () => {
  it('are one row with the cards side by side; a missing card is unknown', () => {
    const row = cells('dashboard', { sessions: { values: { now: 4, started: 9, ended: 5 } } });
    expect(row['sessions now']).toEqual([4]);
    expect(row['bandwidth current']).toEqual([null]);
    expect(cells('dashboard', {})['sessions now']).toEqual([]);
  });

  it('have columns for the currencies and the inventory that there are', () => {
    const windows = { exponent: 2, total: '100', today: '5', week: '5', month: '5' };
    const row = cells('dashboard', {
      revenue: { values: { EUR: windows } },
      inventory: { values: { shops: { open: 3 } } },
      system: { values: { process: null, disks: [{ name: 'media', freeBytes: 5, sizeBytes: 9 }], dependencies: {} } },
    });
    expect(row['disk media free']).toEqual([5]);
    expect(row['process memory']).toEqual([null]);
    expect(row['revenue EUR total']).toEqual([1]);
    expect(row['revenue EUR today exact']).toEqual(['0.05']);
    expect(row['inventory shops open']).toEqual([3]);
  });
});

describe('activity', () => {
  const events = [
    liveEvent('stream-down', 1_000, { stream: 'news', previous: 'up', reason: 'no segment for 12 s' }),
    liveEvent('device-offline', 2_000, { device: 'lobby', site: 'paris', lastSeenMs: 500 }),
  ];
  const row = cells('activity', Object.fromEntries(events.map((event) => [event.id, event])));

  it('stands newest first, each event as a sentence with its subject', () => {
    expect(row.time).toEqual([2_000, 1_000]);
    expect(row.text).toEqual(['lobby is offline at paris', 'news is down: no segment for 12 s']);
    expect(row.subject).toEqual(['lobby', 'news']);
    expect(row['subject kind']).toEqual(['device', 'stream']);
  });

  it('keeps what it does not name in the payload', () => {
    expect(JSON.parse(String(row.payload?.[0]))).toEqual({ device: 'lobby', site: 'paris', lastSeenMs: 500 });
  });
});

it('leading content has a row per item, in the order of its list', () => {
  const item = (id: string) => ({ id, kind: 'film', views: 1, purchases: 0, viewsToday: 1, purchasesToday: 0 });
  const row = cells('top-content', { film: { top: [item('z'), item('a')] }, total: { top: [item('z')] } });
  expect(row.item).toEqual(['z', 'a', 'z']);
  expect(row.list).toEqual(['film', 'film', 'total']);
  expect(row.rank).toEqual([1, 2, 1]);
});

it('cities and networks are the lists inside the rows of countries', () => {
  const rows = {
    DE: { cities: [{ name: 'Köln', latitude: 50.9, longitude: 6.9, sessions: 4 }], networks: null },
    BR: { cities: null, networks: [{ asn: 64_500, name: 'A Net', sessions: 2 }] },
  };
  expect(cells('cities', rows)).toMatchObject({ city: ['Köln'], country: ['DE'], latitude: [50.9], sessions: [4] });
  expect(cells('networks', rows)).toMatchObject({ asn: [64_500], provider: ['A Net'], country: ['BR'] });
});
