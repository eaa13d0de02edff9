/** Who may ask for what, over real HTTP: roles, permissions, row scopes, limits, audit. Threats have a file of their own. */

import { createTallylight } from '@tallylight/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_LIMITS } from '../../packages/sdk/src/access/access-options.ts';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import {
  type Asking,
  type GuardedHost,
  guardedHost,
  JWT_RULES,
  signJwt,
  TOKENS,
  type TokenName,
} from '../parts/guarded-host.ts';
import { waitFor } from '../parts/wait-for.ts';

let host: GuardedHost;
const hosts: GuardedHost[] = [];
const statusOf = async (path: string, token: TokenName | undefined, how: Asking = {}): Promise<number> =>
  (await host.ask(path, { ...how, token: token && TOKENS[token] })).status;

beforeAll(async () => {
  host = await guardedHost({ actions: { stream: { stop: () => {} }, device: { command: () => {} } } });
  hosts.push(host);
  const { tally } = host;
  for (const [id, tenant] of [
    ['paris', 'acme'],
    ['berlin', 'globex'],
  ] as const)
    tally.site(id, { title: `Site ${id}`, tenant });
  tally.device('lobby-1', { site: 'paris', name: 'Lobby' }).heartbeat({});
  tally.device('lobby-2', { site: 'berlin', name: 'Hall' }).heartbeat({});
  for (const id of ['news', 'sport']) {
    tally.stream(id, { title: `Stream ${id}` }).up();
    tally.stream(id).openSession({ address: '203.0.113.9' });
  }
  await tally.revenue.record({ eventId: 'e1', status: 'completed', amountMinor: 100, currency: 'EUR' });
  for (const id of ['news', 'sport']) await host.ask(`//${id}`);
  // The sum and the two streams.
  const isThere = async (): Promise<boolean> =>
    (await host.ask('/bandwidth', { token: TOKENS.viewer })).body.total === 3;
  await waitFor('the rates of both streams', isThere);
});

afterAll(async () => {
  for (const one of hosts) await one.close();
});

const everybody: readonly (TokenName | undefined)[] = [
  'viewer',
  'operator',
  'admin',
  'device',
  'reporter',
  'scraper',
  undefined,
];
/** Who is let in, of viewer, operator, admin, device, reporter, scraper, nobody. */
async function letIn(path: string, how: Asking = {}): Promise<string> {
  const statuses = await Promise.all(everybody.map((token) => statusOf(path, token, how)));
  return statuses.map((status) => (status === 403 ? '-' : 'x')).join('');
}

test.each([
  ['/info', 'xxx----'],
  ['/streams', 'xxx----'],
  ['/streams/news', 'xxx----'],
  ['/sessions?stream=news', 'xxx----'],
  ['/devices', 'xxx----'],
  ['/devices/lobby-1', 'xxx----'],
  ['/dashboard', 'xxx----'],
  ['/history', 'xxx----'],
  ['/alerts', 'xxx----'],
  ['/openapi.json', 'xxx----'],
  ['/revenue', '-------'],
  ['/audit', '--x----'],
  ['/health', 'xxxxxxx'],
  ['//metrics', '-----x-'],
  ['/nothing/here', 'xxxxxx-'],
])('who may read %s', async (path, expected) => {
  expect(await letIn(path)).toBe(expected);
});

test.each([
  ['/devices/lobby-1/heartbeat', {}, '-xxx---'],
  ['/devices/lobby-2/heartbeat', {}, '-xx----'],
  ['/alerts/intake', { alerts: [] }, '----x--'],
  ['/actions/streams/news/stop', {}, '-xx----'],
  ['/actions/devices/lobby-1/commands', { name: 'reload' }, '-xx----'],
  ['/actions/mute', { target: { site: 'paris' }, untilMs: Date.now() + 60_000, reason: 'works' }, '-xx----'],
  ['/actions/cleanup', {}, '-xx----'],
  ['/actions/selftest', '', '-xx----'],
  ['/live/ticket', '', 'xxx----'],
  ['/cmcd', 'not cmcd', 'xxxxxxx'],
])('who may post to %s', async (path, body, expected) => {
  expect(await letIn(path, { body, method: 'POST' })).toBe(expected);
});

