/** Rows that a caller may not see never leave a route, whatever is asked, sorted or paged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCaller } from '../access/caller.ts';
import type { Caller, RowScope } from '../model/caller.ts';
import type { RouteAnswer, RouteSource } from './route.ts';
import { ROUTES } from './routes.ts';
import { scopedSource } from './scoped-source.ts';

const STREAMS = ['news', 'sport', 'film'];
const DEVICES: Readonly<Record<string, string>> = { a: 'paris', b: 'berlin', c: 'rome' };
const SITES: Readonly<Record<string, string>> = { paris: 'acme', berlin: 'globex', rome: 'acme' };
const ALERTS: Readonly<Record<string, { subjectKind: string; subject: string }>> = {
  'down:news': { subjectKind: 'stream', subject: 'news' },
  'down:sport': { subjectKind: 'stream', subject: 'sport' },
  'off:a': { subjectKind: 'device', subject: 'a' },
  'off:b': { subjectKind: 'device', subject: 'b' },
};
/** Each secret names the one thing that it is of, so that a leak says where it came from. */
const secret = (noun: string, id: string): string => `<${noun} ${id}>`;

const rowsOf: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  streams: Object.fromEntries(STREAMS.map((id) => [id, { state: 'up', protocol: 'hls', title: secret('stream', id) }])),
  bandwidth: Object.fromEntries(['total', ...STREAMS].map((id) => [id, { current: 1, note: secret('stream', id) }])),
  devices: Object.fromEntries(
    Object.entries(DEVICES).map(([id, site]) => [id, { state: 'online', site, name: secret('device', id) }]),
  ),
  sites: Object.fromEntries(Object.entries(SITES).map(([id, tenant]) => [id, { tenant, title: secret('site', id) }])),
  alerts: Object.fromEntries(
    Object.entries(ALERTS).map(([key, about]) => [
      key,
      {
        ...about,
        severity: 'error',
        state: 'active',
        condition: 'x',
        summary: secret(about.subjectKind, about.subject),
      },
    ]),
  ),
  dashboard: {
    revenue: { values: { note: secret('money', 'all') } },
    streams: { values: { note: secret('stream', 'all') } },
  },
  revenue: { EUR: { note: secret('money', 'all'), total: '1', today: '1', week: '1', month: '1' } },
  geo: { FR: { continent: 'EU', note: secret('stream', 'all') } },
  audience: { today: { note: secret('whole', 'all') } },
  content: { total: { note: secret('whole', 'all') } },
};

const source = {
  build: { version: '0', runtime: 'node' },
  instance: 'x',
  tickMs: 1000,
  startedAtMs: 0,
  nowMs: () => 0,
  ageMs: () => 0,
  keys: (topic: string) => Object.keys(rowsOf[topic] ?? {}),
  row: (topic: string, key: string) => rowsOf[topic]?.[key],
  attribution: () => [],
  liveConnections: () => 0,
  ailments: () => [secret('whole', 'all')],
  devices: {
    page: (id: string) => ({ note: secret('device', id) }),
    timeline: (id: string) => ({ note: secret('device', id) }),
    proofOfPlay: () => [{ campaign: secret('device', 'all'), playSeconds: 1, starts: 1 }],
  },
  history: {
    metrics: [],
    periods: [],
    columns: () => ['note'],
    lacks: () => undefined,
    rows: (_metric: string, _period: string, stream: string | undefined) => [
      { note: secret('stream', stream ?? 'all') },
    ],
  },
  sessions: {
    list: (filter: { stream?: string }) => ({
      rows: [{ id: 's', user: 'u1', note: secret('stream', filter.stream ?? 'all') }],
      last: null,
    }),
  },
  mutes: {
    list: () => [
      ...STREAMS.map((id) => ({ noun: 'stream', id, reason: secret('stream', id) })),
      ...Object.keys(DEVICES).map((id) => ({ noun: 'device', id, reason: secret('device', id) })),
      ...Object.keys(SITES).map((id) => ({ noun: 'site', id, reason: secret('site', id) })),
    ],
    set: (body: { target: object }) => ({ mute: { note: secret('target', JSON.stringify(body.target)) } }),
    end: () => true,
  },
  alerts: {
    history: () => Object.entries(rowsOf.alerts ?? {}).map(([key, row]) => ({ key, resolvedMs: 1, ...row })),
    acknowledge: () => true,
  },
  actions: {
    available: {},
    stream: async (id: string) => ({ done: { note: secret('stream', id) }, status: 200 }),
    command: async (id: string) => ({ done: { note: secret('device', id) }, status: 202 }),
  },
  upkeep: { stats: () => ({}), cleanup: () => ({}), selftest: async () => ({}) },
  access: { audit: () => [], ticket: () => ({ ticket: '', expiresInMs: 0 }) },
} as unknown as RouteSource;

