/**
 * A proxy that means well: takes away the headers that ask not to be cached or buffered, keeps answers to GET, collects what
 * streams for a while, and ends everything that is older than its limit.
 */
import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface RudeProxy {
  readonly url: string;
  /** Connections that it ended for their age. */
  readonly cuts: number;
  close(): Promise<void>;
}

const TAKEN_AWAY = ['cache-control', 'x-accel-buffering', 'last-event-id', 'pragma', 'expires', 'etag', 'vary'];

export async function startRudeProxy(
  target: string,
  { cutAfterMs, collectMs }: { readonly cutAfterMs: number; readonly collectMs: number },
): Promise<RudeProxy> {
  const { hostname, port } = new URL(target);
  const cache = new Map<string, { readonly status: number; readonly body: Buffer }>();
  const open = new Set<Socket>();
  let cuts = 0;
  const strip = (headers: object): Record<string, string | string[]> =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !TAKEN_AWAY.includes(name)));

  const server = createServer((request, response) => {
    const key = request.url ?? '/';
    const known = request.method === 'GET' ? cache.get(key) : undefined;
    if (known !== undefined) {
      response.writeHead(known.status).end(known.body);
      return;
    }
    const onward = ask({ hostname, port, method: request.method, path: key, headers: strip(request.headers) });
    request.pipe(onward);
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.on('response', (answer) => {
      const status = answer.statusCode ?? 502;
      response.writeHead(status, strip(answer.headers));
      const kept: Buffer[] = [];
      let collected: Buffer[] = [];
      const flush = (): void => {
        if (collected.length > 0) response.write(Buffer.concat(collected));
        collected = [];
      };
      const timer = setInterval(flush, collectMs);
      answer.on('data', (bytes: Buffer) => {
        kept.push(bytes);
        collected.push(bytes);
      });
      answer.on('end', () => {
        flush();
        response.end();
        if (request.method === 'GET') cache.set(key, { status, body: Buffer.concat(kept) });
      });
      answer.on('close', () => clearInterval(timer));
      answer.on('error', () => response.destroy());
    });
  });
  server.on('upgrade', (request, near: Socket, head) => {
    const far = connect(Number(port), hostname);
    const lines = Object.entries(strip(request.headers)).map(([name, value]) => `${name}: ${value}`);
    far.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  server.on('connection', (socket) => {
    open.add(socket);
    const timer = setTimeout(() => {
      cuts += 1;
      socket.destroy();
    }, cutAfterMs);
    socket.on('close', () => {
      open.delete(socket);
      clearTimeout(timer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
