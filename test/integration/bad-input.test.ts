/** What strangers and mistakes can send: each gets the answer of the design, the host is untouched, nothing is lost. */
import { request } from 'node:http';
import { createTallylight } from '@tallylight/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type HlsHost, startHlsHost } from '../parts/hls-host.ts';
import { waitFor } from '../parts/wait-for.ts';

let host: HlsHost;
const lines: string[] = [];
const say = (_fields: object, message: string): void => void lines.push(message);
const logger = { debug: say, info: say, warn: say, error: say };
const faults: unknown[] = [];
const onFault = (error: unknown): void => void faults.push(error);

beforeEach(async () => {
  lines.length = 0;
  faults.length = 0;
  process.on('unhandledRejection', onFault);
  host = await startHlsHost({ logger, streams: { maxStreams: 100 } });
});
afterEach(async () => {
  await host.close();
  process.off('unhandledRejection', onFault);
  expect(faults).toEqual([]);
});

const metric = async (name: string): Promise<number> => {
  const page = await (await fetch(`${host.url}/metrics`)).text();
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
};
/** A request with headers that fetch would not send. */
const ask = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(`${host.url}${path}`, { headers, agent: false }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (body += chunk))
        .on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject).end();
  });

test('a stream id with control characters is served and its bytes are counted under other', async () => {
  const answer = await ask(`/hls/${encodeURIComponent('a\u0007b\n"')}/index.m3u8`);
  expect(answer.status).toBe(404);
  await waitFor(
    'the bytes under other',
    async () =>
      (await metric('tallylight_stream_egress_bytes_total{stream="other"}')) === Buffer.byteLength(answer.body),
  );
  expect(await metric('tallylight_sdk_bad_ids_total')).toBe(1);
  expect([...host.tally.snapshot('streams').keys()]).toEqual([]);
});

test('an id of 10 kB is served, counted under other, and told in one short log line', async () => {
  for (let index = 0; index < 3; index += 1) await ask(`/hls/${'x'.repeat(10_000)}/index.m3u8`);
  await waitFor('three bad ids', async () => (await metric('tallylight_sdk_bad_ids_total')) === 3);
  const told = lines.filter((line) => line.includes('stream id'));
  expect(told).toHaveLength(1);
  expect(told[0]?.length).toBeLessThan(400);
});

test('a declared stream with a bad id is an inert handle that takes every call', () => {
  const handle = host.tally.stream('bad\nid');
  handle.up();
  handle.received(10);
  handle.openSession({ address: '8.8.8.8' }).sent(5);
  handle.remove();
  expect([...host.tally.snapshot('streams').keys()]).toEqual([]);
});

test('a thousand made-up names make no stream, because none of them gave media', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async (_, worker) => {
      for (let index = 0; index < 50; index += 1) await ask(`/hls/made-up-${worker}-${index}/index.m3u8`);
    }),
  );
  await waitFor(
    'all thousand counted',
    async () => (await metric('tallylight_stream_requests_total{stream="other",result="client_error"}')) === 1000,
  );
  expect([...host.tally.snapshot('streams').keys()]).toEqual([]);
});

test('names that do give media stop at the cap, and what the host declares still finds room', async () => {
  await host.close();
  const http = await import('node:http');
  const tally = createTallylight({ tickMs: 250, streams: { maxStreams: 100 } });
  const server = http.createServer((incoming, response) => {
    tally.observe(incoming, response, { stream: () => (incoming.url ?? '').split('/')[1] });
    response.setHeader('content-type', 'video/mp4');
    response.end('0123456789');
  });
  tally.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  for (let index = 0; index < 200; index += 1) await (await fetch(`${url}/flood-${index}/a.mp4`)).text();
  for (let index = 0; index < 100; index += 1) tally.stream(`mine-${index}`);
  const page = await (await fetch(`${url}/metrics`)).text();
  const egress = page.split('\n').filter((line) => line.startsWith('tallylight_stream_egress_bytes_total{'));
  const sum = egress.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  expect(egress.filter((line) => line.includes('"mine-'))).toHaveLength(100);
  expect(egress.filter((line) => line.includes('"flood-'))).toHaveLength(50);
  expect(sum).toBe(2000);
  await tally.close();
  server.closeAllConnections();
  server.close();
});

