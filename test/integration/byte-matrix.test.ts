/**
 * What we count as sent must be what came out of the wire, to the byte, for every way in which node:http and Express
 * can send a body. The judge is a client on a bare socket that does its own framing. Every case runs with and without
 * us, and the answers must be the same.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createResponseObserver, type ResponseObserver } from '../../packages/sdk/src/sources/response-bytes.ts';
import { openRawClient, type RawClient, type RawResponse } from './raw-http.ts';

const MIB = 1024 * 1024;
const BIG = Buffer.alloc(32 * MIB, 'tallylight ');
const PIECE = BIG.subarray(0, 64 * 1024);
const FILE_BYTES = 300_007;

/**
 * What two kernels may hold of a body that nobody reads: by default Linux lets one TCP connection grow to 4 MiB on the
 * sending and 6 MiB on the receiving side. Measured here: 3.9 MB for a reader that stalls at once. The rest is margin.
 */
const SOCKET_BUFFER_BYTES = 16 * MIB;

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byte-matrix-'));
  file = join(folder, 'segment.bin');
  await writeFile(file, BIG.subarray(0, FILE_BYTES));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;
type Host = 'node:http' | 'express';

interface Told {
  sent: number;
  outcome: string;
  statusCode: number;
  firstByteMs: number;
  endedTimes: number;
}

interface Watch {
  observer: ResponseObserver;
  /** One per observed response, in order of arrival. */
  told: Told[];
  faults: unknown[];
  see(req: IncomingMessage, res: ServerResponse): void;
}

function watch(): Watch {
  const told: Told[] = [];
  const faults: unknown[] = [];
  const observer = createResponseObserver({ nowMs: () => performance.now(), onFault: (error) => faults.push(error) });
  const see = (req: IncomingMessage, res: ServerResponse): void => {
    const line: Told = { sent: 0, outcome: 'open', statusCode: 0, firstByteMs: -1, endedTimes: 0 };
    told.push(line);
    observer.observe(req, res, {
      sent(bytes) {
        line.sent += bytes;
      },
      ended(outcome, statusCode, firstByteMs) {
        Object.assign(line, { outcome, statusCode, firstByteMs, endedTimes: line.endedTimes + 1 });
      },
    });
  };
  return { observer, told, faults, see };
}

/** The handlers' own work, which may end after the client has all it wanted. */
const handled: Promise<unknown>[] = [];
const servers: Server[] = [];
const clients: RawClient[] = [];

async function serve(host: Host, handler: Handler, see?: Watch['see']): Promise<number> {
  const app = express();
  app.use((req, res, next) => {
    see?.(req, res);
    next();
  });
  app.use((req, res) => {
    handled.push(Promise.resolve(handler(req, res)));
  });
  const server =
    host === 'express'
      ? createServer(app)
      : createServer((req, res) => {
          see?.(req, res);
          handled.push(Promise.resolve(handler(req, res)));
        });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function open(port: number): Promise<RawClient> {
  const client = await openRawClient(port);
  clients.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(handled.splice(0));
  for (const client of clients.splice(0)) client.socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function until(isSo: () => boolean, what: string): Promise<void> {
  const giveUpMs = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > giveUpMs) throw new Error(`waited a minute for ${what}`);
    await sleep(5);
  }
}

