/**
 * One test for each threat of the threat list that applies, by its number there. Not ours: 6 (slow readers, held by the live
 * session and tested there) and 10 (we call no webhooks).
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { createTallylight } from '@tallylight/sdk';
import { afterEach, expect, test } from 'vitest';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { ACCESS, type GuardedHost, guardedHost, JWT_RULES, type Line, signJwt, TOKENS } from '../parts/guarded-host.ts';
import { waitFor } from '../parts/wait-for.ts';

const hosts: GuardedHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});
async function start(...options: Parameters<typeof guardedHost>): Promise<GuardedHost> {
  const host = await guardedHost(...options);
  hosts.push(host);
  return host;
}
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const isLine = (line: Line | number): line is Line => typeof line !== 'number';
/** The outcome of an upgrade: `open`, or the status of the refusal. */
async function outcome(host: GuardedHost, how: Parameters<GuardedHost['line']>[0]): Promise<string | number> {
  const line = await host.line(how);
  return isLine(line) ? 'open' : line;
}
async function opened(host: GuardedHost, how: Parameters<GuardedHost['line']>[0]): Promise<Line> {
  const line = await host.line(how);
  if (!isLine(line)) throw new Error(`the upgrade was refused with ${line}`);
  return line;
}
const said = (line: Line, op: string): Promise<Record<string, unknown>> =>
  waitFor(`a message ${op}`, () => line.messages.find((message) => message.op === op));
const ended = async (line: Line): Promise<number> => (await waitFor('the end', () => line.closed)).code;
const HELLO = { op: 'hello', v: 1 };

test('1 cross-site hijacking: pages of other origins are refused before the upgrade, and a cookie is nothing', async () => {
  const host = await start();
  const as = (headers: Record<string, string>): Promise<string | number> => outcome(host, { headers });
  expect(await as({ ...bearer(TOKENS.viewer), origin: 'https://evil.example' })).toBe(403);
  expect(await as({ ...bearer(TOKENS.viewer), origin: 'null' })).toBe(403);
  expect(await as({ ...bearer(TOKENS.viewer), origin: 'https://ops.example' })).toBe('open');
  expect(await as({ ...bearer(TOKENS.viewer), origin: host.url })).toBe('open');
  // Grafana's proxy strips the Origin; the token is what counts.
  expect(await as(bearer(TOKENS.viewer))).toBe('open');
  const withCookie = await opened(host, { headers: { cookie: `token=${TOKENS.admin}`, origin: host.url } });
  withCookie.say(HELLO);
  expect(await ended(withCookie)).toBe(4441);
  // Nor may a foreign page read or post over plain HTTP.
  const origin = 'https://evil.example';
  expect((await host.ask('/streams', { token: TOKENS.viewer, headers: { origin } })).status).toBe(403);
  const preflight = (from: string): ReturnType<typeof host.ask> =>
    host.ask('/streams', { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'GET' } });
  expect([(await preflight(origin)).status, (await preflight('https://ops.example')).status]).toEqual([403, 204]);
  const read = await host.ask('/streams', { token: TOKENS.viewer, headers: { origin: 'https://ops.example' } });
  expect(read.headers.get('access-control-allow-origin')).toBe('https://ops.example');
  expect(read.headers.get('access-control-allow-credentials')).toBeNull();
});

test('2 tokens in addresses: refused even when they are good, and never in a log; a ticket is good once', async () => {
  const host = await start();
  for (const query of [`?token=${TOKENS.viewer}`, `?access_token=${TOKENS.viewer}`]) {
    expect((await host.ask(`/streams${query}`)).body.code).toBe('token-in-url');
    expect((await host.ask(`/streams${query}`, { token: TOKENS.viewer })).body.code).toBe('token-in-url');
    expect(await outcome(host, { query })).toBe(403);
  }
  const { ticket } = (await host.ask('/live/ticket', { token: TOKENS.viewer, body: '' })).body as { ticket: string };
  const first = await opened(host, { query: `?ticket=${ticket}` });
  first.say(HELLO, { op: 'sub', id: 1, topic: 'streams' });
  expect(await said(first, 'subbed')).toMatchObject({ topic: 'streams' });
  expect(await outcome(host, { query: `?ticket=${ticket}` })).toBe(403);
  // It opens the live channel and nothing else.
  const other = (await host.ask('/live/ticket', { token: TOKENS.viewer, body: '' })).body as { ticket: string };
  expect((await host.ask(`/streams?ticket=${other.ticket}`)).body.code).toBe('no-token');
  const everything = host.log.join('\n');
  for (const secret of [...Object.values(TOKENS), ticket]) expect(everything).not.toContain(secret);
});

