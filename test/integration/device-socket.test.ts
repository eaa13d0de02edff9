/**
 * Players over WebSocket against the real SDK: one decoder, commands pushed and done once, a lease instead of a flap, and the
 * last session's word whatever arrives late.
 */
import { createDeviceClient, type DeviceClient, type DeviceClientOptions } from '@tallylight/client/device';
import type { TallylightOptions } from '@tallylight/sdk';
import { afterEach, expect, test } from 'vitest';
import { type GuardedHost, guardedHost, type Line, TOKENS } from '../parts/guarded-host.ts';
import { type LiveHost, startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(options: TallylightOptions = {}, port = 0): Promise<LiveHost & { readonly events: string[] }> {
  const host = await startLiveHost(options, port);
  open.push(() => host.close());
  const events: string[] = [];
  for (const name of ['device-online', 'device-offline', 'playback-started', 'command-completed'] as const) {
    host.tally.on(name, ({ payload }) => {
      if (payload.device === 'lobby') events.push(name);
    });
  }
  return { ...host, events };
}

async function guarded(): Promise<GuardedHost> {
  const host = await guardedHost();
  open.push(() => host.close());
  return host;
}

function play(host: { readonly url: string }, more: Partial<DeviceClientOptions> = {}): DeviceClient {
  const player = createDeviceClient({ url: `${host.url}/tallylight/v1`, device: 'lobby', ...more });
  open.push(() => player.close());
  return player;
}

const rowOf = ({ tally }: Pick<LiveHost, 'tally'>, id = 'lobby') => tally.snapshot('devices').get(id);
const isBySocket = (player: DeviceClient): Promise<boolean> =>
  waitFor('the socket', () => player.status.phase === 'online' && player.status.way === 'websocket');

/** A player that speaks by hand. */
async function line(host: GuardedHost, hello: object): Promise<Line> {
  const opened = await host.line();
  if (typeof opened === 'number') throw new Error(`refused with ${opened}`);
  opened.say({ op: 'hello', v: 1, ...hello });
  return opened;
}
const said = ({ messages }: Line, op: string) => messages.filter((message) => message.op === op);

test('a player over WebSocket is known with what it measures and plays', async () => {
  const host = await serve({ devices: { heartbeatIntervalMs: 1000 } });
  const player = play(host, { measure: () => ({ cpuRatio: 0.5, version: '1.2', temperatureCelsius: 900 }) });
  await isBySocket(player);
  await waitFor('the row', () => rowOf(host)?.cpuRatio === 0.5);
  expect(rowOf(host)).toMatchObject({ state: 'online', version: '1.2', temperatureCelsius: null });
  player.play({ title: 'Spring', campaign: 'spring' });
  await waitFor('what it plays', () => rowOf(host)?.nowPlaying?.title === 'Spring');
  player.play(null);
  await waitFor('nothing', () => rowOf(host)?.state === 'online');
  expect(host.events).toEqual(['device-online', 'playback-started']);
  const page = await (await fetch(`${host.url}/metrics`)).text();
  expect(page).toMatch(/tallylight_device_heartbeats_total\{result="partial"\} [1-9]/);
});

test('a command is pushed at once, done once, and its end is told to who gave it', async () => {
  const host = await serve({ actions: { device: { command: true } } });
  const done: string[] = [];
  const player = play(host, {
    onCommand({ id, name }) {
      done.push(id);
      return name === 'format' ? { result: 'rejected', detail: 'not at night' } : undefined;
    },
  });
  await isBySocket(player);
  const ticket = host.tally.device('lobby').command('volume', { to: 3 });
  expect(await ticket.end).toEqual({ result: 'ok', detail: null });
  const completed: unknown[] = [];
  host.tally.on('command-completed', ({ payload }) => completed.push(payload));
  const asked = await fetch(`${host.url}/tallylight/v1/actions/devices/lobby/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'format' }),
  });
  expect(asked.status).toBe(202);
  const { command } = (await asked.json()) as { command: { id: string } };
  await waitFor('its end', () => completed.length > 0);
  expect(completed).toMatchObject([{ id: command.id, result: 'failed', detail: 'rejected: not at night' }]);
  expect(done).toEqual([ticket.id, command.id]);
});

test('a command that waits while the player is away is done when it is back, before it expires', async () => {
  const host = await serve();
  const lobby = host.tally.device('lobby');
  const ticket = lobby.command('reload', {}, { expiresInMs: 60_000 });
  const late = lobby.command('wave', {}, { expiresInMs: 1000 });
  expect(await late.end).toEqual({ result: 'timeout', detail: 'never delivered' });
  const names: string[] = [];
  play(host, {
    onCommand({ name }) {
      names.push(name);
      return 'ok';
    },
  });
  expect(await ticket.end).toEqual({ result: 'ok', detail: null });
  expect(names).toEqual(['reload']);
});

test('a cut line is no absence: the lease outlasts the way back', async () => {
  const host = await serve({ devices: { heartbeatIntervalMs: 60_000 } });
  const player = play(host);
  player.play({ title: 'Spring' });
  await isBySocket(player);
  await waitFor('the row', () => rowOf(host)?.state === 'playing');
  for (let cut = 0; cut < 5; cut += 1) {
    host.cut();
    await waitFor('the break', () => player.status.phase !== 'online', { everyMs: 2 });
    player.reconnect();
    await isBySocket(player);
  }
  await waitFor('the row', () => rowOf(host)?.state === 'playing');
  expect(host.events).toEqual(['device-online', 'playback-started']);
});

test('a player that closes its socket and says no more is offline after half an interval', async () => {
  const host = await serve({ devices: { heartbeatIntervalMs: 4000 } });
  const player = play(host);
  await isBySocket(player);
  await waitFor('the row', () => rowOf(host)?.state === 'online');
  player.close();
  await waitFor('its absence', () => rowOf(host)?.state === 'offline', { limitMs: 9000 });
  expect(host.events).toEqual(['device-online', 'device-offline']);
});

test('F9: a screen that flaps two hundred times is in the state of its last session', async () => {
  const host = await guarded();
  const hello = { token: TOKENS.device, device: 'lobby-1' };
  const lines: Line[] = [];
  for (let flap = 1; flap <= 200; flap += 1) {
    const next = await line(host, hello);
    await waitFor('the welcome', () => said(next, 'welcome').length === 1, { everyMs: 1 });
    next.say({ op: 'hb', seq: flap, body: {} });
    if (flap % 4 === 0) next.say({ op: 'playback', playing: { title: `item ${flap}` }, agoMs: 0, n: flap });
    // Half of them are left open: their end comes late, or with the next.
    if (flap % 2 === 0) next.close();
    lines.push(next);
  }
  await waitFor('the last word', () => rowOf(host, 'lobby-1')?.nowPlaying?.title === 'item 200');
  const last = await line(host, hello);
  await waitFor('the welcome', () => said(last, 'welcome').length === 1);
  for (const old of lines) old.close();
  await waitFor('all old ends', () => lines.every(({ closed }) => closed !== undefined));
  expect(lines.some(({ closed }) => closed?.code === 4409)).toBe(true);
  last.say({ op: 'hb', seq: 201, body: { version: 'last' } });
  await waitFor('the last session', () => rowOf(host, 'lobby-1')?.version === 'last');
  expect(rowOf(host, 'lobby-1')).toMatchObject({ state: 'playing', nowPlaying: { title: 'item 200' } });
});

test('a device speaks for itself alone, an operator for any, a viewer for none', async () => {
  const host = await guarded();
  const own = await line(host, { token: TOKENS.device, device: 'lobby-1' });
  await waitFor('the welcome', () => said(own, 'welcome').length === 1);
  expect(said(own, 'welcome')[0]).toMatchObject({ device: 'lobby-1', heartbeatMs: 30_000 });
  for (const hello of [
    { token: TOKENS.device, device: 'lobby-2' },
    { token: TOKENS.viewer, device: 'lobby-1' },
    { token: TOKENS.paris, device: 'lobby-1' },
  ]) {
    const other = await line(host, hello);
    await waitFor('the refusal', () => other.closed !== undefined);
    expect(other.closed?.code).toBe(4403);
  }
  const operator = await line(host, { token: TOKENS.operator, device: 'lobby-2' });
  await waitFor('the welcome', () => said(operator, 'welcome').length === 1);
  expect(said(operator, 'welcome')[0]).toMatchObject({ device: 'lobby-2' });
  const reader = await line(host, { token: TOKENS.viewer });
  reader.say({ op: 'hb', seq: 1, body: {} });
  await waitFor('the answer', () => said(reader, 'err').length === 1);
  expect(said(reader, 'err')[0]).toMatchObject({ code: 'forbidden' });
  expect(said(reader, 'welcome')[0]).not.toHaveProperty('device');
  expect([own.closed, reader.closed]).toEqual([undefined, undefined]);
  // The device role reads nothing.
  own.say({ op: 'sub', id: 1, topic: 'devices' });
  await waitFor('the refusal', () => said(own, 'err').length === 1);
  expect(said(own, 'err')[0]).toMatchObject({ id: 1, code: 'forbidden' });
});

test('what a device says wrong is named and counted, and it is still there', async () => {
  const host = await guarded();
  const device = await line(host, { token: TOKENS.device, device: 'lobby-1' });
  for (const wrong of [
    { op: 'hb', seq: 1, body: [] },
    { op: 'hb', seq: 1, body: 'here' },
    { op: 'playback', playing: { campaign: 'no title' } },
    { op: 'ack', command: 'c1', result: 'perhaps' },
  ]) {
    device.say(wrong);
  }
  await waitFor('the answers', () => said(device, 'err').length === 4);
  expect(said(device, 'err').map(({ code }) => code)).toEqual(Array(4).fill('bad-frame'));
  device.say({ op: 'hb', seq: 2, body: { screenOn: true, memoryBytes: 'x'.repeat(40_000) } });
  await waitFor('the row', () => rowOf(host, 'lobby-1')?.screenOn === true);
  expect(device.closed).toBeUndefined();
  device.say({ op: 'hb', seq: 3, body: { pad: 'x'.repeat(70_000) } });
  await waitFor('the end', () => device.closed !== undefined);
  const page = await host.ask('//metrics', { token: TOKENS.scraper });
  expect(page.text).toContain('tallylight_device_heartbeats_total{result="malformed"} 2\n');
});

test('a device that floods is sent away, and a new connection is no new allowance', async () => {
  const host = await guarded();
  const hello = { token: TOKENS.device, device: 'lobby-1' };
  const flood = Array.from({ length: 320 }, (_, index) => ({ op: 'hb', seq: index + 1, body: {} }));
  const first = await line(host, hello);
  await waitFor('the welcome', () => said(first, 'welcome').length === 1);
  first.say(...flood);
  await waitFor('the end', () => first.closed !== undefined);
  expect(first.closed?.code).toBe(4529);
  const second = await line(host, hello);
  await waitFor('the welcome', () => said(second, 'welcome').length === 1);
  second.say(...flood.slice(0, 200));
  await waitFor('the end', () => second.closed !== undefined);
  expect(second.closed?.code).toBe(4529);
});

test('what was played while nobody could be told is proven when the player is back', async () => {
  const host = await serve({ devices: { heartbeatIntervalMs: 2000 } });
  const player = play(host);
  player.play({ title: 'Spring', campaign: 'spring' });
  await waitFor('the first', () => rowOf(host)?.nowPlaying?.title === 'Spring');
  const { port } = host;
  await host.close();
  await waitFor('the break', () => player.status.phase === 'offline');
  for (const campaign of ['summer', 'autumn', 'winter']) {
    player.play({ title: campaign, campaign });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const again = await serve({}, port);
  player.reconnect();
  await waitFor('the last', () => rowOf(again)?.nowPlaying?.title === 'winter');
  const answer = await fetch(`${again.url}/tallylight/v1/proof-of-play`);
  const { campaigns } = (await answer.json()) as {
    campaigns: { campaign: string; playSeconds: number; starts: number }[];
  };
  const of = (name: string) => campaigns.find(({ campaign }) => campaign === name);
  for (const name of ['summer', 'autumn']) {
    expect(of(name)?.starts).toBe(1);
    expect(of(name)?.playSeconds).toBeGreaterThan(0.25);
  }
  expect(of('winter')?.starts).toBe(1);
  expect(player.status).toMatchObject({ queued: 0, dropped: 0 });
});
