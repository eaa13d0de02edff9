/**
 * Towns, networks and users of viewers, from the host's own files and words to REST, the live channel and the metrics page.
 * What is not to be known stays unknown: towns with too few viewers, users without the permission, addresses at all.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { writeMmdb } from '../../packages/sdk/src/testing/mmdb-writer.ts';
import { waitFor } from '../parts/wait-for.ts';

const TOKENS = { operator: 'an-operator-who-may-know', viewer: 'a-viewer-who-may-not-know' };
const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Made-up places of public addresses. */
const CITIES = writeMmdb({
  databaseType: 'DBIP-City-Lite',
  networks: Object.fromEntries(
    (
      [
        ['5.6.7.0/24', 'Lyon', 45.75, 4.85],
        ['5.6.8.0/24', 'Nantes', 47.2, -1.5],
      ] as const
    ).map(([block, city, latitude, longitude]) => [
      block,
      { city: { names: { en: city } }, country: { iso_code: 'FR' }, location: { latitude, longitude } },
    ]),
  ),
});
const NETWORKS = writeMmdb({
  databaseType: 'GeoLite2-ASN',
  networks: { '5.6.0.0/16': { autonomous_system_number: 64_496, autonomous_system_organization: 'Example "Net"' } },
});

let folder: string;
let server: Server;
let tally: Tallylight;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-places-'));
  await Promise.all([writeFile(join(folder, 'city.mmdb'), CITIES), writeFile(join(folder, 'asn.mmdb'), NETWORKS)]);
  tally = createTallylight({
    tickMs: 100,
    historyMs: 10_000,
    trustedProxies: ['127.0.0.0/8'],
    metrics: { cacheMs: 0 },
    geo: {
      city: { file: join(folder, 'city.mmdb'), attribution: ['Towns by Example'] },
      asn: { file: join(folder, 'asn.mmdb'), attribution: ['Networks by Example'] },
      minCitySessions: 2,
    },
    access: {
      tokens: [
        { subject: 'ops', sha256: sha256(TOKENS.operator), roles: ['operator', 'scraper'], permissions: ['personal'] },
        { subject: 'wall', sha256: sha256(TOKENS.viewer), roles: ['viewer'] },
      ],
    },
  });
  await tally.ready;
  server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://host').searchParams;
    tally.observe(request, response, { stream: 'news', user: () => query.get('user') ?? undefined });
    response.end(Buffer.alloc(1000));
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await tally?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function watch(address: string, user?: string): Promise<void> {
  const path = user === undefined ? '/seg1.m4s' : `/seg1.m4s?user=${user}`;
  await (await fetch(url + path, { headers: { 'x-forwarded-for': address } })).arrayBuffer();
}
async function ask(
  path: string,
  token: keyof typeof TOKENS = 'operator',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${url}/tallylight/v1${path}`, { headers: { authorization: `Bearer ${TOKENS[token]}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
type Rows = Record<string, unknown>[];
const sessionsOf = async (query: string, token: keyof typeof TOKENS = 'operator'): Promise<Rows> =>
  (await ask(`/sessions?${query}`, token)).body.sessions as Rows;

/** A reader of the live channel: what it is told, by operation. */
async function read(token: keyof typeof TOKENS, topic: string, where?: object): Promise<() => Rows> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/tallylight/v1/live`, 'tallylight.v1');
  const told: Rows = [];
  socket.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString()) as Rows[number] | Rows;
    told.push(...(Array.isArray(message) ? message : [message]));
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ op: 'hello', v: 1, token: TOKENS[token] }));
  socket.send(JSON.stringify({ op: 'sub', id: 1, topic, ...(where === undefined ? {} : { filter: { where } }) }));
  await waitFor('the snapshot', () => told.some(({ op }) => op === 'snap' || op === 'err'));
  socket.close();
  return () => told;
}

test('viewers have town and network in REST, in the live snapshot and as series, with the lines that licences want', async () => {
  for (const host of [1, 2]) await watch(`5.6.7.${host}`);
  await watch('5.6.8.1');
  await watch('203.0.113.1');
  await waitFor('the row of France', () => tally.snapshot('geo').get('FR')?.sessions === 3);
  const geo = await ask('/geo', 'viewer');
  expect(geo.body.attribution).toEqual(['Towns by Example', 'Networks by Example']);
  expect((geo.body.countries as Rows).find(({ id }) => id === 'FR')).toMatchObject({
    sessions: 3,
    // Nantes has one viewer, who is counted for France and named nowhere.
    cities: [{ name: 'Lyon', latitude: 45.75, longitude: 4.85, sessions: 2 }],
    networks: [{ asn: 64_496, name: 'Example "Net"', sessions: 3 }],
  });
  const rows = await sessionsOf('stream=news', 'viewer');
  expect(rows.map(({ city, asn, provider, network }) => [network, city, asn, provider])).toEqual([
    ['5.6.7.0/24', 'Lyon', 64_496, 'Example "Net"'],
    ['5.6.7.0/24', 'Lyon', 64_496, 'Example "Net"'],
    ['5.6.8.0/24', null, 64_496, 'Example "Net"'],
    ['203.0.113.0/24', null, null, null],
  ]);
  expect((await ask('/sessions?stream=news')).body.attribution).toEqual(['Towns by Example', 'Networks by Example']);
  const told = await read('viewer', 'geo');
  const snap = told().find(({ op }) => op === 'snap');
  expect(snap).toMatchObject({ attribution: ['Towns by Example', 'Networks by Example'] });
  expect(JSON.stringify(snap)).toContain('Lyon');
  expect(JSON.stringify(told())).not.toContain('Nantes');
  const page = await (
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKENS.operator}` } })
  ).text();
  expect(page).toContain('tallylight_network_clients{asn="64496",network="Example \\"Net\\""} 3\n');
  expect(page).not.toContain('Lyon');
});

