import type { AlertRow, SiteRow } from '@tallylight/protocol';
import { expect, test } from 'vitest';
import { alertRow, health, streamRow } from '../../testing/rows.ts';
import { toRateText } from './rate-text.ts';
import { toSinceText } from './since-text.ts';
import { createTrails, toPath } from './trails.ts';
import { toAmount, toWallView, type WallRows } from './wall-view.ts';

const NOTHING: WallRows = { cards: new Map(), alerts: new Map(), streams: new Map(), sites: new Map() };

function wallOf(rows: Partial<WallRows>) {
  return toWallView({ ...NOTHING, ...rows });
}

const alerts = (rows: Readonly<Record<string, Partial<AlertRow>>>): ReadonlyMap<string, AlertRow> =>
  new Map(Object.entries(rows).map(([key, row]) => [key, alertRow({ severity: 'error', state: 'active', ...row })]));

function site(row: Partial<SiteRow>): SiteRow {
  const states = { online: 0, playing: 0, offline: 0, unknown: 0, lost: 0 };
  const merged = { ...states, ...row };
  const total = merged.online + merged.playing + merged.offline + merged.unknown + merged.lost;
  return { title: null, zone: null, location: null, contact: null, tenant: null, expected: true, ...merged, total };
}

test('what nobody has comes first, the oldest of it at the top; what somebody has comes last', () => {
  const { wrong } = wallOf({
    alerts: alerts({
      young: { sinceMs: 300 },
      taken: { sinceMs: 100, state: 'acknowledged', acknowledgedBy: 'Ada' },
      old: { sinceMs: 200 },
    }),
  });
  expect(wrong.map(({ key }) => key)).toEqual(['old', 'young', 'taken']);
  expect(wrong.map(({ who }) => who)).toEqual([undefined, undefined, 'Ada']);
});

test('what is only worth a line is not on the wall', () => {
  expect(wallOf({ alerts: alerts({ note: { severity: 'info' } }) }).wrong).toEqual([]);
});

test('more trouble than fits is counted, not hidden', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`a${at}`, { sinceMs: at }]));
  const { wrong, more } = wallOf({ alerts: alerts(many) });
  expect([wrong.length, more]).toEqual([7, 5]);
});

test('trouble says whom it hits, and nothing where it hits nobody', () => {
  const { wrong } = wallOf({
    alerts: alerts({
      one: { sinceMs: 1, viewers: 1, screens: null },
      both: { sinceMs: 2, viewers: 1204, screens: 3 },
      none: { sinceMs: 3, viewers: 0, screens: null },
    }),
  });
  expect(wrong.map(({ hits }) => hits)).toEqual(['1 viewer', '1\u202f204 viewers, 3 screens', undefined]);
});

test('a number that is not known is absent, never 0', () => {
  const { cards } = wallOf({});
  expect(cards.map(({ id, value, point }) => [id, value, point])).toEqual(
    ['sessions', 'egress', 'health', 'devices', 'users'].map((id) => [id, undefined, undefined]),
  );
});

test('revenue is on the wall only where it may be seen, each currency by itself', () => {
  const windows = { exponent: 2, total: '0', today: '123456', week: '0', month: '0' };
  const { cards } = wallOf({
    cards: new Map([['revenue', { values: { EUR: windows, JPY: { ...windows, exponent: 0, today: '-5' } } }]]),
  });
  expect(cards.slice(5).map(({ label, value }) => [label, value?.text])).toEqual([
    ['Today, EUR', '1\u202f234.56'],
    ['Today, JPY', '−5'],
  ]);
});

test.each([
  ['0', 2, '0.00'],
  ['5', 2, '0.05'],
  ['-5', 2, '−0.05'],
  ['1234567890123456789', 3, '1\u202f234\u202f567\u202f890\u202f123\u202f456.789'],
  ['1500', 0, '1\u202f500'],
])('%s minor units of %i digits are %s', (minor, exponent, text) => {
  expect(toAmount(minor, exponent)).toBe(text);
});

test('a stream that is down is worse than any score; one that is off or unknown is not ranked', () => {
  const { streams } = wallOf({
    streams: new Map([
      ['weak', streamRow({ health: health({ score: 31 }) })],
      ['dead', streamRow({ state: 'down', reason: 'source_lost' })],
      ['asleep', streamRow({ state: 'off' })],
      ['new', streamRow({ health: null })],
      ['well', streamRow({ title: 'News', health: health({ score: 100 }) })],
    ]),
  });
  expect(streams.map(({ name, text, tone }) => [name, text, tone])).toEqual([
    ['dead', 'down', 'bad'],
    ['weak', '31', 'bad'],
    ['News', '100', 'well'],
  ]);
});

test('a site is as bad as the share of its screens that is on; lost ones are not there', () => {
  const { sites } = wallOf({
    sites: new Map([
      ['a', site({ playing: 3, offline: 1 })],
      ['b', site({ online: 1, offline: 3, lost: 2 })],
      ['gone', site({ lost: 4 })],
    ]),
  });
  expect(sites.map(({ key, text, tone }) => [key, text, tone])).toEqual([
    ['b', '1 of 4', 'bad'],
    ['a', '3 of 4', 'fair'],
  ]);
});

test.each([
  [999, '999', 'bit/s'],
  [1_500, '1.5', 'kbit/s'],
  [842_000_000, '842', 'Mbit/s'],
  [1_100_000_000, '1.1', 'Gbit/s'],
])('%i bits a second are %s %s', (bits, text, unit) => {
  expect(toRateText(bits / 8)).toEqual({ text, unit });
});

test.each([
  [59_000, 'under a minute'],
  [60_000, '1 min'],
  [3_600_000 + 59_000, '1 h'],
  [3_600_000 + 61_000, '1 h 1 min'],
  [(3 * 24 + 4) * 3_600_000, '3 d 4 h'],
])('%i ms are "%s"', (ms, text) => {
  expect(toSinceText(ms)).toBe(text);
});

test('a curve has its last twenty points, and a gap where nothing was known', () => {
  const trails = createTrails();
  for (let at = 0; at < 25; at += 1) trails.add('a', at === 22 ? undefined : at);
  expect(trails.of('a')).toHaveLength(20);
  expect(trails.of('a')[0]).toBe(5);
  const path = toPath(trails.of('a'));
  expect(path.match(/M/g)).toHaveLength(2);
  expect([toPath([]), toPath([1]), toPath([undefined, 3])]).toEqual(['', '', '']);
});
