import type { DataFrame, Field } from '@grafana/data';
import type { GeoRow } from '@tallylight/protocol';
import { describe, expect, it } from 'vitest';
import { toFrames } from '../../datasource/frames.ts';
import type { Reading } from '../../datasource/reading.ts';
import { LOADING } from '../../shared/frame-words.ts';
import {
  instantFrames,
  RECORDED_AT_MS,
  RECORDED_STEP_MS,
  rangeFrames,
  tableFrame,
} from './recorded/prometheus-frames.ts';
import { toView, UNKNOWN, type ViewContext } from './view.ts';

const ORIGIN_MS = 1_795_000_000_000;

function context(parts: Partial<ViewContext> = {}): ViewContext {
  return {
    state: LOADING.Streaming,
    errorMessage: undefined,
    isNow: true,
    intervalMs: 15_000,
    nowMs: RECORDED_AT_MS + 1_000,
    stampMs: 5_000,
    originMs: ORIGIN_MS,
    valueField: undefined,
    ...parts,
  };
}

function geoRow(sessions: number, egressBytes: number = sessions * 1_000): GeoRow {
  return { continent: null, sessions, egressBytes, share: null, cities: null, networks: null };
}

/** Frames as the data source makes them. */
function live(rows: Record<string, GeoRow>, parts: Partial<Reading> = {}): DataFrame[] {
  const reading: Reading = {
    topic: 'geo',
    rows: new Map(Object.entries(rows)),
    histories: new Map(),
    phase: 'live',
    ageMs: 300,
    tickMs: 1_000,
    stampMs: 5_000,
    problem: null,
    attribution: [],
    ...parts,
  };
  return toFrames(reading, { refId: 'A', spanMs: 900_000, originMs: ORIGIN_MS });
}

function table(columns: Record<string, readonly unknown[]>, refId = 'A'): DataFrame {
  const fields = Object.entries(columns).map(([name, values]) => ({
    name,
    type: typeof values[0] === 'number' ? (name === 'Time' ? 'time' : 'number') : 'string',
    config: {},
    values: [...values],
  })) as Field[];
  return { refId, fields, length: fields[0]?.values.length ?? 0 };
}

const byCode = (frames: DataFrame[], parts?: Partial<ViewContext>): Record<string, number> =>
  Object.fromEntries(toView(frames, context(parts)).countries.map(({ code, value }) => [code, value]));

describe('the audience of Tallylight Live', () => {
  const rows = { DE: geoRow(60), BR: geoRow(30), SG: geoRow(6), ZZ: geoRow(4), FR: geoRow(0) };
  const view = toView(live(rows, { attribution: ['Data by somebody'] }), context());

  it('ranks the countries with their share of all, the unknown included', () => {
    expect(view.countries.map(({ code, rank, share }) => [code, rank, share])).toEqual([
      ['DE', 1, 0.6],
      ['BR', 2, 0.3],
      ['SG', 3, 0.06],
      [UNKNOWN, 4, 0.04],
      ['FR', 5, 0],
    ]);
    expect(view.countries[0]).toMatchObject({ name: 'Germany', continent: 'EU' });
  });

  it('keeps who is in no known country in the total, and says how many they are', () => {
    expect(view.total).toBe(100);
    expect(view.unknown).toBe(4);
    expect(view.countries[3]).toMatchObject({ name: 'Unknown', continent: undefined });
  });

  it('counts countries in which somebody watches', () => {
    expect(view.active).toBe(3);
  });

  it('adds up the continents, the largest first', () => {
    expect(view.continents).toEqual([
      { code: 'EU', name: 'Europe', value: 60, share: 0.6 },
      { code: 'SA', name: 'South America', value: 30, share: 0.3 },
      { code: 'AS', name: 'Asia', value: 6, share: 0.06 },
    ]);
  });

  it('has the age of the data, and the lines that must be shown with it', () => {
    expect(view.freshness).toEqual({ phase: 'live', ageMs: 300, tickMs: 1_000, stampMs: 5_000 });
    expect(view.attribution).toEqual(['Data by somebody']);
    const elsewhere = toView(live(rows), context({ originMs: ORIGIN_MS + 1 }));
    expect(elsewhere.freshness.ageMs).toBeNull();
  });

  it('shows another column when it is chosen, with its own unit', () => {
    const bytes = toView(live(rows), context({ valueField: 'egress total' }));
    expect(bytes.total).toBe(100_000);
    expect(bytes.field?.config.unit).toBe('decbytes');
  });

  it('takes a country that two queries bring once, from the fresher of them, and its lamp is the worse', () => {
    const older = live({ DE: geoRow(1), NL: geoRow(7) }, { ageMs: 9_000, phase: 'stale' });
    for (const frames of [
      [...older, ...live(rows)],
      [...live(rows), ...older],
    ]) {
      expect(byCode(frames)).toMatchObject({ DE: 60, NL: 7 });
      expect(toView(frames, context()).freshness).toMatchObject({ phase: 'stale', ageMs: 9_000 });
    }
  });

  it('wins over other frames of the panel', () => {
    expect(byCode([tableFrame('byCountry'), ...live({ DE: geoRow(2) })])).toEqual({ DE: 2 });
  });
});

