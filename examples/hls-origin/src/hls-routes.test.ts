import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS } from './channels.ts';
import { createHlsRoutes } from './hls-routes.ts';
import { MEDIA_FOLDER } from './sample.ts';

/** A minute after the epoch: segments 24 to 29 are in the window. */
const NOW_MS = 60_000;

describe('the HLS routes', () => {
  const app = express().use('/hls', createHlsRoutes({ channels: CHANNELS, epochMs: 0, now: () => NOW_MS }));
  const server = createServer(app);
  let origin = '';

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  const get = (path: string): Promise<Response> => fetch(`${origin}/hls/${path}`);

  it('serve each stream from its multivariant playlist down to the last byte of a segment', async () => {
    for (const { id } of CHANNELS) {
      const multivariant = await get(`${id}/index.m3u8`);
      expect(multivariant.headers.get('content-type')).toMatch(/^application\/vnd\.apple\.mpegurl/);
      for (const rendition of ['360p', '180p']) {
        expect(await multivariant.clone().text()).toContain(`\n${rendition}/index.m3u8\n`);
        const playlist = await get(`${id}/${rendition}/index.m3u8`);
        expect(playlist.headers.get('cache-control')).toBe('no-cache');
        const uris = (await playlist.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
        expect(uris).toHaveLength(6);
        for (const uri of ['init.mp4', ...uris]) {
          const segment = await get(`${id}/${rendition}/${uri}`);
          expect(segment.status).toBe(200);
          expect(segment.headers.get('content-type')).toBe('video/mp4');
          const file = join(MEDIA_FOLDER, rendition, uri.slice(uri.indexOf('/') + 1));
          expect((await segment.arrayBuffer()).byteLength).toBe(statSync(file).size);
        }
      }
    }
  });

  it.each([
    ['a stream that is not there', 'nope/index.m3u8'],
    ['a rendition that is not there', 'news/4k/index.m3u8'],
    ['the init section of no rendition', 'news/4k/init.mp4'],
    ['a segment of tomorrow', 'news/360p/30/06.m4s'],
    ['a segment long gone', 'news/360p/12/00.m4s'],
    ['a segment under a number that is not its own', 'news/360p/29/06.m4s'],
    ['a number that is none', 'news/360p/-1/05.m4s'],
    ['a way out of the folder', 'news/360p/29/..%2f..%2fpackage.json'],
  ])('do not know %s', async (_what, path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    await answer.arrayBuffer();
  });

  it('still serve a segment that has just left the window', async () => {
    const answer = await get('news/360p/23/11.m4s');
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  });
});