test('a town is named as soon as enough watch from it, and no longer when they have gone', async () => {
  const lyon = (): unknown => tally.snapshot('geo').get('FR')?.cities;
  const [one, two] = ['5.6.7.1', '5.6.7.2'].map((address) => tally.stream('film').openSession({ address }));
  await waitFor('the town', () => JSON.stringify(lyon())?.includes('Lyon') === true);
  one?.close();
  await waitFor('one viewer', () => tally.snapshot('geo').get('FR')?.sessions === 1);
  expect(lyon()).toEqual([]);
  two?.close();
  await waitFor('nobody', () => tally.snapshot('geo').get('FR')?.sessions === 0);
  expect(tally.snapshot('geo').get('FR')?.networks).toEqual([]);
});

test('the sessions of a user are found by who may know, and say who it is to nobody', async () => {
  await watch('5.6.7.1', 'alice@example.org');
  await watch('5.6.8.1', 'bob');
  tally.stream('film').openSession({ address: '5.6.7.9', user: 'alice@example.org' });
  await watch('5.6.7.2');
  const rows = await sessionsOf('user=alice%40example.org');
  expect(rows.map(({ stream }) => stream).sort()).toEqual(['film', 'news']);
  const [first, second] = rows;
  expect(first?.user).toMatch(/^[0-9a-z]{1,10}$/);
  expect(second?.user).toBe(first?.user);
  expect((await sessionsOf('user=alice%40example.org&stream=film')).length).toBe(1);
  expect(await sessionsOf('user=carol')).toEqual([]);
  expect(await ask('/sessions?user=bob', 'viewer')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  const all = await sessionsOf('stream=news');
  expect(all.map(({ user }) => user)).toEqual([first?.user, expect.any(String), null]);
  // Who may not know does not even see which sessions are of one person.
  const shown = await sessionsOf('stream=news', 'viewer');
  expect(shown.map(({ user }) => user)).toEqual([null, null, null]);
  expect(JSON.stringify([all, rows, shown])).not.toMatch(/alice|bob|5\.6\.\d+\.[1-9]"/);

  const told = await read('operator', 'sessions', { user: first?.user });
  const live = (told().find(({ op }) => op === 'snap')?.rows ?? []) as unknown[][];
  expect(live.map((row) => row[1]).sort()).toEqual(['film', 'news']);
  const refused = await read('viewer', 'sessions', { network: '5.6.7.0/24' });
  expect(refused().find(({ op }) => op === 'err')).toMatchObject({ code: 'bad-filter' });
});
