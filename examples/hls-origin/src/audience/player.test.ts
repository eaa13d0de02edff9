import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHANNELS } from '../channels.ts';
import { createHlsRoutes } from '../hls-routes.ts';
import { type PlayerOptions, watch } from './player.ts';
import { createRandom } from './random.ts';
import { createTotals } from './totals.ts';

describe('a player', () => {
  const asked: string[] = [];
  const app = express().use((request, _response, next) => {
    asked.push(request.url);
    next();
  });
  const server = createServer(app.use('/hls', createHlsRoutes({ channels: CHANNELS })));
  let origin = '';

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  const viewer = { stream: 'news', address: '85.214.132.7', country: 'DE', userAgent: 'test', keepAlive: true };
  const options = (facts: Partial<PlayerOptions>): PlayerOptions => ({
    origin,
    viewer,
    random: createRandom(1),
    chaos: false,
    segmentLimit: 3,
    stayMs: Number.POSITIVE_INFINITY,
    totals: createTotals(),
    leave: new AbortController().signal,
    cut: new AbortController().signal,
    ...facts,
  });

  it('starts three segments from the live edge and reads the init section once', async () => {
    asked.length = 0;
    const random = { ...createRandom(1), chance: () => false };
    await watch(options({ random }));
    const [multivariant, playlist, init, ...segments] = asked;
    expect([multivariant, playlist, init]).toEqual([
      '/hls/news/index.m3u8',
      '/hls/news/360p/index.m3u8',
      '/hls/news/360p/init.mp4',
    ]);
    const numbers = segments.map((url) => Number(url.split('/')[4]));
    expect(numbers).toEqual([0, 1, 2].map((index) => (numbers[0] ?? 0) + index));
  });

  it('that has bad luck all the time errs, breaks off and never gets a segment', async () => {
    const calling = new AbortController();
    const totals = createTotals();
    const random = { ...createRandom(1), chance: () => true };
    const watching = watch(options({ random, chaos: true, totals, leave: calling.signal }));
    await vi.waitFor(() => expect(totals.aborted).toBeGreaterThan(0), { timeout: 10_000 });
    calling.abort();
    await watching;
    expect(totals.refused).toBeGreaterThan(0);
    expect(totals.abortedBytes).toBeGreaterThan(0);
    expect(totals.segments).toBe(0);
  });

  it('plays at the speed of the picture, switches rendition, and leaves when its stay is over', async () => {
    asked.length = 0;
    const totals = createTotals();
    const random = { ...createRandom(1), chance: () => true };
    await watch(options({ random, totals, segmentLimit: Number.POSITIVE_INFINITY, stayMs: 2500 }));
    // Three at once to fill the buffer, then one each time that a segment was played.
    expect(totals.segments).toBeGreaterThanOrEqual(3);
    expect(totals.segments).toBeLessThanOrEqual(5);
    expect(totals.switches).toBe(totals.segments);
    expect(asked.some((url) => url.startsWith('/hls/news/180p/'))).toBe(true);
    expect(totals.stalls).toBe(0);
  }, 20_000);
});
