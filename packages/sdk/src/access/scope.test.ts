import { TOPIC_NAMES, type Topic } from '@tallylight/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RowScope } from '../model/caller.ts';
import { createSees, type Places, scopeText } from './scope.ts';

const SITE_OF: Readonly<Record<string, string | null>> = { 'lobby-1': 'paris', 'lobby-2': 'berlin', spare: null };
const TENANT_OF: Readonly<Record<string, string>> = { paris: 'acme', berlin: 'globex', rome: 'acme' };
const ALERTS: Readonly<Record<string, { kind: string; subject: string }>> = {
  'stream-down:news': { kind: 'stream', subject: 'news' },
  'device-offline:lobby-1': { kind: 'device', subject: 'lobby-1' },
  'site-offline:berlin': { kind: 'site', subject: 'berlin' },
  'dependency-down:redis': { kind: 'dependency', subject: 'redis' },
};
const places: Places = {
  siteOf: (device) => SITE_OF[device],
  tenantOf: (site) => TENANT_OF[site],
  alertSubject: (key) => ALERTS[key],
};
const sees = (scope: RowScope, topic: Topic, key: string, row?: Record<string, unknown>): boolean =>
  createSees(scope, places)(topic, key, row);

test('without a scope every row is seen', () => {
  for (const topic of TOPIC_NAMES) expect(sees({}, topic, 'anything', { stream: 'news' }), topic).toBe(true);
});

test('a scope of streams decides by the stream that a row is or is of', () => {
  const scope = { streams: ['news'] };
  expect([sees(scope, 'streams', 'news'), sees(scope, 'streams', 'sport')]).toEqual([true, false]);
  expect([sees(scope, 'bandwidth', 'news'), sees(scope, 'bandwidth', 'total')]).toEqual([true, false]);
  expect(['news', 'sport'].map((stream) => sees(scope, 'sessions', 's1', { stream }))).toEqual([true, false]);
  expect(['news', 'sport'].map((stream) => sees(scope, 'activity', 's1', { stream }))).toEqual([true, false]);
  // Screens are another half of the house.
  expect(sees(scope, 'devices', 'lobby-1', { site: 'paris' })).toBe(true);
});

