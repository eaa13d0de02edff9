/** A player's side of the conversation, by socket and by POST, with a clock that only the test moves. */
import { afterEach, describe, expect, it } from 'vitest';
import { createHeartbeatServer, type HeartbeatServer } from '../testing/heartbeat-server.ts';
import { later, putAway, startServer } from '../testing/live-setup.ts';
import { createManualClock, type ManualClock } from '../testing/manual-clock.ts';
import { type ProtocolServer, until } from '../testing/protocol-server.ts';
import { createDeviceClient, type DeviceClient, type DeviceClientOptions } from './device.ts';

afterEach(putAway);

function startDevice(
  url: string,
  options: Partial<DeviceClientOptions> = {},
): { device: DeviceClient; clock: ManualClock } {
  const clock = createManualClock();
  const given = { now: clock.now, timers: clock.timers, random: () => 0.5 };
  const device = createDeviceClient({ url, device: 'lobby', ...given, ...options });
  later(device.close);
  return { device, clock };
}

async function bySocket(options: Partial<DeviceClientOptions> = {}) {
  const server = await startServer();
  server.welcome = { device: 'lobby' };
  const setup = { server, ...startDevice(server.url, options) };
  await until(() => setup.device.status.way === 'websocket', 'a socket that takes devices');
  return setup;
}

async function byPost(
  options: Partial<DeviceClientOptions> = {},
): Promise<{ server: HeartbeatServer; device: DeviceClient; clock: ManualClock }> {
  const server = await createHeartbeatServer();
  later(server.close);
  const setup = { server, ...startDevice(server.url, { transports: [], ...options }) };
  setup.clock.advance(0);
  await until(() => setup.device.status.phase === 'online', 'a heartbeat that was taken');
  return setup;
}

const command = (id: string, more = {}) => ({
  op: 'cmd',
  command: id,
  name: 'restart',
  args: { now: true },
  expiresInMs: 60_000,
  ...more,
});
const acks = (server: ProtocolServer) => server.peer.of('ack').map(({ op: _, ...ack }) => ack);

