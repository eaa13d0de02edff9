/**
 * A real browser plays the demo's stream with hls.js, over the seam where the sample begins again, without a stall.
 * The loop's epoch is chosen so that the seam comes soon; LONG=1 watches for 60 s and more seams.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEGMENT_COUNT, SEGMENT_MS } from '../../examples/hls-origin/src/sample.ts';
import { type Origin, startOrigin } from '../../examples/hls-origin/src/server.ts';
import { findPart, PARTS } from '../parts/system-part.ts';

const CHROMIUM = findPart(PARTS.chromium);
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--autoplay-policy=no-user-gesture-required',
];

/** How long to watch after the first seam, and how many seams that brings. */
const watching = process.env.LONG ? { afterSeamMs: 54_000, seams: 3 } : { afterSeamMs: 4000, seams: 1 };
/** The picture runs on the browser's own clock; a stall of a few frames shows as more than this. */
const LARGEST_LAG_MS = 400;

/** What the page wrote down. */
interface Seen {
  /** Names of troubles since the first picture: `waiting`, or an error of hls.js. */
  readonly troubles: string[];
  /** Where the picture fell behind the clock, in words. */
  readonly lags: string[];
  /** Each segment as it came on screen: media sequence number, discontinuity number, position in ms. */
  readonly segments: { readonly sequence: number; readonly discontinuity: number; readonly positionMs: number }[];
  /** Wall clock and position, ms, at the first picture and at the last look. */
  started: { readonly atMs: number; readonly positionMs: number } | undefined;
  now: { readonly atMs: number; readonly positionMs: number };
}

const PAGE = `<!doctype html><title>player</title><video muted playsinline></video><script src="/hls.js"></script>`;

/** Runs in the page: plays `source` and writes down what happens. */
const PLAY = (source: string): string => `(() => {
  const video = document.querySelector('video');
  const look = () => ({ atMs: performance.now(), positionMs: video.currentTime * 1000 });
  const seen = { troubles: [], lags: [], segments: [], started: undefined, get now() { return look(); } };
  window.seen = seen;
  const trouble = (name) => { if (seen.started) seen.troubles.push(name + ' at ' + video.currentTime.toFixed(2)); };
  video.addEventListener('waiting', () => trouble('waiting'));
  video.addEventListener('playing', () => { if (video.currentTime > 0) seen.started ??= look(); });
  let before;
  setInterval(() => {
    const now = look();
    const lagMs = before ? now.atMs - before.atMs - (now.positionMs - before.positionMs) : 0;
    if (seen.started && Math.abs(lagMs) > 50) seen.lags.push(lagMs.toFixed() + ' ms at ' + (now.positionMs / 1000).toFixed(2));
    before = seen.started && now;
  }, 250);
  const hls = new Hls();
  hls.on(Hls.Events.ERROR, (_, { details }) => seen.troubles.push(details));
  hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => {
    seen.segments.push({ sequence: frag.sn, discontinuity: frag.cc, positionMs: frag.start * 1000 });
  });
  hls.loadSource(${JSON.stringify(source)});
  hls.attachMedia(video);
  video.play();
})()`;

describe.skipIf(CHROMIUM === undefined)('hls.js in Chromium', () => {
  let browser: Browser;
  let pages: Server;
  let origin: Origin;

  beforeAll(async () => {
    const hls = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
    const app = express();
    app.get('/', (_request, response) => void response.send(PAGE));
    app.get('/hls.js', (_request, response) => response.sendFile(hls, { dotfiles: 'allow' }));
    pages = createServer(app);
    await once(pages.listen(0, '127.0.0.1'), 'listening');
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.close();
    pages?.closeAllConnections();
    pages?.close();
  });

  it('plays the looped stream over its seam without a stall', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
    // The last segment before the seam is complete now: players start three segments back and meet the seam after 6 s.
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    origin = await startOrigin({ port: 0, epochMs: Date.now() - SEGMENT_COUNT * SEGMENT_MS, logger: silent });
    await page.evaluate(PLAY(`${origin.url}/hls/news/index.m3u8`));

    const look = (): Promise<Seen> => page.evaluate('({ ...seen, now: seen.now })') as Promise<Seen>;
    const isOver = ({ segments, now }: Seen): boolean => {
      const first = segments[0]?.discontinuity ?? 0;
      const seam = segments.find(({ discontinuity }) => discontinuity > first);
      return seam !== undefined && now.positionMs > seam.positionMs + watching.afterSeamMs;
    };
    await expect
      .poll(async () => isOver(await look()), { timeout: watching.afterSeamMs + 60_000, interval: 250 })
      .toBe(true);

    const { troubles, lags, segments, started, now } = await look();
    expect(troubles).toEqual([]);
    expect(started).toBeDefined();
    if (started === undefined) return;
    const lagMs = now.atMs - started.atMs - (now.positionMs - started.positionMs);
    expect(Math.abs(lagMs), lags.join(', ')).toBeLessThan(LARGEST_LAG_MS);
    const sequences = segments.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
    const discontinuities = segments.map(({ discontinuity }) => discontinuity);
    expect((discontinuities.at(-1) ?? 0) - (discontinuities[0] ?? 0)).toBe(watching.seams);
    expect(segments.find(({ discontinuity }) => discontinuity > (discontinuities[0] ?? 0))?.sequence).toBe(
      SEGMENT_COUNT,
    );
  });
});