test('a scope of sites decides by the site where a device stands now', () => {
  const scope = { sites: ['paris'] };
  expect([sees(scope, 'sites', 'paris'), sees(scope, 'sites', 'berlin')]).toEqual([true, false]);
  expect(['paris', 'berlin', null].map((site) => sees(scope, 'devices', 'x', { site }))).toEqual([true, false, false]);
  expect(['lobby-1', 'lobby-2', 'spare', 'stranger'].map((device) => sees(scope, 'devices', device))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(['lobby-1', 'lobby-2'].map((device) => sees(scope, 'activity', device, { device }))).toEqual([true, false]);
});

test('a tenant sees the sites that are its own, their devices, and of streams only those that are listed', () => {
  const scope = { tenant: 'acme', streams: ['news'] };
  expect(['paris', 'rome', 'berlin'].map((site) => sees(scope, 'sites', site, { tenant: TENANT_OF[site] }))).toEqual([
    true,
    true,
    false,
  ]);
  expect(['paris', 'berlin'].map((site) => sees(scope, 'devices', 'x', { site }))).toEqual([true, false]);
  expect(['news', 'sport'].map((stream) => sees(scope, 'streams', stream))).toEqual([true, false]);
  expect(sees({ tenant: 'acme' }, 'streams', 'news')).toBe(false);
});

test('an alert is seen with the thing that it is about; those of the platform and of many are not', () => {
  const row = (subjectKind: string, subject: string) => ({ subjectKind, subject });
  const scope = { streams: ['news'], sites: ['paris'] };
  const seen = (subjectKind: string, subject: string): boolean => sees(scope, 'alerts', 'k', row(subjectKind, subject));
  expect([seen('stream', 'news'), seen('device', 'lobby-1'), seen('site', 'paris')]).toEqual([true, true, true]);
  expect([seen('stream', 'sport'), seen('device', 'lobby-2'), seen('site', 'berlin')]).toEqual([false, false, false]);
  expect([seen('stream', '*'), seen('stream', 'news,sport'), seen('dependency', 'redis')]).toEqual([
    false,
    false,
    false,
  ]);
  // One that is gone, or an event about one: only the key is known.
  expect(Object.keys(ALERTS).map((key) => sees(scope, 'alerts', key))).toEqual([true, true, false, false]);
  expect(Object.keys(ALERTS).map((alert) => sees(scope, 'activity', alert, { alert }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('totals are of everything, so whoever sees a part does not see them', () => {
  const cards = [
    'streams',
    'sessions',
    'bandwidth',
    'health',
    'devices',
    'alerts',
    'users',
    'revenue',
    'content',
    'next',
  ];
  const visible = (scope: RowScope): string[] => cards.filter((card) => sees(scope, 'dashboard', card, {}));
  expect(visible({ streams: ['news'] })).toEqual(['devices']);
  expect(visible({ sites: ['paris'] })).toEqual(['streams', 'sessions', 'bandwidth', 'health']);
  expect(visible({ tenant: 'acme' })).toEqual([]);
  for (const topic of ['revenue', 'audience', 'content'] as const)
    expect(sees({ sites: [] }, topic, 'EUR', {})).toBe(false);
  expect([sees({ streams: [] }, 'geo', 'FR'), sees({ sites: [] }, 'geo', 'FR')]).toEqual([false, true]);
});

test('scopes that let the same rows through have one text', () => {
  expect(scopeText({ streams: ['b', 'a', 'b'] })).toBe(scopeText({ streams: ['a', 'b'] }));
  expect(scopeText({})).toBe('');
  expect(scopeText({ streams: [] })).not.toBe('');
  expect(scopeText({ streams: ['a'] })).not.toBe(scopeText({ sites: ['a'] }));
});

const anId = fc.constantFrom('news', 'sport', 'paris', 'berlin', 'rome', 'lobby-1', 'lobby-2', 'spare', 'total', '*');
const aScope = fc.record(
  { streams: fc.array(anId), sites: fc.array(anId), tenant: fc.constantFrom('acme', 'globex') },
  { requiredKeys: [] },
);
const aRow = fc.option(
  fc.record(
    {
      stream: anId,
      device: anId,
      site: fc.option(anId),
      tenant: fc.option(fc.constantFrom('acme', 'globex')),
      subjectKind: fc.constantFrom('stream', 'device', 'site', 'process'),
      subject: anId,
      alert: fc.constantFrom(...Object.keys(ALERTS)),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);

test('a narrower scope never lets a row through that a wider one holds back', () => {
  fc.assert(
    fc.property(aScope, aScope, fc.constantFrom(...TOPIC_NAMES), anId, aRow, (one, other, topic, key, row) => {
      const both: RowScope = {
        ...one,
        ...other,
        ...(one.streams && other.streams ? { streams: one.streams.filter((id) => other.streams?.includes(id)) } : {}),
        ...(one.sites && other.sites ? { sites: one.sites.filter((id) => other.sites?.includes(id)) } : {}),
      };
      if (one.tenant !== undefined && other.tenant !== undefined && one.tenant !== other.tenant) return;
      if (!sees(both, topic, key, row)) return;
      // A tenant alone hides all streams; listing some of them as well is the one way to see more.
      for (const wide of [one, other]) {
        const lists = wide.tenant !== undefined && wide.streams === undefined && both.streams !== undefined;
        if (!lists) expect(sees(wide, topic, key, row)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('an empty scope lets nothing through that names a stream, a device or a site', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOPIC_NAMES), anId, aRow, (topic, key, row) => {
      expect(sees({ streams: [], sites: [] }, topic, key, row)).toBe(false);
    }),
  );
});
