/**
 * A picture that is gone is found without decoding it: real ffmpeg material that turns black, is stopped, or loses segments.
 * How fast is told in target durations of the material, by its own programme dates where it has them, never by this machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import express, { type Request } from 'express';
import { afterEach, expect, test } from 'vitest';
import { CHANNELS } from '../../examples/hls-origin/src/channels.ts';
import { createHlsRoutes } from '../../examples/hls-origin/src/hls-routes.ts';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const ffmpeg = findPart(PARTS.ffmpeg);
const TARGET_MS = 2000;

let cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const task of cleanUp.reverse()) await task();
  cleanUp = [];
});

interface Channel {
  readonly tally: Tallylight;
  readonly encoder: ChildProcess;
  readonly get: (name: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Names that are answered with 404 from now on. */
  readonly lost: Set<string>;
}

/** A channel of ffmpeg's: a moving test picture with sound that turns black, or stands still, after so many seconds. */
async function channel(fault: 'black' | 'frozen', afterSeconds: number, tickMs = 100): Promise<Channel> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-picture-'));
  const picture =
    fault === 'black'
      ? `testsrc2=size=320x180:rate=25,noise=alls=12:allf=t,drawbox=t=fill:color=black:enable='gte(t,${afterSeconds})'`
      : `testsrc2=size=320x180:rate=25:duration=${afterSeconds},noise=alls=12:allf=t,tpad=stop_mode=clone:stop_duration=600`;
  const encoder = spawn(
    ffmpeg as string,
    [
      ...['-hide_banner', '-loglevel', 'error', '-re', '-f', 'lavfi', '-i', picture],
      ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '50', '-keyint_min', '50', '-sc_threshold', '0'],
      ...['-c:a', 'aac', '-b:a', '64k', '-f', 'hls', '-hls_time', '2', '-hls_list_size', '5'],
      ...['-hls_flags', 'program_date_time+temp_file', join(folder, 'index.m3u8')],
    ],
    { stdio: 'ignore' },
  );
  const exited = once(encoder, 'exit');
  cleanUp.push(async () => {
    encoder.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  });
  const tally = createTallylight({ tickMs, historyMs: 10_000 });
  const lost = new Set<string>();
  const server: Server = createServer((request, response) => {
    tally.observe(request, response, { stream: 'channel' });
    const name = (request.url ?? '').split('/').at(-1) ?? '';
    readFile(join(folder, name)).then(
      (body) => (lost.has(name) ? response.writeHead(404).end('gone') : response.end(body)),
      () => response.writeHead(404).end('not here'),
    );
  });
  tally.stream('channel');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(async () => {
    await tally.close();
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live/`;
  return {
    tally,
    encoder,
    lost,
    async get(name) {
      const answer = await fetch(base + name);
      return { status: answer.status, text: await answer.text() };
    },
  };
}

/** Plays like a player until `over`: the playlist ten times a target duration, each segment once. Tells the newest programme date. */
async function play({ get }: Channel, over: (edgeMs: number, firstMs: number) => boolean): Promise<number> {
  const fetched = new Set<string>();
  let firstMs = Number.NaN;
  for (;;) {
    const { status, text } = await get('index.m3u8');
    let edgeMs = Number.NaN;
    for (const line of status === 200 ? text.split('\n') : []) {
      if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) {
        edgeMs = Date.parse(line.slice(25));
        if (Number.isNaN(firstMs)) firstMs = edgeMs;
      } else if (line.startsWith('#EXTINF:')) edgeMs += Number.parseFloat(line.slice(8)) * 1000;
      else if (line.endsWith('.ts') && !fetched.has(line)) {
        fetched.add(line);
        await get(line);
      }
    }
    if (over(edgeMs, firstMs)) return edgeMs;
    await delay(TARGET_MS / 10);
  }
}

test.runIf(ffmpeg).each(['black', 'frozen'] as const)(
  'a picture that is %s is found within three target durations of its material',
  async (fault) => {
    const afterSeconds = 25;
    const live = await channel(fault, afterSeconds);
    const told: string[] = [];
    live.tally.on('stream-picture-lost', ({ payload }) => told.push(payload.picture));
    let goneAtMs = Number.NaN;
    const edgeMs = await play(live, (newestMs, firstMs) => {
      goneAtMs = firstMs + afterSeconds * 1000;
      if (newestMs <= goneAtMs - TARGET_MS) expect(told).toEqual([]);
      return told.length > 0 || newestMs > goneAtMs + 10 * TARGET_MS;
    });
    expect(told).toEqual([fault]);
    expect((edgeMs - goneAtMs) / TARGET_MS).toBeLessThanOrEqual(3);
    await waitFor('the row to say it', () => live.tally.snapshot('streams').get('channel')?.reason === fault);
    expect(live.tally.snapshot('streams').get('channel')?.state).toBe('up');
  },
);

test.runIf(ffmpeg)(
  'an encoder that stands still is found within three target durations, whatever the tick',
  async () => {
    // As long as a tick is by default: the request that shows it tells it.
    const live = await channel('black', 1e6, 5000);
    await play(live, (edgeMs, firstMs) => edgeMs - firstMs > 3 * TARGET_MS);
    let downAtMs = Number.NaN;
    live.tally.on('stream-down', ({ atMs, payload }) => {
      expect(payload.reason).toBe('stalled');
      downAtMs = atMs;
    });
    live.encoder.kill('SIGSTOP');
    const stoppedAtMs = Date.now();
    await play(live, () => !Number.isNaN(downAtMs) || Date.now() - stoppedAtMs > 20 * TARGET_MS);
    expect((downAtMs - stoppedAtMs) / TARGET_MS).toBeLessThanOrEqual(3);
    live.encoder.kill('SIGCONT');
    await play(live, () => live.tally.snapshot('streams').get('channel')?.state === 'up');
  },
);

test.runIf(ffmpeg)('a segment that is named and gone is counted at the first request for it', async () => {
  const live = await channel('black', 1e6);
  let named = '';
  await waitFor('a playlist', async () => {
    const { text } = await live.get('index.m3u8');
    named = text.split('\n').findLast((line) => line.endsWith('.ts')) ?? '';
    return named !== '';
  });
  live.lost.add(named);
  await waitFor('the playlist to be read', () => live.tally.snapshot('streams').get('channel')?.playlistAgeMs !== null);
  expect((await live.get(named)).status).toBe(404);
  const { pieces } = await live.tally.metrics.page();
  const page = Buffer.concat(pieces).toString();
  expect(page).toContain('tallylight_stream_requests_total{stream="channel",result="missing"} 1\n');
});

test('an hour of normal material raises no alarm', async () => {
  const clock = manualClock();
  const tally = createTallylight({ tickMs: 1000, clock });
  const app = express();
  app.use('/hls/:name', tally.media({ stream: (request: Request) => request.params.name }));
  app.use('/hls', createHlsRoutes({ channels: CHANNELS, now: clock.nowMs }));
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(async () => {
    await tally.close();
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hls/news/`;
  const alarms: string[] = [];
  tally.on('stream-picture-lost', ({ payload }) => alarms.push(payload.picture));
  tally.on('stream-down', ({ payload }) => alarms.push(payload.reason));
  await (await fetch(`${base}index.m3u8`)).arrayBuffer();
  const fetched = new Set<string>();
  for (let second = 0; second < 3600; second += 2) {
    for (const rendition of ['360p', '180p']) {
      const text = await (await fetch(`${base}${rendition}/index.m3u8`)).text();
      const newest = text.split('\n').findLast((line) => /^\d+\//.test(line)) ?? '';
      if (newest === '' || fetched.has(rendition + newest)) continue;
      fetched.add(rendition + newest);
      expect((await fetch(`${base}${rendition}/${newest}`)).status).toBe(200);
    }
    clock.advance(2000);
  }
  expect(fetched.size).toBeGreaterThan(3000);
  expect(alarms).toEqual([]);
  expect(tally.snapshot('streams').get('news')?.state).toBe('up');
});
