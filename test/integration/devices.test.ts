/** A small fleet of screens over real HTTP: heartbeats in; states, events, commands, timelines and series out. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLiveClient } from '@tallylight/client';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';

type Json = Record<string, unknown>;

let server: Server;
let tally: Tallylight;
let api = '';
let told: { name: string; payload: Json }[] = [];
const closers: (() => unknown)[] = [];

async function begin(options: TallylightOptions = {}): Promise<void> {
  told = [];
  server = createServer((_request, response) => response.end('host'));
  tally = createTallylight({ tickMs: 100, historyMs: 10_000, ...options });
  tally.attach(server);
  for (const name of [
    'device-online',
    'device-offline',
    'playback-started',
    'playback-stopped',
    'command-completed',
  ] as const) {
    tally.on(name, (event) => told.push({ name: event.name, payload: event.payload as unknown as Json }));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tallylight/v1`;
}

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await tally.close();
  server.closeAllConnections();
  server.close();
});

const get = async (path: string): Promise<Json> => (await (await fetch(`${api}${path}`)).json()) as Json;
const post = async (path: string, body: unknown = {}): Promise<{ status: number; body: Json }> => {
  const answer = await fetch(`${api}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
};
const beat = (id: string, facts: unknown = {}) => post(`/devices/${id}/heartbeat`, facts);
const deviceOf = async (id: string): Promise<Json> => (await get(`/devices/${id}`)).device as Json;
const page = async (): Promise<string> => (await fetch(api.replace('/tallylight/v1', '/metrics'))).text();

/** A screen that beats until it is stopped. */
function screen(id: string, facts: object): { stop(): void } {
  let isOn = true;
  const run = async (): Promise<void> => {
    while (isOn) {
      await beat(id, facts);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  };
  const running = run().catch(() => {});
  const stop = (): void => {
    isOn = false;
  };
  closers.push(() => {
    stop();
    return running;
  });
  return { stop };
}

test('screens that stop beating are offline on every road, the others are not', async () => {
  await begin({ devices: { heartbeatIntervalMs: 2000 } });
  tally.site('paris', { title: 'Paris' });
  const playing = { title: 'Spring sale', campaign: 'spring' };
  const screens = Array.from({ length: 12 }, (_, index) => {
    const id = `screen-${index}`;
    tally.device(id, { name: `Screen ${index}`, site: index < 8 ? 'paris' : 'rome', group: 'halls' });
    return screen(id, { playing, screenOn: true, seq: null });
  });
  const live = createLiveClient({ url: api });
  closers.push(() => live.close());
  const devices = live.subscribe('devices');
  const sites = live.subscribe('sites');
  await waitFor(
    'the whole fleet to play',
    () => [...devices.state.values()].filter(({ state }) => state === 'playing').length === 12,
  );
  expect(told.filter(({ name }) => name === 'device-online')).toHaveLength(12);

  for (const gone of screens.slice(0, 4)) gone.stop();
  await waitFor('four screens to be offline', () => sites.state.get('paris')?.offline === 4);
  expect(sites.state.get('rome')).toMatchObject({ total: 4, playing: 4, offline: 0 });
  await waitFor(
    'the rows of the four',
    () => [...devices.state.values()].filter(({ state }) => state === 'offline').length === 4,
  );
  expect(devices.state.get('screen-0')).toMatchObject({ playing: null, screenOn: null, nowPlaying: null });
  expect(
    told
      .filter(({ name }) => name === 'device-offline')
      .map(({ payload }) => payload.device)
      .sort(),
  ).toEqual(['screen-0', 'screen-1', 'screen-2', 'screen-3']);
  expect((await get('/devices?state=offline&site=paris')).total).toBe(4);
  expect(((await get('/dashboard')).cards as Json).devices).toMatchObject({ total: 12, playing: 8, offline: 4 });
  const text = await page();
  expect(text).toContain('tallylight_devices{group="halls",state="offline"} 4\n');
  expect(text).toContain('tallylight_device_up{device="screen-0",group="halls"} 0\n');
  expect(text).toContain('tallylight_site_devices{site="rome",state="playing"} 4\n');

  const timeline = (await get('/devices/screen-0/timeline')).spans as Json[];
  expect(timeline.map(({ state }) => state)).toEqual(['playing', 'offline']);
  screen('screen-0', { playing });
  await waitFor('the first one to be back', () => devices.state.get('screen-0')?.state === 'playing');
  expect(((await get('/devices/screen-0/timeline')).spans as Json[]).map(({ state }) => state)).toEqual([
    'playing',
    'offline',
    'playing',
  ]);
  const proof = (await get('/proof-of-play')).campaigns as Json[];
  expect(proof).toMatchObject([{ campaign: 'spring', starts: 13 }]);
  expect(proof[0]?.playSeconds).toBeGreaterThan(0);
});

test('a screen that nobody declared is born from its heartbeat, as long as strangers have room', async () => {
  await begin({ devices: { maxDevices: 4 } });
  expect(await beat('stranger-1', { version: '1.0' })).toMatchObject({
    status: 200,
    body: { ok: true, intervalMs: 30_000, commands: [], ignored: [] },
  });
  await beat('stranger-2');
  expect(await beat('stranger-3')).toMatchObject({ status: 429, body: { code: 'devices-full' } });
  for (const id of ['a', 'b', 'c', 'd']) tally.device(id).heartbeat();
  expect((await get('/devices')).total).toBe(6);
  expect(await deviceOf('stranger-1')).toMatchObject({ version: '1.0', state: 'online', site: null });
});

test('what is no heartbeat is refused and counted, and gives birth to nothing', async () => {
  await begin();
  expect((await beat('x', '{')).status).toBe(400);
  expect((await beat('x', '[]')).status).toBe(400);
  expect((await beat('x', '{"__proto__":{}}')).body).toMatchObject({ code: 'malformed' });
  expect((await beat('a%0Ab')).body).toMatchObject({ code: 'bad-id' });
  expect((await beat('x', JSON.stringify({ pad: 'x'.repeat(70_000) }))).status).toBe(413);
  expect((await get('/devices')).total).toBe(0);
  expect(await beat('x', { cpuRatio: 9, screenOn: true })).toMatchObject({
    status: 200,
    body: { ignored: ['cpuRatio'] },
  });
  expect(await page()).toContain('tallylight_device_heartbeats_total{result="malformed"} 3\n');
});

test('an operator’s command goes with the next heartbeat answer, again until it is answered, and has one end', async () => {
  await begin({ actions: { device: { command: true } } });
  tally.device('lobby');
  const issued = await post('/actions/devices/lobby/commands', { name: 'reboot', args: { hard: true } });
  expect(issued).toMatchObject({ status: 202, body: { command: { name: 'reboot', status: 'queued' } } });
  const { id } = issued.body.command as { id: string };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect((await beat('lobby')).body.commands).toMatchObject([{ id, name: 'reboot', args: { hard: true } }]);
  }
  const acks = [{ id, status: 'ok', detail: 'done' }];
  expect((await beat('lobby', { acks })).body.commands).toEqual([]);
  await beat('lobby', { acks });
  expect(told.filter(({ name }) => name === 'command-completed').map(({ payload }) => payload)).toMatchObject([
    { device: 'lobby', command: 'reboot', id, result: 'ok', detail: 'done' },
  ]);
  expect((await deviceOf('lobby')).commands).toMatchObject([{ id, status: 'ok', deliveries: 2, detail: 'done' }]);
  expect(await page()).toContain('tallylight_device_commands_total{command="reboot",result="ok"} 1\n');
});