describe('the audience of Prometheus, as it was recorded', () => {
  const recorded = { BR: 18, DE: 27, JP: 13, MT: 1, SG: 3, US: 42, XK: 2, [UNKNOWN]: 5 };

  it('is read from an instant query in the format table', () => {
    const view = toView([tableFrame('byCountry')], context({ state: LOADING.Done }));
    expect(byCode([tableFrame('byCountry')])).toEqual(recorded);
    expect(view.countries[0]).toMatchObject({ code: 'US', name: 'United States', rank: 1 });
    expect(view.total).toBe(111);
    expect(view.active).toBe(7);
  });

  it('is the same from an instant query in the format time series', () => {
    expect(byCode(instantFrames('byCountry'))).toEqual(recorded);
  });

  it('is the newest value of a range query; a series that ended with its server says nothing about now', () => {
    expect(byCode(rangeFrames('byCountry'))).toEqual(recorded);
    expect(byCode(rangeFrames('clients'))).toEqual(recorded);
  });

  it('adds up one country on two servers, and counts a series that two queries bring once', () => {
    const [one] = rangeFrames('clients').filter(({ fields }) => fields[1]?.labels?.country === 'DE');
    const other = { ...one, fields: one?.fields.map((field) => relabelled(field, 'elsewhere:1')) } as DataFrame;
    expect(byCode([one as DataFrame, other, one as DataFrame])).toEqual({ DE: 54 });
    expect(byCode([...rangeFrames('clients', 'A'), ...rangeFrames('clients', 'B')])).toEqual(recorded);
    expect(byCode([tableFrame('clients', 'A', 'Value #A'), tableFrame('clients', 'B', 'Value #B')])).toEqual(recorded);
  });

  it('shows one query of several when its field is chosen', () => {
    const frames = [tableFrame('byCountry', 'A', 'Value #A'), tableFrame('egressByCountry', 'B', 'Value #B')];
    expect(byCode(frames, { valueField: 'Value #B' }).DE).toBeCloseTo(689.66, 1);
  });

  it('is as old as its newest point, and promises news every step', () => {
    const { freshness } = toView(rangeFrames('byCountry'), context({ nowMs: RECORDED_AT_MS + 7_000 }));
    expect(freshness).toEqual({ phase: 'live', ageMs: 7_000, tickMs: RECORDED_STEP_MS, stampMs: 5_000 });
    const instant = toView([tableFrame('byCountry')], context()).freshness;
    expect(instant).toEqual({ phase: 'live', ageMs: 1_000, tickMs: 15_000, stampMs: 5_000 });
  });

  it('is as old as the query that is farthest behind', () => {
    const late = table({ Time: [RECORDED_AT_MS - 90_000], country: ['FR'], Value: [9] }, 'B');
    const view = toView([tableFrame('byCountry'), late], context());
    expect(view.freshness.ageMs).toBe(91_000);
    expect(view.countries.map(({ code }) => code)).toContain('FR');
  });

  it('is not live when the range ends in the past', () => {
    expect(toView(rangeFrames('byCountry'), context({ isNow: false })).freshness.phase).toBe('off');
  });

  function relabelled(field: Field, instance: string): Field {
    return field.labels === undefined ? field : { ...field, labels: { ...field.labels, instance } };
  }
});

describe('other tables', () => {
  it('may name countries in two or three letters, in words, and in columns of many names', () => {
    expect(byCode([table({ country_code: ['deu', 'fr'], n: [1, 2] })])).toEqual({ FR: 2, DE: 1 });
    expect(byCode([table({ 'Country Name': ['Brazil', 'UK'], n: [3, 4] })])).toEqual({ GB: 4, BR: 3 });
    expect(byCode([table({ 'geo.country.iso_code': ['JP'], n: [5] })])).toEqual({ JP: 5 });
  });

  it('add up rows that differ in other words, and keep the newest of those that do not', () => {
    expect(byCode([table({ country: ['DE', 'DE'], device: ['tv', 'mobile'], n: [1, 2] })])).toEqual({ DE: 3 });
    expect(byCode([table({ Time: [2_000, 1_000], country: ['DE', 'DE'], n: [1, 2] })])).toEqual({ DE: 1 });
  });

  it('put what is no country under unknown, whatever it is called', () => {
    const view = toView(
      [table({ country: ['ZZ', 'XX', 'other', '', 'EU', 'DE'], n: [1, 2, 4, 8, 16, 100] })],
      context(),
    );
    expect(view.unknown).toBe(31);
    expect(view.total).toBe(131);
    expect(view.active).toBe(1);
  });

  it('leave a country without a number without data, not at 0', () => {
    const view = toView([table({ country: ['DE', 'FR'], n: [1, null] })], context());
    expect(view.countries.map(({ code }) => code)).toEqual(['DE']);
    const nothing = { ...table({ country: ['FR'], n: [1] }) };
    const field = nothing.fields[1] as Field;
    expect(
      toView([{ ...nothing, fields: [nothing.fields[0] as Field, { ...field, values: [null] }] }], context()).total,
    ).toBeNull();
  });

  it('without a time promise nothing', () => {
    expect(toView([table({ country: ['DE'], n: [1] })], context()).freshness.phase).toBe('off');
  });

  it('of ten thousand series are one number per country', () => {
    const many = table({
      country: Array.from({ length: 10_000 }, (_, index) => (index % 2 === 0 ? 'DE' : 'FR')),
      site: Array.from({ length: 10_000 }, (_, index) => `site ${index}`),
      n: Array.from({ length: 10_000 }, () => 1),
    });
    expect(byCode([many])).toEqual({ DE: 5_000, FR: 5_000 });
  });
});

