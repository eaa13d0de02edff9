import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHANNELS } from './channels.ts';
import { createPlayers } from './players.ts';
import { type Origin, startOrigin } from './server.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('the demo origin', () => {
  let origin: Origin;

  beforeAll(async () => {
    origin = await startOrigin({ port: 0, logger: silent });
  });
  afterAll(() => origin?.close());

  const json = async (path: string): Promise<unknown> => (await fetch(`${origin.url}${path}`)).json();

  const egressBytesOf = async (id: string): Promise<number> => {
    const { stream } = (await json(`/tallylight/v1/streams/${id}`)) as { stream: { egressBytes: number } };
    return stream.egressBytes;
  };

  it('has its page, its streams and what Tallylight adds on one port', async () => {
    const page = await (await fetch(origin.url)).text();
    for (const { id } of CHANNELS) expect(page).toContain(`href="/hls/${id}/index.m3u8"`);
    expect(page).toContain(`curl -s -o /dev/null ${origin.url}/hls/news/360p/init.mp4`);
    for (const [, path] of page.matchAll(/href="(\/[^"]*)"/g)) {
      const answer = await fetch(`${origin.url}${path}`);
      expect(`${path} ${answer.status}`).toBe(`${path} 200`);
      await answer.arrayBuffer();
    }
  });

  it('answers 404 for a stream that it does not have', async () => {
    const answer = await fetch(`${origin.url}/hls/nope/index.m3u8`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/no such stream/);
  });

  it('lets a page of another origin play', async () => {
    const answer = await fetch(`${origin.url}/hls/news/index.m3u8`, { headers: { origin: 'http://localhost:9999' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    await answer.arrayBuffer();
  });

  it('knows its viewers: how many, from where, and every byte', async () => {
    const before = await egressBytesOf('music');
    const player = { stream: 'music', userAgent: 'test player', keepAlive: true };
    const players = createPlayers({
      origin: origin.url,
      viewers: [
        { ...player, address: '85.214.132.9', country: 'DE' },
        { ...player, address: '126.10.10.9', country: 'JP' },
      ],
      chaos: false,
      joinOverMs: 0,
      segmentLimit: 3,
    });
    players.start();
    const { byStream, byCountry } = await players.done;
    await vi.waitFor(
      async () => {
        const { streams } = (await json('/tallylight/v1/streams')) as { streams: object[] };
        expect(streams).toContainEqual(
          expect.objectContaining({
            id: 'music',
            title: 'Music',
            sessions: 2,
            egressBytes: before + (byStream.music?.bytes ?? 0),
          }),
        );
        const { countries } = (await json('/tallylight/v1/geo')) as { countries: object[] };
        for (const country of ['DE', 'JP']) {
          expect(countries).toContainEqual(
            expect.objectContaining({ id: country, sessions: 1, egressBytes: byCountry[country]?.bytes }),
          );
        }
      },
      { timeout: 15_000, interval: 200 },
    );
  }, 30_000);

  it('says which option to use when its port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startOrigin({ port, logger: silent })).rejects.toThrow(
      new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken.*--port`),
    );
    other.close();
  });

  it('closes with players still connected, and the port is free again', async () => {
    const first = await startOrigin({ port: 0, logger: silent });
    const players = createPlayers({ origin: first.url, count: 3, chaos: false, joinOverMs: 0 });
    players.start();
    await vi.waitFor(() => expect(players.totals.responses).toBeGreaterThan(3), { timeout: 10_000 });
    await first.close();
    const again = await startOrigin({ port: Number(new URL(first.url).port), logger: silent });
    await again.close();
    await players.stop({ graceful: false });
  });
});
