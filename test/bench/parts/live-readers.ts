/** Readers as raw sockets, which cost next to nothing beside the server that is measured: they greet, count bytes, and no more. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { LiveSide } from '../sides/live.ts';

export interface LiveReaders {
  readonly bytes: number;
  /** Delays from `title` in a message to here, ms, since this was last asked. */
  takeDelays(): number[];
  close(): void;
}

const STAMP = '"title":"';

/** A text frame as a client sends it. */
function masked(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  // A mask of zeros is a mask.
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

export async function connectReaders(
  side: LiveSide,
  {
    port,
    many,
    topic = 'streams',
    deflate = false,
    stamps = false,
  }: {
    readonly port: number;
    readonly many: number;
    readonly topic?: string;
    readonly deflate?: boolean;
    readonly stamps?: boolean;
  },
): Promise<LiveReaders> {
  const sockets: Socket[] = [];
  let bytes = 0;
  let delays: number[] = [];
  const path =
    side === 'ours' ? '/tallylight/v1/live' : side === 'socket.io' ? '/socket.io/?EIO=4&transport=websocket' : '/';
  const upgrade =
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
    (side === 'ours' ? 'Sec-WebSocket-Protocol: tallylight.v1\r\n' : '') +
    (deflate
      ? 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n'
      : '') +
    '\r\n';

  async function open(): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    if (side !== 'raw') {
      socket.write(upgrade);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      if (!answer.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(answer.toString('latin1', 0, 200));
      if (side === 'socket.io') socket.write(masked('40'));
      if (side === 'ours') socket.write(masked(`[{"op":"hello","v":1},{"op":"sub","id":1,"topic":"${topic}"}]`));
      if (side === 'ours' || side === 'socket.io') await once(socket, 'data');
    }
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (!stamps) return;
      const text = chunk.toString('latin1');
      const at = text.lastIndexOf(STAMP);
      if (at < 0) return;
      const sent = text.slice(at + STAMP.length, text.indexOf('"', at + STAMP.length));
      delays.push(Number(process.hrtime.bigint() - BigInt(sent)) / 1e6);
    });
  }

  for (let from = 0; from < many; from += 100) {
    await Promise.all(Array.from({ length: Math.min(100, many - from) }, open));
  }
  return {
    get bytes() {
      return bytes;
    },
    takeDelays() {
      const taken = delays;
      delays = [];
      return taken;
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