test('money needs its own permission: the route, the card of the dashboard, the ones without it', async () => {
  const money = { token: TOKENS.money };
  expect(await statusOf('/revenue', 'money')).toBe(200);
  expect(Object.keys((await host.ask('/dashboard', money)).body.cards as object)).toContain('revenue');
  const cards = (await host.ask('/dashboard', { token: TOKENS.admin })).body.cards as object;
  expect(Object.keys(cards)).toContain('streams');
  expect(Object.keys(cards)).not.toContain('revenue');
});

test('who watches needs a permission too: the field, and asking for a user', async () => {
  host.tally.stream('news').openSession({ address: '203.0.113.10', user: 'bob' });
  const users = async (token: TokenName): Promise<unknown[]> =>
    ((await host.ask('/sessions?stream=news', { token: TOKENS[token] })).body.sessions as { user: unknown }[]).map(
      ({ user }) => typeof user,
    );
  expect(await users('admin')).toContain('string');
  expect(await users('viewer')).not.toContain('string');
  expect([await statusOf('/sessions?user=bob', 'admin'), await statusOf('/sessions?user=bob', 'viewer')]).toEqual([
    200, 403,
  ]);
});

test('a refusal is a problem with a code of the protocol, 403 and never 401', async () => {
  const answers = [
    await host.ask('/streams'),
    await host.ask('/streams', { token: 'a-token-that-nobody-has' }),
    await host.ask('/streams', { headers: { authorization: 'Basic dmVyYTp4' } }),
    await host.ask('/streams?token=viewer-token-of-this-test'),
    await host.ask('/audit', { token: TOKENS.viewer }),
  ];
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [403, 'no-token'],
    [403, 'bad-token'],
    [403, 'bad-token'],
    [403, 'token-in-url'],
    [403, 'forbidden'],
  ]);
  for (const { headers } of answers) expect(headers.get('content-type')).toBe('application/problem+json');
  // The same words for an unknown and a malformed token.
  expect(answers[1]?.body).toEqual(answers[2]?.body);
});