test('a command that cannot be is refused with the rule', async () => {
  await begin({ actions: { device: { command: true } } });
  tally.device('lobby');
  for (const body of [
    '',
    '{',
    '[]',
    {},
    { name: '' },
    { name: 'a b' },
    { name: 'x', args: [] },
    { name: 'x', expiresInMs: -1 },
    { name: 'x', args: { pad: 'x'.repeat(5000) } },
  ]) {
    expect(await post('/actions/devices/lobby/commands', body)).toMatchObject({
      status: 422,
      body: { code: 'action-wrong' },
    });
  }
  expect((await post('/actions/devices/nobody/commands', { name: 'x' })).status).toBe(404);
  for (let index = 0; index < 50; index += 1) await post('/actions/devices/lobby/commands', { name: 'x' });
  expect((await post('/actions/devices/lobby/commands', { name: 'x' })).status).toBe(429);
});

test('actions are functions of the host: 501 without one, 404 for no such thing, 502 when it throws', async () => {
  const done: string[] = [];
  await begin({
    actions: {
      stream: {
        start: (stream) => done.push(stream),
        stop: async () => {
          throw new Error('the encoder does not answer');
        },
      },
      device: {
        command: ({ name }) => {
          if (name === 'format') throw new Error('not this one');
        },
      },
    },
  });
  tally.stream('news');
  tally.device('lobby');
  expect(await get('/actions')).toEqual({ stream: ['start', 'stop'], device: ['command'] });
  expect(await post('/actions/streams/news/start')).toEqual({
    status: 200,
    body: { stream: 'news', action: 'start', done: true },
  });
  expect(done).toEqual(['news']);
  expect((await post('/actions/streams/news/restart')).status).toBe(501);
  expect((await post('/actions/streams/nobody/start')).status).toBe(404);
  expect(await post('/actions/streams/news/stop')).toMatchObject({
    status: 502,
    body: { detail: 'the encoder does not answer' },
  });
  expect((await post('/actions/devices/lobby/commands', { name: 'format' })).status).toBe(502);
  expect((await post('/actions/devices/lobby/commands', { name: 'reboot' })).status).toBe(202);
  expect((await fetch(`${api}/actions/streams/news/start`)).status).toBe(405);
});