test('3 before anybody signs in: an address has so many sockets and no more, and loses none by signing in', async () => {
  const host = await start();
  const waiting = [];
  for (let index = 0; index < 50; index += 1) waiting.push(await opened(host, {}));
  expect(await outcome(host, {})).toBe(429);
  const [first] = waiting as [Line];
  first.say({ ...HELLO, token: TOKENS.viewer });
  await said(first, 'welcome');
  expect(await outcome(host, {})).toBe('open');
  // A place is free again when its socket is gone.
  expect(await outcome(host, {})).toBe(429);
  for (const line of waiting.slice(1)) line.close();
  await waitFor('places', async () => (await outcome(host, {})) === 'open');
});

test('3 before anybody signs in: a server of our own bounds headers', async () => {
  const tally = createTallylight({ access: ACCESS });
  const { port } = await tally.listen({ port: 0 });
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes) => {
    text += String(bytes);
  });
  socket.write(`GET /tallylight/v1/health HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(17_000)}\r\n\r\n`);
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1.1 431 /);
  await tally.close();
});

test('4 bodies: too deep, too many keys, too long a text are refused before anything is read', async () => {
  const host = await start();
  const post = async (body: object): Promise<unknown[]> => {
    const answer = await host.ask('/actions/mute', { token: TOKENS.operator, body });
    return [answer.status, answer.body.rule];
  };
  let deep: object = {};
  for (let depth = 0; depth < 20; depth += 1) deep = { deep };
  expect(await post(deep)).toEqual([400, 'at most 8 deep']);
  expect(await post(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 1])))).toEqual([
    400,
    'objects of at most 64 keys',
  ]);
  expect(await post({ reason: 'x'.repeat(5000) })).toEqual([400, 'texts of at most 4096 characters']);
});

test('5 connections: a subject has ten, and somebody else is not in its way', async () => {
  const host = await start();
  const lines = [];
  for (let index = 0; index < 10; index += 1) lines.push(await opened(host, { headers: bearer(TOKENS.viewer) }));
  expect(await outcome(host, { headers: bearer(TOKENS.viewer) })).toBe(429);
  expect(await outcome(host, { headers: bearer(TOKENS.operator) })).toBe('open');
  // The first frame counts for the same subject.
  const late = await opened(host, {});
  late.say({ ...HELLO, token: TOKENS.viewer });
  expect(await ended(late)).toBe(4529);
  lines[0]?.close();
  await waitFor('a place', async () => (await outcome(host, { headers: bearer(TOKENS.viewer) })) === 'open');
});

test('7 metrics: no subject, address or token is a label, whatever a stranger sends', async () => {
  const host = await start();
  const odd = 'x"} 1\\nforged_total{a="b';
  await host.ask('/streams', { headers: { authorization: 'Bearer aaaaaaaaaaaaaaaaa', 'user-agent': odd } });
  await host.ask(`/streams/${encodeURIComponent(odd)}`, { token: TOKENS.viewer });
  await host.ask('/streams', { token: TOKENS.viewer });
  const page = (await host.ask('//metrics', { token: TOKENS.scraper })).text;
  for (const word of ['forged', 'vera', '127.0.0.1', 'aaaaaaa', ...Object.values(TOKENS)])
    expect(page).not.toContain(word);
});

test('8 injection: text stays text: no markup is served as such, no line break into the log', async () => {
  const host = await start();
  host.tally.device('d1', { name: '=cmd()' }).heartbeat({});
  host.tally.stream('s1', { title: '<script>alert(1)</script>' }).up();
  await waitFor('the rows', async () => (await host.ask('/devices', { token: TOKENS.viewer })).body.total === 1);
  expect((await host.ask('/devices?format=csv', { token: TOKENS.viewer })).text).toContain("'=cmd()");
  for (const path of ['/streams', '/streams/<script>', '/devices?format=csv']) {
    const { headers } = await host.ask(path, { token: TOKENS.viewer });
    expect(headers.get('content-type'), path).toMatch(/^(application\/(problem\+)?json|text\/csv)/);
  }
  await host.ask('/streams/a%0aFORGED', { token: TOKENS.viewer });
  for (const line of host.log) expect(line).not.toContain('\n');
});

