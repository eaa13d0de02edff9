/**
 * Players over keep-alive connections, as a proxy in front of them would hold them: each asks for the next segment when it has
 * the last. Raw sockets, because the client is to cost little beside the server that is measured.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const HEADERS_END = Buffer.from('\r\n\r\n');

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** Bytes of a body. */
  readonly bodyBytes: number;
  /** Players whose requests a connection carries in turn. */
  readonly playersEach: number;
}

/** Resolves when all requests were answered in full. */
export async function load({ port, connections, requests, bodyBytes, playersEach }: LoadOptions): Promise<void> {
  let left = requests;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      let count = 0;
      let pending: Buffer = Buffer.alloc(0);
      const ask = (): void => {
        if (left <= 0) {
          socket.end();
          return;
        }
        left -= 1;
        const player = connection * playersEach + (count % playersEach);
        count += 1;
        socket.write(
          `GET /hls/channel-${connection & 15}/segment-${count}.m4s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${USER_AGENT}\r\n` +
            `Accept: */*\r\nX-Forwarded-For: 81.2.${player >> 8}.${player & 255}\r\n\r\n`,
        );
      };
      socket.on('data', (chunk: Buffer) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const end = pending.indexOf(HEADERS_END);
        if (end < 0 || pending.length < end + HEADERS_END.length + bodyBytes) return;
        if (!pending.subarray(0, 15).toString('latin1').startsWith('HTTP/1.1 200'))
          throw new Error(pending.toString('latin1', 0, 300));
        pending = Buffer.alloc(0);
        ask();
      });
      ask();
      await once(socket, 'close');
    }),
  );
}