test('without actions nothing can be done to streams or devices', async () => {
  await begin();
  tally.stream('news');
  tally.device('lobby');
  expect((await post('/actions/streams/news/start')).status).toBe(501);
  expect((await post('/actions/devices/lobby/commands', { name: 'reboot' })).status).toBe(501);
  expect(await get('/actions')).toEqual({ stream: [], device: [] });
});

test('lists filter, sort and page by cursor; exports are safe to open', async () => {
  await begin();
  tally.site('paris', { title: 'Paris' });
  for (let index = 0; index < 25; index += 1) {
    tally
      .device(`d${String(index).padStart(2, '0')}`, {
        name: `=cmd|${index}`,
        site: index % 2 ? 'paris' : 'rome',
        group: 'g',
      })
      .heartbeat({ cpuRatio: index / 100, playing: { title: '@sum, "x"' } });
  }
  await waitFor('the tick', async () => (await get('/devices')).total === 25);
  const seen: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const list: Json = await get(`/devices?site=paris&sort=-cpuRatio&limit=5&cursor=${next}`);
    seen.push(...(list.devices as { id: string }[]).map(({ id }) => id));
    next = list.next as string | null;
  }
  expect(seen).toEqual(['d23', 'd21', 'd19', 'd17', 'd15', 'd13', 'd11', 'd09', 'd07', 'd05', 'd03', 'd01']);
  expect((await get('/devices?q=D07')).total).toBe(1);
  expect((await fetch(`${api}/devices?sort=secret`)).status).toBe(400);
  expect((await fetch(`${api}/devices?format=xml`)).status).toBe(400);

  const csv = await fetch(`${api}/devices?format=csv&state=playing`);
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="devices.csv"');
  const lines = (await csv.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(26);
  expect(lines[1]).toContain("d00,'=cmd|0,");
  expect(lines[1]).toContain('"\'@sum, ""x"""');
  const rows = (await (await fetch(`${api}/devices?format=ndjson&site=rome`)).text()).trimEnd().split('\n');
  expect(rows.map((row) => (JSON.parse(row) as Json).site)).toEqual(Array.from({ length: 13 }, () => 'rome'));
  expect((await get('/sites?sort=-total')).sites).toMatchObject([
    { id: 'rome', total: 13, playing: 13 },
    { id: 'paris', total: 12, title: 'Paris' },
  ]);
  expect((await fetch(`${api}/devices/nobody`)).status).toBe(404);
  expect((await fetch(`${api}/devices/nobody/timeline`)).status).toBe(404);
});
