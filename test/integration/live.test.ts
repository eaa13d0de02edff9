/** The live client against the real SDK, over a real socket: what state holds is what a reader sees, also after a restart. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLiveClient, type LiveClient } from '@tallylight/client';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { afterEach, expect, test } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function startHost(
  port = 0,
): Promise<{ tally: Tallylight; server: Server; url: string; port: number; close(): Promise<void> }> {
  const tally = createTallylight({ tickMs: 100, historyMs: 2000 });
  const server = createServer((request, response) => {
    tally.observe(request, response, { stream: 'news' });
    response.setHeader('content-type', 'video/mp4');
    response.end(Buffer.alloc(10_000));
  });
  tally.attach(server);
  tally.stream('news', { title: 'News' });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    await tally.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { tally, server, url: `http://127.0.0.1:${bound}`, port: bound, close };
}
function connect(url: string): LiveClient {
  const live = createLiveClient({ url: `${url}/tallylight/v1` });
  open.push(() => live.close());
  return live;
}

test('a reader sees the streams, the bandwidth, the countries and the cards that the server holds', async () => {
  const host = await startHost();
  open.push(host.close);
  const live = connect(host.url);
  const streams = live.subscribe('streams');
  const bandwidth = live.subscribe('bandwidth');
  const geo = live.subscribe('geo');
  const dashboard = live.subscribe('dashboard');
  await (await fetch(`${host.url}/a.mp4`)).arrayBuffer();
  await waitFor('the stream to be up', () => streams.state.get('news')?.state === 'up');
  expect(streams.state.get('news')).toMatchObject({ title: 'News', egressBytes: 10_000, sessions: 1 });
  await waitFor('the country', () => geo.state.get('ZZ')?.egressBytes === 10_000);
  await waitFor(
    'the session on its card',
    () => (dashboard.state.get('sessions')?.values as { now?: number } | undefined)?.now === 1,
  );
  await waitFor('a point with the burst', () => bandwidth.state.get('total')?.points.some(([, egress]) => egress > 0));
  // Every subscription converges to what the server says of itself.
  await waitFor(
    'the reader’s row to be the server’s',
    () => JSON.stringify(geo.state.get('ZZ')) === JSON.stringify(host.tally.snapshot('geo').get('ZZ')),
  );
});

test('one point a tick arrives, in order and without a hole', async () => {
  const host = await startHost();
  open.push(host.close);
  const bandwidth = connect(host.url).subscribe('bandwidth', { filter: { keys: ['total'] } });
  await waitFor('fifteen points', () => (bandwidth.state.get('total')?.points.length ?? 0) >= 15);
  const seen = (bandwidth.state.get('total')?.points ?? []).map(([atMs]) => atMs);
  const held = (host.tally.snapshot('bandwidth').get('total')?.points ?? []).map(([atMs]) => atMs);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const common = held.filter((atMs) => atMs >= (seen[0] ?? 0) && atMs <= (seen.at(-1) ?? 0));
  expect(common.every((atMs) => seen.includes(atMs))).toBe(true);
});

test('when the server goes, what was seen stays with its age; when another comes, the reader goes on by itself', async () => {
  const first = await startHost();
  const live = connect(first.url);
  const streams = live.subscribe('streams');
  await waitFor('the first rows', () => streams.state.has('news'));
  const epoch = live.status.epoch;
  await first.close();
  await waitFor('stale', () => streams.status.phase === 'stale');
  expect(streams.state.has('news')).toBe(true);
  const age = streams.ageMs() ?? 0;
  await waitFor('the age to grow', () => (streams.ageMs() ?? 0) > age);

  const second = await startHost(first.port);
  open.push(second.close);
  await waitFor('live again', () => streams.status.phase === 'live');
  expect(live.status.epoch).not.toBe(epoch);
  expect(streams.state.get('news')?.egressBytes).toBe(0);
});

test('a removed stream leaves the reader’s rows too', async () => {
  const host = await startHost();
  open.push(host.close);
  const streams = connect(host.url).subscribe('streams');
  await waitFor('the row', () => streams.state.has('news'));
  host.tally.stream('news').remove();
  await waitFor('the row to go', () => !streams.state.has('news'));
});