test('9 proxies: a forged X-Forwarded-For is no way around a limit, and a trusted proxy resolves the client', async () => {
  const clock = manualClock();
  const guess = async (host: GuardedHost, from: string): Promise<unknown> =>
    (
      await host.ask('/streams', {
        token: `wrong-token-of-${from.replaceAll(', ', '-')}`,
        headers: { 'x-forwarded-for': from },
      })
    ).body.code;
  const untrusting = await start({ clock });
  const forged = [];
  for (let index = 0; index < 12; index += 1) forged.push(await guess(untrusting, `198.51.100.${index}`));
  expect(forged).toEqual([...Array(10).fill('bad-token'), 'too-many-requests', 'too-many-requests']);
  const trusting = await start({ clock, trustedProxies: ['127.0.0.1'] });
  const behind = [];
  for (let index = 0; index < 12; index += 1) behind.push(await guess(trusting, `198.51.100.${index}`));
  expect(behind).toEqual(Array(12).fill('bad-token'));
  // What stands further left than the trusted proxy saw is the client's own word.
  const spoofed = [];
  for (let index = 0; index < 12; index += 1) spoofed.push(await guess(trusting, `198.51.100.${index}, 192.0.2.77`));
  expect(spoofed.at(-1)).toBe('too-many-requests');
});

test('11 prototypes: __proto__ and constructor are refused in bodies and name nothing in paths', async () => {
  const host = await start();
  const post = (path: string, body: string): ReturnType<GuardedHost['ask']> =>
    host.ask(path, { token: TOKENS.operator, body });
  const target = '"target":{"site":"x"},"untilMs":1,"reason":"x"';
  for (const poison of ['"__proto__":{"isAdmin":true}', '"constructor":{"prototype":{"isAdmin":true}}']) {
    expect((await post('/actions/mute', `{${target},${poison}}`)).status).toBe(400);
    expect((await post('/devices/__proto__/heartbeat', `{${poison}}`)).status).toBeLessThan(500);
  }
  for (const id of ['__proto__', 'constructor', 'hasOwnProperty']) {
    for (const noun of ['streams', 'devices']) {
      const { status } = await host.ask(`/${noun}/${id}`, { token: TOKENS.viewer });
      expect([200, 404]).toContain(status);
    }
  }
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

test('12 timing: tokens are kept as hashes, and an unknown one is answered as a malformed one', async () => {
  const host = await start();
  const answers = [];
  for (const token of ['viewer-token-of-this-tesX', 'x', 'a.b.c', `${TOKENS.viewer}x`])
    answers.push((await host.ask('/streams', { token })).text);
  expect(new Set(answers).size).toBe(1);
});

test('13 takeover: a new token in mid-connection must be of the same subject, and what it no longer gives ends', async () => {
  const host = await start({ access: { jwt: JWT_RULES } });
  const line = await opened(host, { headers: bearer(signJwt({ roles: ['viewer'], permissions: ['revenue'] })) });
  line.say(HELLO, { op: 'sub', id: 1, topic: 'revenue' }, { op: 'sub', id: 2, topic: 'streams' });
  await waitFor('both', () => line.messages.filter(({ op }) => op === 'subbed').length === 2);
  line.say({ op: 'auth', token: signJwt({ roles: ['viewer'], permissions: ['revenue'], sub: 'eve' }) });
  expect(await said(line, 'err')).toMatchObject({ code: 'forbidden' });
  line.say({ op: 'auth', token: signJwt({ roles: ['viewer'] }) });
  await waitFor('the end of the subscription', () =>
    line.messages.some(({ op, id, code }) => op === 'err' && id === 1 && code === 'forbidden'),
  );
  expect(line.closed).toBeUndefined();
});

test('14 privacy: no full address in the audit or the log, and a person is forgotten when asked', async () => {
  const host = await start({ trustedProxies: ['127.0.0.1'] });
  const headers = { 'x-forwarded-for': '203.0.113.77' };
  await host.ask('/streams', { headers });
  await host.ask('/actions/mute', {
    token: TOKENS.operator,
    headers,
    body: { target: { stream: 'news' }, untilMs: Date.now() + 60_000, reason: 'works' },
  });
  host.tally.audience.seen('bob');
  const audit = async (): Promise<string> => (await host.ask('/audit', { token: TOKENS.admin })).text;
  const before = await audit();
  expect(before).toContain('203.0.113.0/24');
  for (const text of [before, ...host.log]) expect(text).not.toContain('203.0.113.77');
  expect(before).toContain('otto');
  expect(host.tally.erase('otto')).toEqual({ audience: false, sessions: 0, audit: 1, mutes: 1, alerts: 0 });
  host.tally.stream('news').openSession({ address: '203.0.113.9', user: 'bob' });
  expect(host.tally.erase('bob')).toMatchObject({ audience: true, sessions: 1 });
  expect(host.tally.erase('bob')).toMatchObject({ audience: false, sessions: 0 });
  expect(await audit()).not.toContain('otto');
  expect(host.tally.mutes()[0]?.by).toBe('erased');
});

test('15 audit: failed sign-ins, what was denied, commands, actions, exports and configuration are lines, told to the host too', async () => {
  const told: object[] = [];
  const host = await start({
    access: { ...ACCESS, audit: (line) => told.push(line) },
    actions: { device: { command: true } },
  });
  host.tally.device('lobby-1').heartbeat({});
  await host.ask('/streams', { token: 'a-token-that-nobody-has' });
  await host.ask('/audit', { token: TOKENS.viewer });
  await host.ask('/devices?format=csv', { token: TOKENS.viewer });
  // Anybody can write the header; it counts under Grafana's own token only.
  const headers = { 'x-grafana-user': 'gerda' };
  await host.ask('/actions/devices/lobby-1/commands', { token: TOKENS.operator, headers, body: { name: 'reload' } });
  await host.ask('/actions/cleanup', { token: TOKENS.grafana, headers, body: {} });
  const lines = (await host.ask('/audit', { token: TOKENS.admin })).body.lines as Record<string, unknown>[];
  expect(lines).toEqual([...told].reverse());
  expect(lines.map(({ kind, subject, person, what, result }) => [kind, subject, person, what, result])).toEqual([
    ['action', 'grafana', 'gerda', 'cleanUp', '200'],
    ['command', 'otto', null, 'commandDevice', '202'],
    ['export', 'vera', null, 'listDevices', '200'],
    ['denied', 'vera', null, 'listAudit', 'forbidden'],
    ['sign-in', null, null, 'bad-token', 'bad-token'],
    ['configuration', null, null, 'access', 'ok'],
  ]);
});

test('16 supply chain: what verifies tokens has no dependencies and no install script', async () => {
  const sdk = createRequire(new URL('../../packages/sdk/package.json', import.meta.url));
  const manifest = JSON.parse(await readFile(sdk.resolve('jose/package.json'), 'utf8')) as Record<string, object>;
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.scripts ?? {}).filter((name) => /install/.test(name))).toEqual([]);
});