function request(method: string, path = '/', headers: Record<string, string> = {}, version = '1.1'): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`;
}

const get = request('GET');

interface Case {
  name: string;
  hosts: readonly Host[];
  handler: Handler;
  /** Each is sent in one piece once all answers to the one before have come. @default one GET */
  sends?: { text: string; methods: string[] }[];
  status: number[];
  /** Body bytes on the wire, where they are known beforehand. */
  bytes?: number[];
  informational?: number[];
}

const one = (text: string, method = 'GET'): { text: string; methods: string[] }[] => [{ text, methods: [method] }];
const both = ['node:http', 'express'] as const;
const text = 'Grüße, 世界 – 🎬';
const textBytes = Buffer.byteLength(text);

const cases: Case[] = [
  {
    name: 'HEAD, though the host writes a body',
    hosts: both,
    handler: (_req, res) => {
      res.setHeader('content-length', textBytes);
      res.end(text);
    },
    sends: one(request('HEAD'), 'HEAD'),
    status: [200],
    bytes: [0],
  },
  {
    name: '304, though the host writes a body',
    hosts: both,
    handler: (_req, res) => {
      res.statusCode = 304;
      res.write('ignored');
      res.end('ignored as well');
    },
    status: [304],
    bytes: [0],
  },
  {
    name: '204, though the host writes a body',
    hosts: both,
    handler: (_req, res) => res.writeHead(204).end('ignored'),
    status: [204],
    bytes: [0],
  },
  {
    name: '206 from a file stream',
    hosts: both,
    handler: (_req, res) => {
      res.writeHead(206, { 'content-range': `bytes 1000-2999/${FILE_BYTES}`, 'content-length': 2000 });
      createReadStream(file, { start: 1000, end: 2999 }).pipe(res);
    },
    status: [206],
    bytes: [2000],
  },
  {
    name: '416 with an explanation',
    hosts: both,
    handler: (_req, res) => {
      res.writeHead(416, { 'content-range': `bytes */${FILE_BYTES}` });
      res.end('no such range');
    },
    status: [416],
    bytes: [13],
  },
  {
    name: 'chunked, strings in five encodings and bytes',
    hosts: both,
    handler: (_req, res) => {
      res.write(text);
      res.write(text, 'utf8');
      res.write('h\u00e9', 'latin1');
      res.write('00ff10', 'hex');
      res.write(Buffer.from(text).toString('base64'), 'base64');
      res.write(text, 'ucs2');
      res.write(new Uint8Array(17));
      res.end(Buffer.from('the end'));
    },
    status: [200],
    bytes: [3 * textBytes + 2 + 3 + 2 * text.length + 17 + 7],
  },
  {
    name: 'keep-alive, five requests one after another',
    hosts: both,
    handler: (req, res) => res.end('x'.repeat(Number(req.url?.slice(1)))),
    sends: [10, 2000, 0, 70_000, 1].flatMap((size) => one(request('GET', `/${size}`))),
    status: [200, 200, 200, 200, 200],
    bytes: [10, 2000, 0, 70_000, 1],
  },
  {
    name: 'pipelined, three requests in one write, the first answered last',
    hosts: both,
    handler: async (req, res) => {
      if (req.url === '/300000') await sleep(30);
      res.write('y'.repeat(Number(req.url?.slice(1))));
      res.end('.');
    },
    sends: [
      {
        text: request('GET', '/300000') + request('GET', '/200') + request('GET', '/0'),
        methods: ['GET', 'GET', 'GET'],
      },
    ],
    status: [200, 200, 200],
    bytes: [300_001, 201, 1],
  },
  {
    name: 'gzip piped into the response',
    hosts: both,
    handler: (_req, res) => {
      res.setHeader('content-encoding', 'gzip');
      Readable.from([text.repeat(10_000), PIECE])
        .pipe(createGzip())
        .pipe(res);
    },
    status: [200],
  },
  {
    name: 'one end of 32 MB',
    hosts: both,
    handler: (_req, res) => res.end(BIG),
    status: [200],
    bytes: [BIG.length],
  },
  { name: 'an empty end', hosts: both, handler: (_req, res) => res.end(), status: [200], bytes: [0] },
  { name: 'end(string)', hosts: both, handler: (_req, res) => res.end(text), status: [200], bytes: [textBytes] },
  {
    name: 'end(callback) after write(chunk, callback)',
    hosts: both,
    handler: (_req, res) => {
      res.write(text, () => undefined);
      res.end(() => undefined);
    },
    status: [200],
    bytes: [textBytes],
  },
  {
    name: 'end(chunk, callback)',
    hosts: both,
    handler: (_req, res) => res.end(text, () => undefined),
    status: [200],
    bytes: [textBytes],
  },
  {
    name: 'end(chunk, encoding, callback)',
    hosts: both,
    handler: (_req, res) => res.end('h\u00e9', 'latin1', () => undefined),
    status: [200],
    bytes: [2],
  },
  {
    name: 'a file piped',
    hosts: both,
    handler: (_req, res) => createReadStream(file).pipe(res),
    status: [200],
    bytes: [FILE_BYTES],
  },
  {
    name: 'a stream through pipeline, with content-length',
    hosts: both,
    handler: async (_req, res) => {
      res.setHeader('content-length', FILE_BYTES);
      await pipeline(createReadStream(file), res);
    },
    status: [200],
    bytes: [FILE_BYTES],
  },
  {
    name: 'early hints and 100-continue before the answer',
    hosts: both,
    handler: (req, res) => {
      res.writeEarlyHints({ link: '</init.mp4>; rel=preload' });
      req.resume().on('end', () => res.end(text));
    },
    sends: one(`${request('POST', '/', { Expect: '100-continue', 'Content-Length': '4' })}body`, 'POST'),
    status: [200],
    bytes: [textBytes],
    informational: [100, 103],
  },
  {
    name: 'trailers after a chunked body',
    hosts: both,
    handler: (_req, res) => {
      res.writeHead(200, { trailer: 'x-checksum' });
      res.write(text);
      res.addTrailers({ 'x-checksum': '0123456789abcdef' });
      res.end();
    },
    status: [200],
    bytes: [textBytes],
  },
  {
    name: 'an HTTP/1.0 client, body until close',
    hosts: both,
    handler: (_req, res) => {
      res.write(text);
      res.end(PIECE);
    },
    sends: one(request('GET', '/', {}, '1.0')),
    status: [200],
    bytes: [textBytes + PIECE.length],
  },
  {
    name: 'connection: close',
    hosts: both,
    handler: (_req, res) => res.end(PIECE),
    sends: one(request('GET', '/', { Connection: 'close' })),
    status: [200],
    bytes: [PIECE.length],
  },
  {
    name: 'writeHead with headers, then end',
    hosts: both,
    handler: (_req, res) => res.writeHead(200, { 'content-type': 'text/plain', 'content-length': textBytes }).end(text),
    status: [200],
    bytes: [textBytes],
  },
  {
    name: 'headers flushed early, pieces later, corked',
    hosts: both,
    handler: async (_req, res) => {
      res.flushHeaders();
      await sleep(5);
      res.cork();
      res.write(text);
      res.write(text);
      res.uncork();
      await sleep(5);
      res.end();
    },
    status: [200],
    bytes: [2 * textBytes],
  },
  {
    name: 'writes that node:http refuses, and one after the end',
    hosts: both,
    handler: (_req, res) => {
      res.on('error', () => undefined);
      for (const wrong of [null, 7, {}]) {
        try {
          res.write(wrong as unknown as string);
        } catch {
          // as without us
        }
      }
      res.end(text);
      res.write('too late');
      res.end('far too late', () => undefined);
    },
    status: [200],
    bytes: [textBytes],
  },
  {
    name: 'json by Express',
    hosts: ['express'],
    handler: (_req, res) => (res as express.Response).json({ text }),
    status: [200],
    bytes: [Buffer.byteLength(JSON.stringify({ text }))],
  },
  {
    name: 'sendFile by Express: whole, HEAD, a range, a range too far, unchanged',
    hosts: ['express'],
    handler: async (req, res) => {
      if (req.url === '/unchanged') req.headers['if-modified-since'] = (await stat(file)).mtime.toUTCString();
      (res as express.Response).sendFile(file);
    },
    sends: [
      ...one(get),
      ...one(request('HEAD'), 'HEAD'),
      ...one(request('GET', '/', { Range: 'bytes=100000-299999' })),
      ...one(request('GET', '/', { Range: 'bytes=900000-' })),
      ...one(request('GET', '/unchanged')),
    ],
    status: [200, 200, 206, 416, 304],
  },
];

async function exchange(port: number, { sends = one(get) }: Case): Promise<RawClient> {
  const client = await open(port);
  let awaited = 0;
  for (const { text: message, methods } of sends) {
    awaited += methods.length;
    client.send(message, ...methods);
    await client.received(awaited);
  }
  return client;
}

/** All of an answer that may be compared between two runs. */
function comparable(response: RawResponse): unknown {
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers, trailers: [...response.trailers] };
}

describe.each(cases.flatMap((item) => item.hosts.map((host) => ({ host, item, title: `${item.name}, on ${host}` }))))(
  '$title',
  ({ host, item }) => {
    test('what was counted came over the wire, and nobody noticed', async () => {
      const { observer, told, faults, see } = watch();
      const client = await exchange(await serve(host, item.handler, see), item);
      await until(() => observer.open === 0, 'all responses to be over');
      const plain = await exchange(await serve(host, item.handler), item);

      expect(client.responses.map((response) => response.status)).toEqual(item.status);
      if (item.bytes !== undefined) expect(client.responses.map((response) => response.bodyBytes)).toEqual(item.bytes);
      if (item.informational !== undefined) expect(client.informational).toEqual(item.informational);
      expect(told.map((line) => line.sent)).toEqual(client.responses.map((response) => response.bodyBytes));
      expect(told.map((line) => line.statusCode)).toEqual(item.status);
      expect(told.map((line) => `${line.outcome} ${line.endedTimes}`)).toEqual(item.status.map(() => 'completed 1'));
      expect(told.every((line) => line.firstByteMs >= 0)).toBe(true);
      expect(faults).toEqual([]);

      expect(client.responses.map(comparable)).toEqual(plain.responses.map(comparable));
      for (const [index, response] of client.responses.entries()) {
        const other = plain.responses[index];
        expect(other !== undefined && Buffer.concat(response.body).equals(Buffer.concat(other.body))).toBe(true);
      }
    });
  },
);

/** Writes piece after piece, a turn of the loop apart, and does not care whether anybody takes them. */
async function pour(res: ServerResponse, pieces: number): Promise<void> {
  for (let index = 0; index < pieces && !res.destroyed; index += 1) {
    res.write(PIECE);
    await nextTurn();
  }
}

const endBig: Handler = (_req, res) => res.end(BIG);
const pourOver: Handler = async (_req, res) => {
  await pour(res, 1024);
};
const pourAndEnd: Handler = async (_req, res) => {
  res.setHeader('content-length', 1024 * PIECE.length);
  await pour(res, 1024);
  if (!res.destroyed) res.end();
};

const aborts: { name: string; handler: Handler; largestWrite: number; stalled: boolean; reset: boolean }[] = [
  { name: 'one end of 32 MB, reset at once', handler: endBig, largestWrite: BIG.length, stalled: false, reset: true },
  { name: 'one end of 32 MB, closed at once', handler: endBig, largestWrite: BIG.length, stalled: false, reset: false },
  { name: 'one end of 32 MB, never read', handler: endBig, largestWrite: BIG.length, stalled: true, reset: true },
  {
    name: '64 MB in un-drained writes, reset',
    handler: pourOver,
    largestWrite: PIECE.length,
    stalled: false,
    reset: true,
  },
  {
    name: '64 MB in un-drained writes, never read',
    handler: pourOver,
    largestWrite: PIECE.length,
    stalled: true,
    reset: true,
  },
  {
    name: '64 MB in un-drained writes and an end, never read',
    handler: pourAndEnd,
    largestWrite: PIECE.length,
    stalled: true,
    reset: true,
  },
];

describe.each(aborts.flatMap((item) => both.map((host) => ({ host, item, title: `${item.name}, on ${host}` }))))(
  'aborted: $title',
  ({ host, item }) => {
    test('at least what the client read is counted, and at most one write and the socket buffers more', async () => {
      const { observer, told, faults, see } = watch();
      let isHandled = false;
      const port = await serve(
        host,
        async (req, res) => {
          await item.handler(req, res);
          isHandled = true;
        },
        see,
      );
      const client = await open(port);
      if (item.stalled) client.socket.pause();
      client.send(get, 'GET');
      if (item.stalled) await until(() => isHandled, 'the host to have written it all');
      else await client.receivedBytes(MIB);
      observer.sample();
      const read = client.bodyBytes();
      if (item.reset) client.socket.resetAndDestroy();
      else client.socket.destroy();
      await until(() => observer.open === 0, 'the response to be over');

      const line = told[0];
      expect(line).toMatchObject({ outcome: 'aborted', endedTimes: 1, statusCode: 200 });
      expect(line?.sent).toBeGreaterThanOrEqual(read);
      expect(line?.sent).toBeLessThanOrEqual(read + item.largestWrite + SOCKET_BUFFER_BYTES);
      expect(faults).toEqual([]);
    });
  },
);

test('a file that nobody reads to its end is aborted, whoever gives up first', async () => {
  const { observer, told, see } = watch();
  const port = await serve(
    'express',
    (_req, res) => {
      res.write(PIECE);
      setImmediate(() => res.destroy());
    },
    see,
  );
  const client = await open(port);
  client.send(get, 'GET');
  await client.closed();
  await until(() => observer.open === 0, 'the response to be over');
  expect(told).toMatchObject([{ outcome: 'aborted' }]);
  expect(told[0]?.sent).toBeGreaterThanOrEqual(client.bodyBytes());
  expect(told[0]?.sent).toBeLessThanOrEqual(PIECE.length);
});

test('pipelined answers whose turn never came count nothing, and none of them stays open', async () => {
  const { observer, told, see } = watch();
  const port = await serve('node:http', (req, res) => res.end(req.url === '/small' ? text : BIG), see);
  const client = await open(port);
  client.socket.pause();
  client.send(get + get + request('GET', '/small'), 'GET', 'GET', 'GET');
  await until(() => told.length === 3, 'three requests');
  client.socket.resetAndDestroy();
  await until(() => {
    observer.sample();
    return observer.open === 0;
  }, 'the responses to be over');
  expect(told.map((line) => `${line.outcome} ${line.endedTimes}`)).toEqual(['aborted 1', 'aborted 1', 'aborted 1']);
  expect(told.slice(1).map((line) => line.sent)).toEqual([0, 0]);
});

test('a host that hangs up as soon as a big body is through has completed it', async () => {
  const { observer, told, see } = watch();
  const port = await serve(
    'node:http',
    (req, res) => {
      res.on('finish', () => req.socket.destroy());
      res.end(BIG);
    },
    see,
  );
  const client = await open(port);
  client.send(get, 'GET');
  await client.received(1);
  await until(() => observer.open === 0, 'the response to be over');
  expect(told).toMatchObject([{ outcome: 'completed', sent: BIG.length }]);
});

test('while a body is on its way, what is told grows and never runs ahead of the socket', async () => {
  const { observer, told, see } = watch();
  const port = await serve(
    'node:http',
    async (_req, res) => {
      for (let index = 0; index < 512; index += 1) res.write(PIECE);
      res.end();
    },
    see,
  );
  const total = 512 * PIECE.length;
  const client = await open(port);
  client.socket.pause();
  client.send(get, 'GET');
  await until(() => told.length === 1, 'the request');
  observer.sample();
  expect(told[0]?.sent).toBeLessThanOrEqual(SOCKET_BUFFER_BYTES);
  client.socket.resume();
  await client.received(1);
  await until(() => observer.open === 0, 'the response to be over');
  expect(told).toMatchObject([{ outcome: 'completed', sent: total }]);
});

test('a slow reader of a drained file sees its progress told in parts', async () => {
  const { observer, told, see } = watch();
  const pieces = 256;
  const source = Readable.from(Array.from({ length: pieces }, () => PIECE));
  const port = await serve('node:http', (_req, res) => source.pipe(res), see);
  const client = await open(port);
  client.send(get, 'GET');
  const steps = new Set<number>();
  while (client.responses.length === 0) {
    client.socket.pause();
    observer.sample();
    const sent = told[0]?.sent ?? 0;
    expect(sent).toBeLessThanOrEqual(client.bodyBytes() + SOCKET_BUFFER_BYTES);
    steps.add(sent);
    client.socket.resume();
    await sleep(1);
  }
  await until(() => observer.open === 0, 'the response to be over');
  expect(told).toMatchObject([{ outcome: 'completed', sent: pieces * PIECE.length }]);
  expect(steps.size).toBeGreaterThan(2);
  expect([...steps]).toEqual([...steps].sort((a, b) => a - b));
});

test('no listener stays on a connection that serves many requests', async () => {
  const { observer, see } = watch();
  const counts: number[] = [];
  const port = await serve(
    'node:http',
    (req, res) => {
      const { socket } = req;
      counts.push(socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0));
      res.end(BIG.subarray(0, MIB));
    },
    see,
  );
  const client = await open(port);
  for (let index = 1; index <= 20; index += 1) {
    client.send(get, 'GET');
    await client.received(index);
  }
  await until(() => observer.open === 0, 'the responses to be over');
  expect(new Set(counts).size).toBe(1);
  expect(client.socket).toBeInstanceOf(Socket);
});
