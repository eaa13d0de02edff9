/**
 * A segment that our own manifest names and that is gone is our fault; one that a player made up is the player's. Manifests
 * and segments are ffmpeg's own: DASH by time, by number and by fixed duration, HLS with an init segment, and parts.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTallylight } from '@tallylight/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const ffmpeg = findPart(PARTS.ffmpeg);

let cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const task of cleanUp.reverse()) await task();
  cleanUp = [];
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-missing-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const picture = (seconds: number, isLive = false): readonly string[] => [
  ...['-hide_banner', '-loglevel', 'error', ...(isLive ? ['-re'] : [])],
  ...['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=25:duration=${seconds}`],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '25', '-keyint_min', '25', '-sc_threshold', '0'],
];

interface Host {
  /** Asks for a file; the status of the answer. */
  ask(name: string): Promise<number>;
  /** Answers by what they were counted as. */
  counted(result: string): Promise<number>;
  /** Waits until the manifest that was asked for has been read. */
  read(): Promise<void>;
  readonly lost: Set<string>;
}

/** Serves a folder; what is lost is answered with 404. */
async function host(folder: string): Promise<Host> {
  const tally = createTallylight({ tickMs: 100, historyMs: 10_000, metrics: { cacheMs: 0 } });
  const lost = new Set<string>();
  const server: Server = createServer((request, response) => {
    tally.observe(request, response, { stream: 'channel' });
    const name = (request.url ?? '').split('/').at(-1)?.split('?')[0] ?? '';
    readFile(join(folder, name)).then(
      (body) => (lost.has(name) ? response.writeHead(404).end('gone') : response.end(body)),
      () => response.writeHead(404).end('not here'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(async () => {
    await tally.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live/`;
  const counted = async (result: string): Promise<number> => {
    const { pieces } = await tally.metrics.page();
    const line = new RegExp(`^tallylight_stream_requests_total\\{stream="channel",result="${result}"\\} (\\d+)$`, 'm');
    return Number(line.exec(Buffer.concat(pieces).toString())?.[1]);
  };
  return {
    lost,
    counted,
    async ask(name) {
      const answer = await fetch(url + name);
      await answer.arrayBuffer();
      return answer.status;
    },
    async read() {
      await waitFor('the manifest to be read', () => {
        const row = tally.snapshot('streams').get('channel');
        return row !== undefined && row.protocol !== 'http';
      });
    },
  };
}

describe.runIf(ffmpeg)('with real material', () => {
  const run = promisify(execFile);

  test.each([
    ['by time', ['-use_template', '1', '-use_timeline', '1', '-media_seg_name', 'seg-$RepresentationID$-$Time$.m4s']],
    ['by number', ['-use_template', '1', '-use_timeline', '1']],
    ['by fixed duration', ['-use_template', '1', '-use_timeline', '0']],
    ['by list', ['-use_template', '0', '-use_timeline', '0']],
  ] as const)('DASH %s: every segment on the disk is promised, and none besides', async (_how, options) => {
    const folder = await emptyFolder();
    const dash = ['-f', 'dash', '-seg_duration', '2', '-single_file', '0', ...options, join(folder, 'live.mpd')];
    await run(ffmpeg as string, [...picture(7), ...dash]);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.m4s')).sort();
    expect(files.length).toBeGreaterThanOrEqual(5);
    const { ask, counted, read, lost } = await host(folder);
    expect(await ask('live.mpd')).toBe(200);
    await read();
    for (const name of files) lost.add(name);
    for (const name of files) expect(await ask(`${name}?session=1`), name).toBe(404);
    expect(await counted('missing')).toBe(files.length);
    // The last number or time is one that a player may make up: the next one, and one far off.
    const last = files.findLast((name) => /\d+\.m4s$/.test(name)) ?? '';
    const madeUp = (add: number): string =>
      last.replace(/(\d+)(\.m4s)$/, (_all, digits: string, type: string) => {
        return `${String(Number(digits) + add).padStart(digits.length, '0')}${type}`;
      });
    for (const name of [madeUp(1), madeUp(1000), 'nothing.m4s']) expect(await ask(name), name).toBe(404);
    expect([await counted('missing'), await counted('client_error')]).toEqual([files.length, 3]);
  });

  test('DASH live: what the window names is promised, what it has left behind and what is to come is not', async () => {
    const folder = await emptyFolder();
    const dash = ['-f', 'dash', '-seg_duration', '1', '-window_size', '3', '-extra_window_size', '0'];
    const encoder = spawn(ffmpeg as string, [...picture(600, true), ...dash, join(folder, 'live.mpd')], {
      stdio: 'ignore',
    });
    const exited = once(encoder, 'exit');
    cleanUp.push(async () => {
      encoder.kill('SIGKILL');
      await exited;
    });
    const { ask, counted, read } = await host(folder);
    let manifest = '';
    await waitFor('a window that has left something behind', async () => {
      manifest = await readFile(join(folder, 'live.mpd'), 'utf8').catch(() => '');
      return Number(/startNumber="(\d+)"/.exec(manifest)?.[1]) >= 2;
    });
    // Nothing changes any more: what the manifest says and what is on the disk belong together.
    encoder.kill('SIGSTOP');
    expect(manifest).toContain('type="dynamic"');
    expect(await ask('live.mpd')).toBe(200);
    await read();
    const current = await readFile(join(folder, 'live.mpd'), 'utf8');
    const first = Number(/startNumber="(\d+)"/.exec(current)?.[1]);
    const name = (number: number): string => `chunk-stream0-${String(number).padStart(5, '0')}.m4s`;
    expect(await ask(name(first + 1))).toBe(200);
    await rm(join(folder, name(first + 1)));
    expect(await ask(name(first + 1))).toBe(404);
    expect(await ask(name(first - 1))).toBe(404);
    expect(await ask(name(first + 50))).toBe(404);
    expect([await counted('missing'), await counted('client_error')]).toEqual([1, 2]);
  });

  test('HLS: an init segment, a segment and a part that the playlist names', async () => {
    const folder = await emptyFolder();
    const hls = ['-f', 'hls', '-hls_time', '1', '-hls_segment_type', 'fmp4', '-hls_playlist_type', 'event'];
    const names = ['-hls_segment_filename', join(folder, 'part%d.m4s'), join(folder, 'by-ffmpeg.m3u8')];
    await run(ffmpeg as string, [...picture(7), ...hls, ...names]);
    // Each second is a part; two of them, one after the other, are a segment.
    const parts = (await readdir(folder)).filter((name) => name.startsWith('part'));
    expect(parts.length).toBeGreaterThanOrEqual(6);
    const whole = await Promise.all(['part0.m4s', 'part1.m4s'].map((name) => readFile(join(folder, name))));
    await writeFile(join(folder, 'seg0.m4s'), Buffer.concat(whole));
    const head = '#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART-INF:PART-TARGET=1\n';
    const part = (number: number): string => `#EXT-X-PART:DURATION=1,URI="part${number}.m4s"\n`;
    const playlist = `${head}#EXT-X-MAP:URI="init.mp4"\n${part(0)}${part(1)}#EXTINF:2,\nseg0.m4s\n${part(2)}`;
    const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part3.m4s"\n';
    await writeFile(join(folder, 'index.m3u8'), playlist + hint);
    const { ask, counted, read, lost } = await host(folder);
    expect(await ask('index.m3u8')).toBe(200);
    await read();
    for (const name of ['init.mp4', 'seg0.m4s', 'part2.m4s']) expect(await ask(name), name).toBe(200);
    for (const name of ['init.mp4', 'seg0.m4s', 'part2.m4s', 'part3.m4s']) lost.add(name);
    for (const name of ['init.mp4', 'seg0.m4s', 'part2.m4s']) expect(await ask(name), name).toBe(404);
    expect(await counted('missing')).toBe(3);
    // Only hinted at: it may never come.
    expect(await ask('part3.m4s')).toBe(404);
    expect([await counted('missing'), await counted('client_error')]).toEqual([3, 1]);
    // One part more, and the playlist has advanced by no segment.
    await writeFile(join(folder, 'index.m3u8'), `${playlist}${part(3)}`);
    expect(await ask('index.m3u8')).toBe(200);
    await waitFor('the new part to be promised', async () => {
      await ask('part3.m4s');
      return (await counted('missing')) === 4;
    });
  });
});