describe('row scopes', () => {
  const ids = async (path: string, list: string, token: TokenName): Promise<unknown[]> => {
    const { body } = await host.ask(path, { token: TOKENS[token] });
    return [body.total, (body[list] as { id: string }[]).map(({ id }) => id)];
  };

  test('lists hold and count only what the scope lets through', async () => {
    expect(await ids('/devices', 'devices', 'paris')).toEqual([1, ['lobby-1']]);
    expect(await ids('/sites', 'sites', 'paris')).toEqual([1, ['paris']]);
    expect(await ids('/streams', 'streams', 'news')).toEqual([1, ['news']]);
    expect(await ids('/bandwidth', 'bandwidth', 'news')).toEqual([1, ['news']]);
    expect(await ids('/geo', 'countries', 'news')).toEqual([0, []]);
    expect(await ids('/devices', 'devices', 'news')).toEqual([2, ['lobby-1', 'lobby-2']]);
  });

  test('a filter is no way around it', async () => {
    expect(await ids('/devices?site=berlin&q=hall', 'devices', 'paris')).toEqual([0, []]);
    expect(await statusOf('/sessions?country=ZZ', 'news')).toBe(400);
    const sessions = async (stream: string): Promise<unknown> =>
      ((await host.ask(`/sessions?stream=${stream}`, { token: TOKENS.news })).body.sessions as unknown[]).length;
    expect(await sessions('news')).toBeGreaterThan(0);
    expect(await sessions('sport')).toBe(0);
  });

  test('one thing by its name, its history and its page are not there', async () => {
    const paths = ['/devices/lobby-2', '/devices/lobby-2/timeline'];
    for (const path of paths) expect(await statusOf(path, 'paris'), path).toBe(404);
    const streams = ['/streams/sport', '/history?period=1h&stream=sport', '/history?period=1h'];
    for (const path of streams) expect(await statusOf(path, 'news'), path).toBe(404);
    expect(await statusOf('/history?period=1h&stream=news', 'news')).toBe(200);
  });

  test('files hold no more than lists', async () => {
    const { text } = await host.ask('/devices?format=csv', { token: TOKENS.paris });
    expect(text).toContain('lobby-1');
    expect(text).not.toContain('lobby-2');
    const ndjson = await host.ask('/devices?format=ndjson', { token: TOKENS.paris });
    expect(ndjson.text.trim().split('\n')).toHaveLength(1);
  });

  test('what is made of everything is refused', async () => {
    for (const path of ['/audience', '/content', '/stats', '/proof-of-play']) {
      expect(await statusOf(path, 'paris'), path).toBe(403);
      expect(await statusOf(path, 'viewer'), path).toBe(200);
    }
    expect(await statusOf('/actions/cleanup', 'paris', { body: {} })).toBe(403);
    const cards = (await host.ask('/dashboard', { token: TOKENS.paris })).body.cards as object;
    expect(Object.keys(cards).sort()).toEqual(['bandwidth', 'health', 'sessions', 'streams']);
  });

  test('an operator acts within the scope and nowhere else', async () => {
    const stop = (stream: string): Promise<number> => statusOf(`/actions/streams/${stream}/stop`, 'news', { body: {} });
    expect([await stop('news'), await stop('sport'), await stop('nothing')]).toEqual([200, 404, 404]);
    const command = { body: { name: 'reload' } };
    expect(await statusOf('/actions/devices/lobby-1/commands', 'paris', command)).toBe(202);
    expect(await statusOf('/actions/devices/lobby-2/commands', 'paris', command)).toBe(404);
    const mute = (site: string): Asking => ({
      body: { target: { site }, untilMs: Date.now() + 60_000, reason: 'works' },
    });
    expect(await statusOf('/actions/mute', 'paris', mute('paris'))).toBe(200);
    expect(await statusOf('/actions/mute', 'paris', mute('berlin'))).toBe(400);
    const mutes = async (token: TokenName): Promise<unknown[]> =>
      (await host.ask('/mutes', { token: TOKENS[token] })).body.mutes as unknown[];
    host.tally.mute({ site: 'berlin' }, { untilMs: Date.now() + 60_000, reason: 'works' });
    expect([(await mutes('paris')).length, (await mutes('viewer')).length]).toEqual([1, 2]);
  });
});

describe('who it is for the record', () => {
  const mute = { target: { stream: 'news' }, reason: 'works', by: 'somebody else' };
  const muted = async (how: Asking): Promise<unknown> =>
    (
      (await host.ask('/actions/mute', { ...how, body: { ...mute, untilMs: Date.now() + 60_000 } })).body.mute as {
        by: string;
      }
    ).by;

  test('a token of one person says who it is, whatever the body says', async () => {
    expect(await muted({ token: TOKENS.operator })).toBe('otto');
    // Nor does a header that only Grafana may send.
    expect(await muted({ token: TOKENS.operator, headers: { 'x-grafana-user': 'eve' } })).toBe('otto');
  });

  test('a shared token is believed about the person: the header of Grafana, its identity token, then the body', async () => {
    const identity = `x.${Buffer.from('{"sub":"user:7","username":"gil"}').toString('base64url')}.y`;
    const shared = (headers: Readonly<Record<string, string>>): Promise<unknown> =>
      muted({ token: TOKENS.grafana, headers });
    expect(await shared({ 'x-grafana-user': 'gerda' })).toBe('gerda');
    expect(await shared({ 'x-grafana-id': identity })).toBe('gil');
    expect(await shared({})).toBe('somebody else');
    expect(await shared({ 'x-grafana-id': 'no token' })).toBe('somebody else');
  });
});