describe('by socket', () => {
  it('says who it is, then that it is there, and again on the interval, with numbers that grow', async () => {
    const { server, clock } = await bySocket({ intervalMs: 10_000, measure: () => ({ cpuRatio: 0.25 }) });
    expect(server.peer.of('hello')[0]).toEqual({ op: 'hello', v: 1, device: 'lobby' });
    await until(() => server.peer.of('hb').length === 1);
    clock.advance(10_000);
    await until(() => server.peer.of('hb').length === 2);
    const [first, second] = server.peer.of('hb');
    expect(first?.body).toEqual({ cpuRatio: 0.25 });
    expect(second?.seq).toBeGreaterThan(first?.seq ?? 0);
  });

  it('tells at once what plays', async () => {
    const { server, device } = await bySocket();
    device.play({ title: 'Spring', campaign: 'spring' });
    await until(() => server.peer.of('playback').length === 1);
    expect(server.peer.of('playback')[0]).toEqual({
      op: 'playback',
      playing: { title: 'Spring', campaign: 'spring' },
      agoMs: 0,
      n: 2 ** 30 + 1,
    });
    await until(() => device.status.queued === 0);
  });

  it.each([
    ['as often as the server asks', {}, 5_000],
    ['as often as the player says, if it says', { intervalMs: 20_000 }, 20_000],
  ])('beats %s', async (_, options, everyMs) => {
    const server = await startServer();
    server.welcome = { device: 'lobby', heartbeatMs: 5_000 };
    const { clock } = startDevice(server.url, options);
    await until(() => server.peers.length === 1 && server.peer.of('hb').length === 1, 'the first');
    clock.advance(everyMs - 1);
    expect(server.peer.of('hb')).toHaveLength(1);
    clock.advance(1);
    await until(() => server.peer.of('hb').length === 2, 'the second');
  });

  it('tells a server that may have forgotten it what plays, by the number that it knows it by', async () => {
    const { server, device, clock } = await bySocket();
    device.play({ title: 'Spring' });
    await until(() => device.status.phase === 'online' && device.status.queued === 0);
    server.peer.terminate();
    await until(() => device.status.phase === 'offline');
    clock.advance(1_000);
    await until(() => server.peers.length === 2 && server.peer.of('playback').length === 1);
    expect(server.peer.of('playback')[0]).toEqual(server.peers[0]?.of('playback')[0]);
    await until(() => server.peer.of('hb').length === 1);
    device.beat();
    await until(() => server.peer.of('hb').length === 2);
    expect(server.peer.of('playback')).toHaveLength(1);
  });

  it('says a long queue in breaths, so that no server takes it for a flood', async () => {
    const { server, device, clock } = await bySocket();
    server.peer.terminate();
    await until(() => device.status.phase === 'offline');
    for (let item = 1; item <= 120; item += 1) device.play({ title: `${item}` });
    server.hears = false;
    clock.advance(1_000);
    await until(() => server.peer.of('ping').length === 1);
    expect(server.peer.of('playback')).toHaveLength(50);
    server.hears = true;
    server.peer.send({ op: 'pong', n: server.peer.of('ping')[0]?.n });
    await until(() => device.status.queued === 0);
    expect(server.peer.of('playback').map(({ playing }) => playing?.title)).toEqual(
      Array.from({ length: 120 }, (_, item) => `${item + 1}`),
    );
  });

  it('takes only that for told which was said before the server answered', async () => {
    const { server, device } = await bySocket();
    server.hears = false;
    device.play({ title: 'one' });
    await until(() => server.peer.of('ping').length === 1);
    device.play({ title: 'two' });
    server.peer.send({ op: 'pong', n: server.peer.of('ping')[0]?.n });
    await until(() => server.peer.of('playback').length === 2);
    expect(server.peer.of('playback')[1]?.playing?.title).toBe('two');
    expect(device.status.queued).toBe(1);
  });

  it('keeps what it could not tell, tells it after the line is back, in order and with its age, and again what may be lost', async () => {
    const { server, device, clock } = await bySocket();
    server.hears = false;
    device.play({ title: 'one' });
    await until(() => server.peer.of('playback').length === 1);
    server.peer.terminate();
    await until(() => device.status.phase === 'offline');
    device.play({ title: 'two' });
    device.play(null);
    expect(device.status.queued).toBe(3);
    server.hears = true;
    clock.advance(1_000);
    await until(() => device.status.phase === 'online');
    await until(() => device.status.queued === 0);
    expect(server.peer.of('playback').map(({ playing }) => playing?.title ?? null)).toEqual(['one', 'two', null]);
    expect(server.peer.of('playback').map(({ agoMs }) => agoMs)).toEqual([1_000, 1_000, 1_000]);
  });

  it('beyond its bound forgets the oldest playback first, and says how many', async () => {
    const { server, device } = await bySocket({ queue: 2 });
    server.peer.terminate();
    await until(() => device.status.phase === 'offline');
    for (const title of ['one', 'two', 'three']) device.play({ title });
    expect(device.status).toMatchObject({ queued: 2, dropped: 1 });
  });

  it('does a command once, however often it comes, and answers each time', async () => {
    const done: string[] = [];
    const { server } = await bySocket({
      onCommand({ id }) {
        done.push(id);
        return 'ok';
      },
    });
    server.peer.send(command('c1'));
    await until(() => acks(server).length === 1);
    server.peer.send(command('c1'));
    await until(() => acks(server).length === 2);
    expect(acks(server)).toEqual([
      { command: 'c1', result: 'ok' },
      { command: 'c1', result: 'ok' },
    ]);
    expect(done).toEqual(['c1']);
  });

  it.each([
    ['that is done', async () => undefined, 'ok', undefined],
    ['that went wrong', async () => Promise.reject(new Error('no disk')), 'failed', 'Error: no disk'],
    [
      'that it will not do',
      () => ({ result: 'rejected' as const, detail: 'not at night' }),
      'rejected',
      'not at night',
    ],
  ])('answers a command %s', async (_, onCommand, result, detail) => {
    const { server } = await bySocket({ onCommand });
    server.peer.send(command('c1'));
    await until(() => acks(server).length === 1);
    expect(acks(server)[0]).toEqual({ command: 'c1', result, ...(detail !== undefined && { detail }) });
  });

  it('does not begin what has expired, nor anything without a handler', async () => {
    let calls = 0;
    const { server } = await bySocket({
      onCommand() {
        calls += 1;
        return 'ok';
      },
    });
    server.peer.send(command('late', { expiresInMs: 0 }));
    await until(() => acks(server).length === 1);
    expect([acks(server)[0]?.result, calls]).toEqual(['rejected', 0]);
    const other = await bySocket();
    other.server.peer.send(command('c1'));
    await until(() => acks(other.server).length === 1);
    expect(acks(other.server)[0]?.result).toBe('rejected');
  });
});

