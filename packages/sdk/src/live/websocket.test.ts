/** The transport over real sockets: what ws and we both write must stay one stream of whole frames. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import type { ServerMessage } from '@tallylight/protocol';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type TestLive, testLive } from '../testing/live-reader.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createWebSocketTransport, type WebSocketTransport } from './websocket.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0).reverse()) close();
});

async function serve(how: { compress?: boolean } = {}): Promise<{
  clock: ManualClock;
  live: TestLive;
  transport: WebSocketTransport;
  port: number;
  connect: (options?: { perMessageDeflate?: boolean }) => Promise<{ socket: WebSocket; messages: ServerMessage[] }>;
}> {
  const clock = manualClock();
  const live = testLive({ clock, soon: (task) => setImmediate(task) });
  const transport = createWebSocketTransport({
    sessions: live.sessions,
    clock,
    pingMs: 30_000,
    maxConnections: 100,
    frameBytes: 65_536,
    compress: how.compress ?? false,
    onFault(error) {
      throw error;
    },
  });
  const server: Server = createServer();
  server.on('upgrade', (request, socket, head) => transport.accept(request, socket, head, { caller: undefined }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    transport.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    clock,
    live,
    transport,
    port,
    async connect({ perMessageDeflate = false } = {}) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'tallylight.v1', { perMessageDeflate });
      open.push(() => socket.terminate());
      const messages: ServerMessage[] = [];
      socket.on('message', (bytes: Buffer) => messages.push(JSON.parse(bytes.toString()) as ServerMessage));
      await once(socket, 'open');
      return { socket, messages };
    },
  };
}

const country = (sessions: number) => ({
  continent: 'EU',
  sessions,
  egressBytes: 0,
  share: null,
  cities: [],
  networks: [],
});

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let wait = 0; wait < 1000; wait += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited in vain for ${what}`);
}

test.each([false, true])('frames, pings and the close arrive whole and in order, compressed: %s', async (compress) => {
  const { clock, live, connect } = await serve({ compress });
  for (let index = 0; index < 600; index += 1) live.rows.set('geo', `C${index}`, country(index));
  const { socket, messages } = await connect({ perMessageDeflate: compress });
  expect(socket.extensions.includes('permessage-deflate')).toBe(compress);
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
  });
  socket.send(
    JSON.stringify([
      { op: 'hello', v: 1 },
      { op: 'sub', id: 1, topic: 'geo' },
    ]),
  );
  await until('the snapshot', () => messages.some((message) => message.op === 'snap' && message.last));
  for (let round = 1; round <= 50; round += 1) {
    for (let index = 0; index < 300; index += 1) live.rows.set('geo', `C${index}`, country(round));
    live.hub.publish(live.rows.takeChanged());
    // A ping goes out between two frames, by another way than theirs.
    if (round === 25) clock.advance(30_000);
    if (round % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until('the last change', () => {
    const last = messages.at(-1);
    return last?.op === 'set' && last.rows[0]?.[2] === 50;
  });
  expect(pings).toBe(1);
  const rows = messages.flatMap((message) => (message.op === 'snap' ? message.rows : []));
  expect(rows).toHaveLength(600);
  let position = messages.find((message) => message.op === 'snap')?.o;
  for (const message of messages) {
    if (message.op !== 'set' && message.op !== 'pos') continue;
    expect(message.p).toBe(position);
    position = message.o;
  }
  const closed = once(socket, 'close');
  void live.sessions.close();
  const [code] = (await closed) as [number];
  expect(code).toBe(4503);
  expect(messages.at(-1)).toMatchObject({ op: 'bye', code: 'draining' });
});

test('what the first client says before its handshake is answered is heard, once and in order', async () => {
  const { live, port } = await serve();
  live.rows.set('geo', 'DE', country(1));
  const text = JSON.stringify([
    { op: 'hello', v: 1 },
    { op: 'sub', id: 1, topic: 'geo' },
  ]);
  // A masked frame whose mask is zero: FIN and text, masked and its length, the mask, the text as it is.
  const frame = Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]);
  const request = [
    'GET / HTTP/1.1',
    'Host: here',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: tallylight.v1',
  ];
  const socket = createConnection(port, '127.0.0.1');
  open.push(() => socket.destroy());
  const received: Buffer[] = [];
  socket.on('data', (bytes) => received.push(bytes));
  // Half of the frame comes with the request, the other half while the server may still be loading what it needs.
  socket.write(Buffer.concat([Buffer.from(`${request.join('\r\n')}\r\n\r\n`), frame.subarray(0, 20)]));
  setImmediate(() => socket.write(frame.subarray(20)));
  const all = (): string => Buffer.concat(received).toString('latin1');
  await until('the snapshot', () => all().includes('"op":"snap"'));
  expect(all()).toMatch(/^HTTP\/1\.1 101 /);
  expect(all().match(/"op":"welcome"/g)).toHaveLength(1);
  expect(all().match(/"op":"snap"/g)).toHaveLength(1);
});

test('a client that leaves while the first handshake waits gives its place back', async () => {
  const { transport } = await serve();
  const server = createServer();
  let leaves = 0;
  server.on('upgrade', (request, socket, head) => {
    transport.accept(request, socket, head, { caller: undefined, leave: () => (leaves += 1) });
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'tallylight.v1');
  open.push(() => socket.terminate());
  socket.on('error', () => {});
  await new Promise((resolve) => socket.on('close', resolve));
  await until('the place given back', () => leaves === 1);
  expect(transport.connections).toBe(0);
});

test('a compressed broadcast is fewer bytes on the wire', async () => {
  const { live, connect } = await serve({ compress: true });
  const [plain, small] = [await connect(), await connect({ perMessageDeflate: true })];
  for (const { socket } of [plain, small])
    socket.send(
      JSON.stringify([
        { op: 'hello', v: 1 },
        { op: 'sub', id: 1, topic: 'geo' },
      ]),
    );
  await until('both', () => [plain, small].every(({ messages }) => messages.some(({ op }) => op === 'snap')));
  const bytesOf = ({ socket }: { socket: WebSocket }): number =>
    (socket as unknown as { _socket: { bytesRead: number } })._socket.bytesRead;
  const before = [bytesOf(plain), bytesOf(small)] as const;
  for (let index = 0; index < 300; index += 1) live.rows.set('geo', `C${index}`, country(index));
  live.hub.publish(live.rows.takeChanged());
  await until('the change', () => [plain, small].every(({ messages }) => messages.at(-1)?.op === 'set'));
  expect(small.messages.at(-1)).toEqual(plain.messages.at(-1));
  expect(bytesOf(small) - before[1]).toBeLessThan((bytesOf(plain) - before[0]) / 3);
});

test('a reader that takes nothing is held up at the high water, and goes on when it takes again', async () => {
  const { live, connect } = await serve();
  const { socket, messages } = await connect();
  socket.send(
    JSON.stringify([
      { op: 'hello', v: 1 },
      { op: 'sub', id: 1, topic: 'geo' },
    ]),
  );
  await until('the snapshot', () => messages.some(({ op }) => op === 'snap'));
  socket.pause();
  const long = 'x'.repeat(2000);
  for (let round = 1; live.sessions.stats().slow === 0; round += 1) {
    for (let index = 0; index < 100; index += 1)
      live.rows.set('geo', `C${index}`, { ...country(round), continent: long });
    live.hub.publish(live.rows.takeChanged());
    await new Promise((resolve) => setImmediate(resolve));
    expect(round).toBeLessThan(1000);
  }
  live.rows.set('geo', 'last', country(1));
  live.hub.publish(live.rows.takeChanged());
  socket.resume();
  await until('what changed meanwhile', () =>
    messages.some((message) => message.op === 'set' && message.rows.some(([key]) => key === 'last')),
  );
  expect(live.sessions.stats().slow).toBe(0);
});

test('one connection more than allowed is told to come later', async () => {
  const live = testLive();
  const transport = createWebSocketTransport({
    sessions: live.sessions,
    clock: live.clock,
    pingMs: 30_000,
    maxConnections: 0,
    frameBytes: 65_536,
    compress: false,
    onFault() {},
  });
  const server = createServer();
  let left = 0;
  const leave = (): void => {
    left += 1;
  };
  server.on('upgrade', (request, socket, head) =>
    transport.accept(request, socket, head, { caller: undefined, leave }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    transport.close();
    server.close();
  });
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'tallylight.v1');
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('503');
  expect(left).toBe(1);
});