describe('limits', () => {
  const tokens = [
    { token: TOKENS.viewer, roles: ['viewer'], subject: 'vera' },
    { token: TOKENS.operator, roles: ['viewer'], subject: 'otto' },
    { token: TOKENS.device, roles: ['device'], subject: 'lobby-1' },
    { token: TOKENS.grafana, roles: ['viewer'], subject: 'grafana', shared: true },
  ] as const;

  test('a subject has its own rate, a shared token a wider one, and the answer says when to come back', async () => {
    const clock = manualClock();
    const limits = { requestsPerMinute: 50, sharedRequestsPerMinute: 100 };
    const narrow = await guardedHost({ clock, access: { tokens, limits } });
    hosts.push(narrow);
    const count = async (token: TokenName): Promise<number> => {
      let served = 0;
      while ((await narrow.ask('/health', { token: TOKENS[token] })).status === 200 && served < 1000) served += 1;
      return served;
    };
    // A tenth of a minute at once; a device has a rate that fits heartbeats, whatever people have.
    expect([await count('viewer'), await count('grafana'), await count('device')]).toEqual([5, 10, 30]);
    expect((await narrow.ask('/health', { token: TOKENS.operator })).status).toBe(200);
    const refused = await narrow.ask('/health', { token: TOKENS.viewer });
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too-many-requests',
      '2',
    ]);
    clock.advance(6000);
    expect(await count('viewer')).toBe(5);
  });

  test('a shared token has three thousand requests a minute and a thousand connections unless the host says otherwise', async () => {
    const clock = manualClock();
    const wide = await guardedHost({ clock, access: { tokens } });
    hosts.push(wide);
    let served = 0;
    for (let second = 0; second < 60; second += 1) {
      for (let index = 0; index < 50; index += 1) {
        if ((await wide.ask('/health', { token: TOKENS.grafana })).status === 200) served += 1;
      }
      clock.advance(1000);
    }
    expect(served).toBe(3000);
    expect(ACCESS_LIMITS.sharedConnections).toBe(1000);
  });

  test('an address has a rate of its own before anybody looks at its token', async () => {
    const clock = manualClock();
    const trustedProxies = ['127.0.0.1'];
    const narrow = await guardedHost({
      clock,
      trustedProxies,
      access: { tokens, limits: { addressRequestsPerMinute: 30 } },
    });
    hosts.push(narrow);
    const from = async (address: string): Promise<number> =>
      (await narrow.ask('/health', { token: TOKENS.grafana, headers: { 'x-forwarded-for': address } })).status;
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'])
      statuses.push(await from(address));
    expect(statuses).toEqual([200, 200, 200, 429, 200]);
    // A client has a whole /64 of IPv6 and counts as one.
    const six = [];
    for (let index = 1; index <= 4; index += 1) six.push(await from(`2001:db8:1:2::${index}`));
    expect([...six, await from('2001:db8:1:3::1')]).toEqual([200, 200, 200, 429, 200]);
  });
});