const places = {
  siteOf: (id: string) => DEVICES[id],
  tenantOf: (id: string) => SITES[id],
  alertSubject: (key: string) => {
    const about = ALERTS[key];
    return about && { kind: about.subjectKind, subject: about.subject };
  },
};
const callerOf = (scope: RowScope, permissions: readonly ('revenue' | 'personal')[] = []): Caller =>
  createCaller({ subject: 'x', roles: ['admin'], permissions, scope }, places);

/** Whether a secret of this thing may leave, worked out from the scope alone and not by the code under test. */
function mayLeave(scope: RowScope, noun: string, id: string, hasRevenue: boolean): boolean {
  const { streams, sites, tenant } = scope;
  const narrowsStreams = streams !== undefined || tenant !== undefined;
  const narrowsSites = sites !== undefined || tenant !== undefined;
  const site = (at: string): boolean =>
    !narrowsSites || ((sites === undefined || sites.includes(at)) && (tenant === undefined || SITES[at] === tenant));
  switch (noun) {
    case 'stream':
      return !narrowsStreams || (id !== 'all' && id !== 'total' && streams?.includes(id) === true);
    case 'device':
      return !narrowsSites || (id !== 'all' && site(DEVICES[id] ?? ''));
    case 'site':
      return site(id);
    case 'money':
      return hasRevenue && !narrowsStreams && !narrowsSites;
    default:
      return !narrowsStreams && !narrowsSites;
  }
}

const aScope: fc.Arbitrary<RowScope> = fc.record(
  {
    streams: fc.subarray([...STREAMS, 'other']),
    sites: fc.subarray([...Object.keys(SITES)]),
    tenant: fc.constantFrom('acme', 'globex', 'nobody'),
  },
  { requiredKeys: [] },
);
const anId = fc.constantFrom(...STREAMS, ...Object.keys(DEVICES), ...Object.keys(SITES), ...Object.keys(ALERTS));
const aQuery = fc.record(
  {
    format: fc.constantFrom('csv', 'ndjson'),
    stream: fc.constantFrom(...STREAMS),
    country: fc.constant('FR'),
    state: fc.constantFrom('resolved', 'up', 'online'),
    q: fc.constantFrom('<', 'e'),
    limit: fc.constantFrom('1', '2'),
    sort: fc.constantFrom('-id', 'id'),
    site: fc.constantFrom(...Object.keys(SITES)),
  },
  { requiredKeys: [] },
);

const asText = (answer: RouteAnswer): string => JSON.stringify(answer);