describe('points', () => {
  const cities = table({
    city: ['Berlin', 'Munich', 'Nowhere', 'Empty'],
    country: ['DE', 'DE', 'DE', 'DE'],
    latitude: [52.5, 48.1, 95, 50],
    longitude: [13.4, 11.6, 10, 10],
    n: [5, 9, 3, 0],
  });

  it('are rows with a latitude and a longitude on earth and a number above 0, the largest first', () => {
    expect(toView([cities], context()).cities).toEqual([
      { key: 'Munich 48.1 11.6', name: 'Munich', latitude: 48.1, longitude: 11.6, value: 9 },
      { key: 'Berlin 52.5 13.4', name: 'Berlin', latitude: 52.5, longitude: 13.4, value: 5 },
    ]);
  });

  it('count for their countries when nothing else does', () => {
    expect(byCode([cities])).toEqual({ DE: 17 });
    expect(byCode([cities, table({ country: ['DE'], n: [4] })])).toEqual({ DE: 4 });
  });

  it('may stand alone, and may be labels', () => {
    const view = toView([table({ lat: ['48.8'], lng: ['2.3'], site: ['Paris'], n: [2] })], context());
    expect(view.notice).toBeUndefined();
    expect(view.cities).toMatchObject([{ name: 'Paris', latitude: 48.8, value: 2 }]);
  });
});

describe('towns of Tallylight Live', () => {
  const towns = [
    { name: 'Berlin', latitude: 52.5, longitude: 13.4, sessions: 20 },
    { name: 'Nobody knows where', latitude: null, longitude: null, sessions: 9 },
  ];
  const frames = live({ DE: { ...geoRow(60), cities: towns } }, { topic: 'cities', ageMs: 800 });

  it('are points, and no part of the sum of their country', () => {
    const view = toView([...live({ DE: geoRow(60) }), ...frames], context());
    expect(view.cities).toMatchObject([{ name: 'Berlin', value: 20 }]);
    expect(view.total).toBe(60);
    expect(view.freshness.ageMs).toBe(800);
  });

  it('may stand alone, with a lamp of their own', () => {
    const view = toView(frames, context());
    expect(view).toMatchObject({ notice: undefined, total: null, active: 0 });
    expect(view.cities).toHaveLength(1);
    expect(view.freshness).toMatchObject({ phase: 'live', ageMs: 800 });
  });
});

describe('instead of a map there is a sentence', () => {
  it('while the first data is awaited, and why it does not come', () => {
    expect(toView(live({}, { phase: 'loading', ageMs: null }), context()).notice).toMatchObject({
      kind: 'loading',
      sentence: 'Connecting to the live channel.',
    });
    const lost = live({}, { phase: 'loading', ageMs: null, problem: 'Reconnecting, attempt 2: refused.' });
    expect(toView(lost, context()).notice?.sentence).toBe('Reconnecting, attempt 2: refused.');
    expect(toView([], context({ state: LOADING.Loading })).notice?.kind).toBe('loading');
  });

  it('when nobody has watched anything', () => {
    expect(toView(live({}), context()).notice?.kind).toBe('empty');
    expect(toView(live({ ZZ: geoRow(0) }), context()).notice?.kind).toBe('empty');
  });

  it('when the data names no countries', () => {
    const { notice, freshness } = toView([table({ stream: ['news'], n: [1] })], context({ state: LOADING.Done }));
    expect(notice).toMatchObject({ kind: 'empty', next: expect.stringContaining('country') });
    expect(freshness.phase).toBe('off');
  });

  it('when the query fails, and another one when it is not permitted', () => {
    const failed = context({ state: LOADING.Error, errorMessage: 'bad query' });
    expect(toView([], failed).notice).toMatchObject({ kind: 'error', sentence: 'bad query' });
    const denied = live(
      {},
      { phase: 'error', ageMs: null, problem: 'The server refused: The caller may not do this.' },
    );
    const view = toView(denied, context({ state: LOADING.Error }));
    expect(view.notice).toMatchObject({ kind: 'no-permission', next: expect.stringMatching(/permission/) });
    expect(view.freshness.phase).toBe('error');
  });
});

it('a failing query with data keeps its numbers, and its lamp says down', () => {
  const view = toView(live({ DE: geoRow(3) }), context({ state: LOADING.Error, errorMessage: 'closed' }));
  expect(view.total).toBe(3);
  expect(view.freshness.phase).toBe('error');
});
