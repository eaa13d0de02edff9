/**
 * A server that tells all its readers the same, by us (rows of a tick, events), ws, socket.io, or raw sockets. Each answers how
 * much CPU that took, how long it held the loop, what a reader costs. Arguments: side, bytes of a message, how many changed.
 */
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createTallylight } from '@tallylight/sdk';
import { Server as SocketIo } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { collectGarbage, cpuSince, longestBlockMs } from '../measure.ts';
import { serve } from '../parts/child.ts';
import { handClock } from '../parts/hand-clock.ts';

export type LiveSide = 'ours' | 'ws' | 'ws-deflate' | 'socket.io' | 'raw';

const [side = 'raw', bytesWanted = '2048'] = process.argv.slice(2);
const messageBytes = Number(bytesWanted);
const TICK_MS = 60_000;
const text = (stamp: string): string => `{"title":"${stamp}","rest":"${filler}"}`;
/** As compressible as rows are. */
const filler = Array.from(
  { length: Math.ceil(messageBytes / 24) },
  (_, index) => `channel-${index % 13} up ${(index * 7919) % 1009}`,
)
  .join(',')
  .slice(0, messageBytes);

interface Told {
  readonly server: Server;
  /** One message to all. */
  broadcast(stamp: string): void;
  /** One event to all; where that is something else than a message. */
  event(stamp: string): void;
}

function ours(): Told {
  const clock = handClock(TICK_MS);
  const tally = createTallylight({ tickMs: TICK_MS, historyMs: 4 * TICK_MS, clock, live: { maxConnections: 20_000 } });
  const server = createServer();
  tally.attach(server);
  const screen = tally.device('screen');
  // Rows of about 220 bytes, so many that they make a message.
  const rows = Math.max(1, Math.round(messageBytes / 220));
  let turn = 0;
  const change = (): void => {
    turn += 1;
    for (let row = 0; row < rows; row += 1)
      tally.stream(`channel-${row}`, { title: `${turn} ${filler.slice(row, row + 96)}` });
  };
  change();
  return {
    server,
    broadcast() {
      change();
      clock.tick();
    },
    event: (stamp) => screen.heartbeat({ playing: { title: stamp } }),
  };
}

function webSocket(isDeflated: boolean): Told {
  const server = createServer();
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: isDeflated && { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
  });
  const broadcast = (stamp: string): void => {
    const message = text(stamp);
    for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(message);
  };
  return { server, broadcast, event: broadcast };
}

function socketIo(): Told {
  const server = createServer();
  const io = new SocketIo(server, { pingInterval: 3_600_000, pingTimeout: 3_600_000, transports: ['websocket'] });
  const broadcast = (stamp: string): void => void io.emit('message', text(stamp));
  return { server, broadcast, event: broadcast };
}

function raw(): Told {
  const sockets = new Set<Socket>();
  const server = createRawServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.resume();
  });
  const broadcast = (stamp: string): void => {
    const message = Buffer.from(`${text(stamp)}\n`);
    for (const socket of sockets) socket.write(message);
  };
  return { server, broadcast, event: broadcast };
}

const told =
  side === 'ours'
    ? ours()
    : side === 'socket.io'
      ? socketIo()
      : side === 'raw'
        ? raw()
        : webSocket(side === 'ws-deflate');
await new Promise<void>((resolve) => told.server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, resolve));
const { port } = told.server.address() as AddressInfo;

export interface LiveAsk {
  readonly ask: 'port' | 'broadcast' | 'block' | 'events' | 'memory';
  readonly times?: number;
  /** Between two, so that all have what was told. */
  readonly restMs?: number;
}

serve(async ({ ask, times = 1, restMs = 20 }: LiveAsk) => {
  if (ask === 'memory') {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return { value: heapUsed + external };
  }
  if (ask === 'port') return { value: port };
  if (ask === 'block') {
    const blocks: number[] = [];
    for (let index = 0; index < times; index += 1) {
      blocks.push(
        await longestBlockMs(async () => {
          told.broadcast(`${index}`);
          await delay(restMs);
        }),
      );
    }
    return { value: blocks.sort((a, b) => a - b)[blocks.length >> 1] ?? 0 };
  }
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) {
    const stamp = `${process.hrtime.bigint()}`;
    if (ask === 'events') told.event(stamp);
    else told.broadcast(stamp);
    await delay(restMs);
  }
  return { value: cpuSince(before) };
});
