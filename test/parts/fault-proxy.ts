/**
 * A way to a server that goes wrong as it is told: slow, in slices, cut, dead in both directions while the sockets stay open,
 * deaf to upgrades, or holding back event streams. It works on bytes; of HTTP it reads the first line and no more.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultProxy {
  readonly url: string;
  /** Each piece waits for this long, ms; order holds. */
  delayMs: number;
  /** Answers go out in pieces of so many bytes. */
  sliceBytes: number;
  /** An upgrade is answered 403, as by a proxy that does not know any. */
  refusesUpgrades: boolean;
  /** The answer of an event stream stays here, as in a proxy that waits until it is whole. */
  holdsStreams: boolean;
  /** New connections since the start. */
  readonly connections: number;
  /** Breaks everything that is open. */
  cut(): void;
  /** What is open now carries nothing any more, and nobody is told. */
  die(): void;
  close(): Promise<void>;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let connections = 0;
  /** Connections of an earlier generation are dead. */
  let generation = 0;

  const server = createServer((near) => {
    connections += 1;
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    const life = generation;
    let isHeld = false;
    near.on('data', (bytes) => {
      const head = bytes.toString('latin1', 0, 4096);
      if (proxy.refusesUpgrades && /^upgrade: *websocket/im.test(head)) {
        near.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
        return;
      }
      if (/^[A-Z]+ \S+ HTTP/.test(head)) isHeld = proxy.holdsStreams && head.includes('/live/sse');
      if (life === generation) pass(bytes, far, bytes.length);
    });
    far.on('data', (bytes) => {
      if (life === generation && !isHeld) pass(bytes, near, proxy.sliceBytes);
    });
  });

  function pass(bytes: Buffer, to: Socket, sliceBytes: number): void {
    const send = (): void => {
      for (let at = 0; at < bytes.length; at += sliceBytes) {
        if (!to.destroyed) to.write(bytes.subarray(at, at + sliceBytes));
      }
    };
    if (proxy.delayMs === 0) send();
    else setTimeout(send, proxy.delayMs);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    sliceBytes: Number.MAX_SAFE_INTEGER,
    refusesUpgrades: false,
    holdsStreams: false,
    get connections() {
      return connections;
    },
    cut() {
      for (const socket of open) socket.destroy();
    },
    die() {
      generation += 1;
    },
    async close() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