test('each refusal is counted by reason, and every reason is a series from the start', async () => {
  const page = (await host.ask('//metrics', { token: TOKENS.scraper })).text;
  const reasons = [...page.matchAll(/tallylight_refusals_total\{reason="([^"]+)"\}/g)].map(([, reason]) => reason);
  expect(reasons).toEqual(
    expect.arrayContaining([
      'no-token',
      'bad-token',
      'expired',
      'role',
      'rate',
      'connections',
      'sign-in',
      'token-in-url',
      'origin',
    ]),
  );
  expect(page).toMatch(/tallylight_refusals_total\{reason="no-token"\} [1-9]/);
});

test('a JWT gives what its claims say', async () => {
  const byJwt = await guardedHost({ access: { jwt: JWT_RULES } });
  hosts.push(byJwt);
  byJwt.tally.stream('news').up();
  byJwt.tally.stream('sport').up();
  await waitFor(
    'the streams',
    async () => (await byJwt.ask('/streams', { token: signJwt({ roles: ['viewer'] }) })).body.total === 2,
  );
  const scoped = signJwt({ roles: ['viewer'], streams: ['news'] });
  expect((await byJwt.ask('/streams', { token: scoped })).body.total).toBe(1);
  const over = signJwt({ roles: ['viewer'], exp: Math.floor(Date.now() / 1000) - 60 });
  expect((await byJwt.ask('/streams', { token: over })).body.code).toBe('token-expired');
});

test('what the host lets anybody read needs no token, and a wrong one is still wrong', async () => {
  const open = await guardedHost({ access: { anonymous: { roles: ['viewer'], scope: { streams: ['news'] } } } });
  hosts.push(open);
  open.tally.stream('news').up();
  open.tally.stream('sport').up();
  await waitFor('the streams', async () => (await open.ask('/streams')).body.total === 1);
  expect((await open.ask('/streams', { token: 'some-token-or-other' })).body.code).toBe('bad-token');
  expect((await open.ask('/actions/streams/news/stop', { body: {} })).status).toBe(403);
});

test('metrics may be read by networks of the list, or by the role, and by nobody else', async () => {
  const trustedProxies = ['127.0.0.1/32'];
  const access = {
    ...{ tokens: [{ token: TOKENS.scraper, roles: ['scraper'] as const }] },
    metrics: { networks: ['10.1.0.0/16', '127.0.0.1'] },
  };
  const listed = await guardedHost({ access, trustedProxies });
  const untrusting = await guardedHost({ access });
  hosts.push(listed, untrusting);
  const from = async (at: GuardedHost, address: string): Promise<number> =>
    (await at.ask('//metrics', { headers: { 'x-forwarded-for': address } })).status;
  expect([await from(listed, '10.1.2.3'), await from(listed, '10.2.2.3')]).toEqual([200, 403]);
  expect((await untrusting.ask('//metrics')).status).toBe(200);
  // A proxy that is not trusted stands between: whose request it is nobody knows, so the network of the proxy says nothing.
  expect(await from(untrusting, '10.1.2.3')).toBe(403);
});

test('a port for scrapers serves the metrics page without a token, and nothing else', async () => {
  const { url } = await host.tally.listen({ port: 0, serves: 'metrics' });
  const page = await fetch(`${url}/metrics`);
  expect([page.status, (await page.text()).includes('tallylight_build_info')]).toEqual([200, true]);
  expect((await fetch(`${url}/tallylight/v1/health`)).status).toBe(404);
  // Without access it follows the rule of this machine.
  const local = createTallylight();
  const own = await local.listen({ port: 0, serves: 'metrics' });
  expect((await fetch(`${own.url}/metrics`)).status).toBe(200);
  expect((await fetch(`${own.url}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(403);
  await local.close();
});

test('a wrong option stops construction and shows no token', async () => {
  await expect(guardedHost({ access: { tokens: [{ token: 'tooshort', roles: ['viewer'] }] } })).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.not.stringContaining('tooshort'),
  });
});

test('the document says who may ask for what', async () => {
  const { body } = await host.ask('/openapi.json', { token: TOKENS.viewer });
  const { paths, components } = body as {
    paths: Record<string, Record<string, { security: unknown; 'x-permission'?: string }>>;
    components: { securitySchemes: Record<string, { scheme: string }> };
  };
  expect(components.securitySchemes.bearer?.scheme).toBe('bearer');
  expect(paths['/streams']?.get?.security).toEqual([{ bearer: ['viewer'] }]);
  expect(paths['/audit']?.get?.security).toEqual([{ bearer: ['admin'] }]);
  expect(paths['/health']?.get?.security).toEqual([]);
  expect(paths['/revenue']?.get?.['x-permission']).toBe('revenue');
});
