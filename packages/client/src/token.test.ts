/** Who a client says it is: asked for when it is needed, never a stale one, never two questions at a time. */
import { afterEach, expect, it } from 'vitest';
import { isOpen, isWaiting, putAway, start, startClient, startServer } from '../testing/live-setup.ts';
import { until } from '../testing/protocol-server.ts';

afterEach(putAway);

const tokensOf = (server: Awaited<ReturnType<typeof startServer>>) =>
  server.peers.map((peer) => peer.of('hello')[0]?.token);

it('a fixed token goes with every hello', async () => {
  const { server, live } = await start({ token: 'fixed' });
  await isOpen(live);
  live.reconnect();
  await isOpen(live);
  expect(tokensOf(server)).toEqual(['fixed', 'fixed']);
});

it('one that is made is made anew for each connection, and waited for', async () => {
  const fresh = ['t1', 't2'];
  const { server, live } = await start({ token: async () => fresh.shift() ?? 'none' });
  await isOpen(live);
  live.reconnect();
  await until(() => server.peers.length === 2);
  await isOpen(live);
  expect(tokensOf(server)).toEqual(['t1', 't2']);
});

it('is asked for once however often the client tries meanwhile', async () => {
  const server = await startServer();
  const give: ((token: string) => void)[] = [];
  const { live } = startClient(server.url, { token: () => new Promise((resolve) => give.push(resolve)) });
  live.reconnect();
  live.reconnect();
  await until(() => give.length === 1);
  give[0]?.('late');
  await isOpen(live);
  expect([give.length, tokensOf(server)]).toEqual([1, ['late']]);
});

it('that cannot be had is a failed try, and another follows', async () => {
  const server = await startServer();
  let isDown = true;
  const { live, clock } = startClient(server.url, {
    token() {
      if (isDown) throw new Error('no sign-in server');
      return 'good';
    },
  });
  await isWaiting(live);
  expect(live.status.lastError).toEqual({ code: 'token-failed', message: 'Error: no sign-in server' });
  expect(server.peers).toEqual([]);
  isDown = false;
  clock.advance(live.status.retryInMs ?? 0);
  await isOpen(live);
});

it('that nobody gives within ten seconds is a failed try too', async () => {
  const server = await startServer();
  const { live, clock } = startClient(server.url, { token: () => new Promise<string>(() => {}) });
  clock.advance(10_000);
  await isWaiting(live);
  expect(live.status.lastError?.code).toBe('token-failed');
});

it('that is about to end is replaced in place when the server asks', async () => {
  const fresh = ['t1', 't2'];
  const { server, live } = await start({ token: async () => fresh.shift() ?? 'none' });
  await isOpen(live);
  server.peer.send({ op: 'authreq', inMs: 60_000 });
  await until(() => server.peer.of('auth').length === 1);
  expect(server.peer.of('auth')[0]?.token).toBe('t2');
  expect([live.status.phase, server.peers.length]).toEqual(['open', 1]);
});

it('of an earlier session comes with the next hello, the newest of them', async () => {
  const server = await startServer();
  server.welcome = { resume: 'r1' };
  const { live } = startClient(server.url);
  await isOpen(live);
  live.reconnect();
  await until(() => server.peers.length === 2 && server.peer.of('hello').length === 1);
  expect(server.peer.of('hello')[0]?.resume).toBe('r1');
  await isOpen(live);
  server.peer.send({ op: 'resume', resume: 'r2', resumeTtlMs: 1 });
  server.peer.send({ op: 'ping', n: 1 });
  await until(() => server.peer.of('pong').length === 1);
  live.reconnect();
  await until(() => server.peers.length === 3 && server.peer.of('hello').length === 1);
  expect(server.peer.of('hello')[0]?.resume).toBe('r2');
});