test.each([
  ['garbage', 'not an address, <script>, 999.1.1.1'],
  ['a hundred thousand hops', Array(10_000).fill('1.2.3.4').join(',').slice(0, 12_000)],
  ['a forged loopback', '127.0.0.1, 203.0.113.50'],
])('a hostile X-Forwarded-For (%s) does not open our paths and harms nobody', async (_name, xForwardedFor) => {
  const refused = await ask('/tallylight/v1/streams', { 'x-forwarded-for': xForwardedFor });
  const served = await ask('/hls/news/index.m3u8', { 'x-forwarded-for': xForwardedFor });
  expect(refused.status).toBe(403);
  expect(served.status).toBe(200);
});

test('a request that names a host which is not this machine is refused, with one line that says how to open it', async () => {
  for (const path of ['/metrics', '/tallylight/v1/info', '/tallylight/v1/streams']) {
    const answer = await ask(path, { host: 'tally.example' });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 403, code: 'forbidden' });
  }
  expect(lines.filter((line) => line.includes('refused a request'))).toHaveLength(1);
  expect((await ask('/hls/news/index.m3u8', { host: 'tally.example' })).status).toBe(200);
});

test('an upgrade with a foreign Origin is refused before it becomes a socket', async () => {
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/tallylight/v1/live`, 'tallylight.v1', {
    origin: 'https://evil.example',
  });
  const status = await new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
  expect(status).toBe(403);
});

/** Opens a live socket, sends these texts, and tells how it ended and what was said. */
const talk = (texts: readonly (string | Buffer)[]): Promise<{ code: number; said: string[] }> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    const socket = new WebSocket(`${host.url.replace('http', 'ws')}/tallylight/v1/live`, 'tallylight.v1');
    socket.on('open', () => {
      for (const text of texts) socket.send(text);
    });
    socket.on('message', (bytes) => said.push(bytes.toString()));
    socket.on('close', (code) => resolve({ code, said }));
    socket.on('error', reject);
  });

test('a malformed frame is answered with its code and the socket closes', async () => {
  const { code, said } = await talk(['{"op":"hello","v":1}', '{"op":']);
  expect(code).toBe(4400);
  expect(said.at(-1)).toContain('bad-frame');
});

test('a binary frame and one that is too large are refused', async () => {
  expect((await talk([Buffer.from([1, 2, 3])])).code).toBe(4400);
  expect((await talk(['x'.repeat(20_000)])).code).toBe(4413);
});

test('an unknown topic is named and the connection goes on to serve', async () => {
  const { said } = await talk([
    '{"op":"hello","v":1}',
    '{"op":"sub","id":1,"topic":"weather"}',
    '{"op":"sub","id":2,"topic":"dashboard"}',
    '{"op":"ping","n":1}',
    'end',
  ]);
  expect(said.some((text) => text.includes('"id":1') && text.includes('unknown-topic'))).toBe(true);
  expect(said.some((text) => text.includes('"subbed"') && text.includes('"id":2'))).toBe(true);
});

test('a wrong option stops construction with path, rule and value', () => {
  expect(() => createTallylight({ tickMs: -1 })).toThrow('tickMs must be an integer from 100 to 60000, received -1');
  expect(() => createTallylight({ trustedProxies: ['everyone'] })).toThrow(/trustedProxies\[0\].*received "everyone"/);
});

test('a path that does not exist and a method that is not there are problems, not the host’s pages', async () => {
  expect(JSON.parse((await ask('/tallylight/v1/nothing')).body)).toMatchObject({ status: 404 });
  const answer = await fetch(`${host.url}/tallylight/v1/streams`, { method: 'DELETE' });
  expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
    405,
    'GET',
    'application/problem+json',
  ]);
  expect(JSON.parse((await ask('/tallylight/v1/streams/none')).body)).toMatchObject({
    status: 404,
    detail: 'there is no stream "none"',
  });
});