test('a row that is not allowed never leaves a route: lists, pages, CSV, NDJSON, history, actions', async () => {
  // What the route refuses to a row scope as a whole is refused before it is asked.
  const others = ['getOpenApi', 'reportPlayback', 'tellAlerts'];
  const routes = ROUTES.filter(
    ({ whole, name, path, role }) =>
      !whole && role !== 'device' && !path.startsWith('/live/') && !others.includes(name),
  );
  expect(routes.length).toBeGreaterThan(20);
  const leavesSomething = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      aScope,
      fc.boolean(),
      anId,
      aQuery,
      async (route, scope, hasRevenue, id, query) => {
        const caller = callerOf(scope, hasRevenue ? ['revenue'] : []);
        if (route.permission !== undefined && !caller.permissions.has(route.permission)) return;
        const noun = STREAMS.includes(id) ? 'stream' : id in DEVICES ? 'device' : 'site';
        const asked = {
          params: { id, key: id },
          query: new URLSearchParams(query),
          headers: {},
          body: Buffer.from('{"name":"x"}'),
          json: { target: { [noun]: id }, untilMs: 1, reason: 'x', by: 'x' },
          address: '',
          caller,
          actor: null,
        };
        const text = asText(await route.answer(asked, scopedSource(source, caller)));
        for (const [, what = '', of = ''] of text.matchAll(/<(\w+) ([^>]+)>/g)) {
          leavesSomething.add(route.name);
          const target = what === 'target' ? /(\w+)\W+(\w+)/.exec(of) : null;
          const [leftNoun, leftId] = target === null ? [what, of] : [target[1] ?? '', target[2] ?? ''];
          expect(
            mayLeave(scope, leftNoun, leftId, hasRevenue),
            `${route.name}: ${leftNoun} ${leftId} under ${JSON.stringify(scope)}`,
          ).toBe(true);
        }
      },
    ),
    { numRuns: 6000 },
  );
  // The oracle had something to say about each kind of route.
  for (const name of [
    'listStreams',
    'listDevices',
    'listSites',
    'listAlerts',
    'getHistory',
    'listSessions',
    'listMutes',
    'getDevice',
    'getStream',
  ]) {
    expect([...leavesSomething]).toContain(name);
  }
});

test('whoever may see everything is given the source as it is, and pays nothing', () => {
  expect(scopedSource(source, callerOf({}, ['revenue', 'personal']))).toBe(source);
  expect(scopedSource(source, callerOf({}))).not.toBe(source);
});

test('a page, a timeline and a place in a list are looked up by the row that they belong to', () => {
  const { devices, keys } = scopedSource(source, callerOf({ sites: ['paris'] }));
  expect([devices.page('a'), devices.page('b'), devices.timeline('b'), devices.page('nobody')]).toEqual([
    { note: '<device a>' },
    undefined,
    undefined,
    undefined,
  ]);
  expect([...keys('devices'), ...keys('revenue'), ...keys('sites')]).toEqual(['a', 'paris']);
});

test('who watches is told to those with the permission personal only', () => {
  const how = { field: null, isDown: false, after: null, limit: 1 };
  const rows = (permissions: readonly 'personal'[], filter: { stream?: string; user?: string }) =>
    scopedSource(source, callerOf({}, permissions)).sessions.list(filter, how).rows;
  expect(rows(['personal'], { stream: 'news' })).toMatchObject([{ user: 'u1' }]);
  expect(rows([], { stream: 'news' })).toMatchObject([{ user: null }]);
  expect([rows(['personal'], { user: 'ann' }).length, rows([], { user: 'ann' })]).toEqual([1, []]);
});

test('an order about a thing out of sight is answered as if there was none', async () => {
  const scoped = scopedSource(source, callerOf({ streams: ['news'], sites: ['paris'] }));
  const outcomes = [await scoped.actions.stream('sport', 'stop'), await scoped.actions.command('b', {})];
  expect(outcomes).toEqual([
    { refused: 'missing', detail: 'there is no stream "sport"' },
    { refused: 'missing', detail: 'there is no device "b"' },
  ]);
  expect(scoped.alerts.acknowledge('off:b', 'me', {})).toBe(false);
  expect([scoped.mutes.end({ target: { site: 'berlin' } }), scoped.mutes.end({ target: { site: 'paris' } })]).toEqual([
    false,
    true,
  ]);
});
