/**
 * A network that is bad in the ways of networks: late by chance, lossy (as TCP shows it: a stop until it was sent again),
 * narrow, silent in one direction or both while the sockets stay open, and torn with RST in the middle of a frame.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface RoughWay {
  readonly url: string;
  delayMs: number;
  jitterMs: number;
  /** Share of pieces that are lost once. */
  lossRatio: number;
  bytesPerSecond: number;
  /** What is open now carries nothing any more: to the client alone, or either way. Nobody is told. */
  die(how: 'down' | 'both'): void;
  /** Of the next piece to each client one half arrives, then RST. */
  tear(): void;
  close(): Promise<void>;
}

const RETRANSMIT_MS = 200;

interface Pair {
  isDeafDown: boolean;
  isDeafUp: boolean;
  isTorn: boolean;
}

export async function startRoughWay(target: string, random: () => number): Promise<RoughWay> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const pairs = new Set<Pair>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: Number(port), host: hostname, noDelay: true });
    const pair: Pair = { isDeafDown: false, isDeafUp: false, isTorn: false };
    pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        pairs.delete(pair);
        // Who is cut off does not hear of the end either.
        if (!pair.isDeafDown) other.destroy();
      });
    }
    near.on(
      'data',
      carry(far, () => pair.isDeafUp),
    );
    far.on(
      'data',
      carry(near, (bytes) => {
        if (pair.isTorn && bytes.length > 1) {
          near.write(bytes.subarray(0, bytes.length >> 1), () => near.resetAndDestroy());
          return true;
        }
        return pair.isDeafDown;
      }),
    );
  });

  /** In order, each piece when its time has come. */
  function carry(to: Socket, isStopped: (bytes: Buffer) => boolean): (bytes: Buffer) => void {
    let last: Promise<unknown> = Promise.resolve();
    let freeMs = 0;
    return (bytes) => {
      const { delayMs, jitterMs, lossRatio, bytesPerSecond } = way;
      const lateMs = delayMs + random() * jitterMs + (random() < lossRatio ? RETRANSMIT_MS : 0);
      freeMs = Math.max(freeMs, performance.now()) + (bytes.length / bytesPerSecond) * 1000;
      const atMs = freeMs + lateMs;
      last = last.then(async () => {
        const leftMs = atMs - performance.now();
        if (leftMs > 0) await delay(leftMs);
        if (!isStopped(bytes) && !to.destroyed) to.write(bytes);
      });
    };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const way: RoughWay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    jitterMs: 0,
    lossRatio: 0,
    bytesPerSecond: Number.POSITIVE_INFINITY,
    die(how) {
      for (const pair of pairs) {
        pair.isDeafDown = true;
        pair.isDeafUp = how === 'both';
      }
    },
    tear() {
      for (const pair of pairs) pair.isTorn = true;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return way;
}