describe('by POST', () => {
  it('says what it measured and what plays, with its token, and takes the server’s interval', async () => {
    const { server, device, clock } = await byPost({ token: async () => 't0', measure: () => ({ memoryBytes: 7 }) });
    expect(server.beats[0]).toMatchObject({
      path: '/tallylight/v1/devices/lobby/heartbeat',
      authorization: 'Bearer t0',
      body: { memoryBytes: 7 },
    });
    device.play({ title: 'Spring' });
    await until(() => server.beats.length === 2);
    expect(server.beats[1]?.body).toMatchObject({ memoryBytes: 7, playing: { title: 'Spring' } });
    await until(() => device.status.queued === 0);
    server.intervalMs = 5_000;
    clock.advance(30_000);
    await until(() => server.beats.length === 3);
    await until(() => clock.pending[0] === 5_000, 'the new interval');
    clock.advance(5_000);
    await until(() => server.beats.length === 4);
  });

  it('says with each heartbeat what plays, for the server may have forgotten it', async () => {
    const { server, device, clock } = await byPost();
    device.play({ title: 'Spring' });
    await until(() => server.beats.length === 2 && device.status.queued === 0);
    clock.advance(30_000);
    await until(() => server.beats.length === 3);
    expect(server.beats[2]?.body.playing).toEqual({ title: 'Spring' });
  });

  it('gets commands with the answer, and acknowledges them with the next heartbeat, which does not wait', async () => {
    const { server, clock } = await byPost({
      onCommand: ({ args }) => ({ result: 'ok', detail: JSON.stringify(args) }),
    });
    server.commands = [{ id: 'c1', name: 'volume', args: { to: 3 }, expiresInMs: 9_000 }];
    clock.advance(30_000);
    await until(() => server.beats.length === 3);
    expect(server.beats[2]?.body.acks).toEqual([{ id: 'c1', status: 'ok', detail: '{"to":3}' }]);
  });

  it('that is refused leaves it offline with the reason, and what it has to tell waits', async () => {
    const { server, device, clock } = await byPost();
    server.status = 403;
    device.play({ title: 'one' });
    await until(() => device.status.phase === 'offline');
    expect(device.status).toMatchObject({ queued: 1, lastError: { code: 'bad-token' } });
    server.status = 200;
    clock.advance(30_000);
    await until(() => device.status.phase === 'online' && device.status.queued === 0);
    expect(server.beats.at(-1)?.body.playing).toEqual({ title: 'one' });
  });

  it('is what a device does where the socket takes no devices, and it looks again later', async () => {
    const posts = await createHeartbeatServer();
    later(posts.close);
    const server = await startServer();
    const { device, clock } = startDevice(posts.url, {
      transports: [
        {
          name: 'elsewhere',
          connect: (_, callbacks) => {
            const socket = new WebSocket(`${server.url.replace('http', 'ws')}/live`, 'tallylight.v1');
            socket.onopen = () => socket.send(callbacks.hello());
            socket.onmessage = ({ data }) => callbacks.message(`${data}`);
            socket.onclose = ({ code, reason }) => callbacks.close(code, reason);
            return { send: (text) => socket.send(text), close: () => socket.close() };
          },
        },
      ],
    });
    await until(() => device.status.way === 'post');
    expect(posts.beats).toHaveLength(1);
    await until(() => server.peers.length === 1 && !server.peer.isOpen);
    server.welcome = { device: 'lobby' };
    clock.advance(900_000);
    await until(() => device.status.way === 'websocket');
    expect(server.peers).toHaveLength(2);
  });

  it('is what a device does while there is no socket, after three seconds', async () => {
    const { device, clock, server } = await bySocket();
    await server.close();
    await until(() => device.status.phase === 'offline');
    expect(device.status.way).toBeUndefined();
    clock.advance(3_000);
    await until(() => device.status.way === 'post');
  });
});

it('a device that is closed says nothing more and leaves no timer', async () => {
  const { device, clock, server } = await bySocket();
  device.close();
  device.close();
  device.play({ title: 'late' });
  device.beat();
  expect([clock.pending, device.status.phase, device.status.queued]).toEqual([[], 'closed', 0]);
  await until(() => !server.peer.isOpen);
});