test('rows of the live channel are those of the scope, also as they change and go', async () => {
  const host = await start();
  host.tally.site('paris');
  host.tally.site('berlin');
  const devices = ['paris', 'berlin', 'paris', 'berlin'].map((site, index) => host.tally.device(`d${index}`, { site }));
  for (const device of devices) device.heartbeat({});
  for (const id of ['news', 'sport']) host.tally.stream(id).up();
  await waitFor('the rows', async () => (await host.ask('/devices', { token: TOKENS.viewer })).body.total === 4);
  const open = async (token: string): Promise<Line> => {
    const line = await opened(host, { headers: bearer(token) });
    const topics = ['devices', 'sites', 'streams', 'dashboard', 'alerts', 'activity', 'revenue'];
    line.say(HELLO, ...topics.map((topic, id) => ({ op: 'sub', id, topic })));
    await said(line, 'err');
    await waitFor('the answers', () => line.messages.filter(({ op }) => op === 'subbed').length === 6);
    return line;
  };
  const [paris, news, all] = [await open(TOKENS.paris), await open(TOKENS.news), await open(TOKENS.viewer)];
  // Nobody of them may see money.
  for (const line of [paris, news, all]) expect(await said(line, 'err')).toMatchObject({ id: 6, code: 'forbidden' });
  devices[1]?.heartbeat({ playing: { title: 'Secret of Berlin' } });
  devices[0]?.heartbeat({ playing: { title: 'Known to Paris' } });
  host.tally.stream('sport').down('source_lost');
  host.tally.stream('news').down('source_lost');
  devices[3]?.remove();
  devices[2]?.remove();
  const text = (line: Line): string => JSON.stringify(line.messages);
  for (const word of ['Secret of Berlin', 'Known to Paris', '"sport"'])
    await waitFor(word, () => text(all).includes(word));
  await waitFor('the row of its own', () => text(paris).includes('Known to Paris'));
  await waitFor('the end of a row of its own', () => text(paris).includes('["d2"]'));
  await waitFor('the state of its stream', () => text(news).includes('source_lost'));
  for (const word of ['Secret of Berlin', '"berlin"', '"d1"', '"d3"']) expect(text(paris)).not.toContain(word);
  expect(text(news)).not.toContain('"sport"');
});
