import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createProber, type Probed, type Prober } from './prober.ts';

let server: Server;
let clock: ManualClock;
let prober: Prober;
let found: Probed[] = [];
let asked: string[] = [];
let base = '';

async function host(answer: RequestListener): Promise<void> {
  found = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clock = manualClock();
  prober = createProber(clock);
}
/** Waits until so many probes have ended. */
async function results(count: number): Promise<boolean[]> {
  while (found.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  return found.map(({ ok }) => ok);
}
const start = (path: string, more: object = {}): (() => void) =>
  prober.start('news', { url: base + path, intervalMs: 10_000, ...more }, (probed) => found.push(probed));

afterEach(() => {
  prober.close();
  server.closeAllConnections();
  server.close();
});

test('an answer of 200 is well, of 500 is not, and each interval brings one', async () => {
  let status = 200;
  await host((_request, response) => void response.writeHead(status).end('x'));
  start('/a');
  expect(await results(1)).toEqual([true]);
  status = 500;
  clock.advance(10_000);
  expect(await results(2)).toEqual([true, false]);
});

test('a playlist that no longer advances fails after two and a half target durations', async () => {
  let sequence = 5;
  await host((request, response) => {
    if (request.url === '/i.m3u8') response.end('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv/i.m3u8\n');
    else response.end(`#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXTINF:5,\na.ts\n`);
  });
  start('/i.m3u8');
  await results(1);
  sequence = 6;
  clock.advance(10_000);
  await results(2);
  clock.advance(10_000);
  await results(3);
  clock.advance(10_000);
  expect(await results(4)).toEqual([true, true, true, false]);
  expect(asked.slice(0, 2)).toEqual(['/i.m3u8', '/v/i.m3u8']);
});

test('an answer that never comes fails at the limit, and the next one waits for it', async () => {
  await host(() => {});
  start('/slow', { timeoutMs: 10_000 });
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  clock.advance(9999);
  expect(found).toEqual([]);
  clock.advance(1);
  expect(await results(1)).toEqual([false]);
  expect(asked.length).toBe(1);
});

test('a redirect is not followed, and what must be in the answer must be there', async () => {
  await host((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: `${base}/there` }).end();
    else response.end('all is well');
  });
  start('/moved');
  expect(await results(1)).toEqual([false]);
  start('/there', { expect: { contains: 'is well' } });
  expect(await results(2)).toEqual([false, true]);
  start('/there', { expect: { contains: 'is ill' } });
  expect(await results(3)).toEqual([false, true, false]);
  expect(asked).toEqual(['/moved', '/there', '/there']);
});

test('stopped is stopped', async () => {
  await host((_request, response) => void response.end('x'));
  const stop = start('/a');
  await results(1);
  stop();
  clock.advance(100_000);
  expect(found.length).toBe(1);
});

test.each([
  [{ url: 'ftp://x' }, 'probe.url must be an http or https URL, received "ftp://x"'],
  [{ intervalMs: 5 }, 'probe.intervalMs must be a number from 1000 to 86400000, received 5'],
  [{ timeoutMs: 20_000 }, 'probe.timeoutMs must be a number from 1 to 10000, received 20000'],
])('a probe that cannot be is refused: %j', async (wrong, message) => {
  await host(() => {});
  expect(() => start('/a', wrong)).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
});
