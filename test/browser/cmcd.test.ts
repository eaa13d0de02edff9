/**
 * Real players in a real browser report by CMCD while they play the demo's stream, and what the SDK derives agrees with what
 * the player saw itself. One stall is made on purpose: the gate holds segments back until the picture stands, and 2.5 s more.
 *
 * Tolerances: v2 tells states and times, so times agree to a quarter of a second; v1 has no word for startup, so that is an
 * upper bound, late by as long as the next segment of a live stream takes to come (2 s) and some.
 */
import type { StreamRow } from '@tallylight/protocol';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Origin, startOrigin } from '../../examples/hls-origin/src/server.ts';
import { type DashHost, startDashHost } from '../parts/dash-host.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';
import { type Gate, openGate } from './cmcd/gate.ts';
import { PLAY_DASH_JS, PLAY_HLS_JS, PLAY_SHAKA, WATCH, type Watched } from './cmcd/watching.ts';

const CHROMIUM = findPart(PARTS.chromium);
const FFMPEG = findPart(PARTS.ffmpeg);
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--autoplay-policy=no-user-gesture-required',
];
const HELD_MS = 2500;
const SOON = { limitMs: 60_000, everyMs: 100 };

let browser: Browser;
let origin: Origin;
let gate: Gate;
/** Whose metrics and rows are looked at. */
let base: string;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  origin = await startOrigin({ port: 0, logger: silent });
  base = origin.url;
  gate = await openGate(base);
});
afterAll(async () => {
  await browser?.close();
  await gate?.close();
  await origin?.close();
});

const look = (page: Page): Promise<Watched> => page.evaluate('look()') as Promise<Watched>;

/** Opens a page of the gate and plays there. */
async function play(script: string, start: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${gate.url}/page/${script}`);
  await page.evaluate(WATCH);
  await page.evaluate(start);
  await waitFor(
    `${script} to play`,
    async () => (await look(page)).positionMs > 0 && (await look(page)).playingMs,
    SOON,
  );
  return page;
}

/** Plays on by so much. */
async function playOn(page: Page, ms: number): Promise<void> {
  const until = (await look(page)).playedMs + ms;
  await waitFor('playback to go on', async () => (await look(page)).playedMs >= until, SOON);
}

/** Makes the player stall once. */
async function stallOnce(page: Page): Promise<void> {
  gate.hold();
  const stall = await waitFor('the picture to stand', async () => (await look(page)).stalls[0], SOON);
  await waitFor(
    'it to have stood for long enough',
    () => page.evaluate(`performance.now() - ${stall.startMs} > ${HELD_MS}`) as Promise<boolean>,
    SOON,
  );
  gate.release();
  await waitFor('the picture to go on', async () => (await look(page)).stalls[0]?.endMs, SOON);
}

async function playersOf(stream: string): Promise<NonNullable<StreamRow['players']>> {
  const answer = await fetch(`${base}/tallylight/v1/streams/${stream}`);
  const { players } = ((await answer.json()) as { stream: StreamRow }).stream;
  if (players === null) throw new Error(`no player of ${stream} reported`);
  return players;
}

/** Values of the page of metrics by series, as they are written there. */
async function metrics(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${base}/metrics`)).text();
  const series = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/^(tallylight_\S+) (\S+)$/gm)) series.set(name as string, Number(value));
  return series;
}

/** By how much each series grew. */
async function growth(before: ReadonlyMap<string, number>): Promise<(series: string) => number> {
  const now = await metrics();
  return (series) => (now.get(series) ?? Number.NaN) - (before.get(series) ?? 0);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const stallMsOf = ({ stalls: [stall] }: Watched): number => (stall?.endMs ?? 0) - (stall?.startMs ?? 0);

/** Duration-weighted, in bytes per second, as the row has it. */
function meanBitrate({ objects }: Watched): number {
  const weight = objects.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return objects.reduce((sum, { bitsPerSecond, durationMs }) => sum + (bitsPerSecond / 8) * durationMs, 0) / weight;
}

describe.skipIf(CHROMIUM === undefined)('hls.js tells by CMCD what it saw', () => {
  it.each([
    ['query', 'news', { contentId: 'news' }],
    ['header', 'sports', { contentId: 'sports', useHeaders: true }],
  ])('version 1 by %s: one stall, startup, bitrate and buffer', async (mode, stream, cmcd) => {
    const before = await metrics();
    const page = await play('hls.js', PLAY_HLS_JS(`${gate.url}/hls/${stream}/index.m3u8`, cmcd));
    await playOn(page, 5000);
    await stallOnce(page);
    await playOn(page, 5000);
    await waitFor('the stall to be told', async () => (await playersOf(stream)).stalls > 0, SOON);
    const saw = await look(page);
    const told = await playersOf(stream);
    const grown = await growth(before);
    await page.close();

    expect(saw.stalls).toHaveLength(1);
    expect(told.stalls).toBe(1);
    expect(grown('tallylight_player_stalls_total{player_format="hls_live"}')).toBe(1);
    expect(grown(`tallylight_stream_stalls_total{stream="${stream}"}`)).toBe(1);
    // Version 1 tells no time, and nothing is made up.
    expect(told.stallRatio).toBeNull();
    expect(grown(`tallylight_stream_stall_seconds_total{stream="${stream}"}`)).toBe(0);

    const startupMs = (saw.playingMs ?? 0) - (saw.manifestMs ?? 0);
    expect(told.startupMs).toBeGreaterThan(startupMs - 300);
    expect(told.startupMs).toBeLessThan(startupMs + 3000);
    expect(grown('tallylight_player_startup_duration_seconds_count{player_format="hls_live"}')).toBe(1);

    expect(told.bitrateBytesPerSecond).toBeCloseTo(meanBitrate(saw), -3);
    expect(Math.abs((told.bufferMs ?? 0) - mean(saw.objects.map(({ bufferMs }) => bufferMs)))).toBeLessThan(300);
    expect(told.now).toBe(1);
    expect(grown(`tallylight_cmcd_reports_total{mode="${mode}",version="1",result="parsed"}`)).toBeGreaterThan(8);
    expect(grown(`tallylight_cmcd_reports_total{mode="${mode}",version="1",result="malformed"}`)).toBe(0);
  });

  it('version 2 by events: the stall and how long it was, startup to the frame, time played', async () => {
    const before = await metrics();
    const eventTargets = [
      { url: `${gate.url}/tallylight/v1/cmcd`, events: ['ps', 'e', 't', 'rr', 'bc'], interval: 2, batchSize: 1 },
    ];
    const cmcd = { version: 2, contentId: 'cinema', eventTargets };
    const page = await play('hls.js', PLAY_HLS_JS(`${gate.url}/hls/cinema/index.m3u8`, cmcd));
    await playOn(page, 5000);
    await stallOnce(page);
    await playOn(page, 5000);
    await waitFor('the stall to be told', async () => (await playersOf('cinema')).stalls > 0, SOON);
    await waitFor('two more ticks', async () => (await playersOf('cinema')).stallRatio, SOON);
    const saw = await look(page);
    const told = await playersOf('cinema');
    const grown = await growth(before);
    await page.close();

    expect(saw.stalls).toHaveLength(1);
    expect(told.stalls).toBe(1);
    const stalledMs = 1000 * grown('tallylight_stream_stall_seconds_total{stream="cinema"}');
    expect(Math.abs(stalledMs - stallMsOf(saw))).toBeLessThan(250);
    expect(grown('tallylight_player_stall_duration_seconds_count{player_format="hls_live"}')).toBe(1);

    const startupMs = (saw.playingMs ?? 0) - (saw.playMs ?? 0);
    expect(Math.abs((told.startupMs ?? 0) - startupMs)).toBeLessThan(250);

    // The newest report is at most one interval old.
    const playedMs = 1000 * grown('tallylight_stream_play_seconds_total{stream="cinema"}');
    expect(playedMs).toBeLessThan(saw.playedMs + 500);
    expect(playedMs).toBeGreaterThan(saw.playedMs - 2500);
    expect(told.bitrateBytesPerSecond).toBeCloseTo(meanBitrate(saw), -3);
    expect(grown('tallylight_cmcd_reports_total{mode="event",version="2",result="parsed"}')).toBeGreaterThan(8);
    expect(grown('tallylight_cmcd_reports_total{mode="event",version="2",result="malformed"}')).toBe(0);
  });
});

/** Shaka leaves `sta` out unless it is asked for, and dash.js's events carry only what is asked for. */
const KEYS = ['bl', 'br', 'cid', 'd', 'e', 'ltc', 'msd', 'mtp', 'ot', 'sf', 'sid', 'sn', 'st', 'sta', 'su', 'ts', 'v'];

describe.skipIf(CHROMIUM === undefined)('Shaka tells by CMCD what it saw, over HLS', () => {
  it('version 1 by query: startup, bitrate and buffer; it has no word for stalls', async () => {
    const before = await metrics();
    const page = await play('shaka.js', PLAY_SHAKA(`${gate.url}/hls/music/index.m3u8`, { contentId: 'music' }));
    await playOn(page, 5000);
    const saw = await look(page);
    const told = await waitFor('a startup', async () => {
      const players = await playersOf('music');
      return players.startupMs === null ? undefined : players;
    });
    const grown = await growth(before);
    await page.close();
    expect(saw.errors).toEqual([]);
    expect(told.startupMs).toBeLessThan((saw.playingMs ?? 0) - (saw.loadMs ?? 0) + 3000);
    expect(told.bitrateBytesPerSecond).toBeGreaterThan(180_000 / 8);
    expect(told.bitrateBytesPerSecond).toBeLessThan(410_000 / 8 + 1);
    expect(told.bufferMs).toBeGreaterThan(1000);
    expect(grown('tallylight_cmcd_reports_total{mode="query",version="1",result="parsed"}')).toBeGreaterThan(5);
    expect(grown('tallylight_cmcd_reports_total{mode="query",version="1",result="malformed"}')).toBe(0);
  });

  it('version 2 by events: the stall and how long it was, startup, live latency', async () => {
    const before = await metrics();
    const url = `${gate.url}/tallylight/v1/cmcd`;
    const target = {
      ...{ url, enabled: true, mode: 'event', events: ['ps', 'e', 't'] },
      interval: 2,
      includeKeys: KEYS,
    };
    const cmcd = { version: 2, contentId: 'lobby', includeKeys: KEYS, eventTargets: [target] };
    const page = await play('shaka-debug.js', PLAY_SHAKA(`${gate.url}/hls/lobby/index.m3u8`, cmcd));
    await playOn(page, 5000);
    await stallOnce(page);
    await playOn(page, 5000);
    const told = await waitFor('the stall', async () => {
      const players = await playersOf('lobby');
      return players.stallRatio === null ? undefined : players;
    });
    const saw = await look(page);
    const grown = await growth(before);
    await page.close();
    expect(saw.stalls).toHaveLength(1);
    expect(told.stalls).toBe(1);
    const stalledMs = 1000 * grown('tallylight_stream_stall_seconds_total{stream="lobby"}');
    expect(Math.abs(stalledMs - stallMsOf(saw))).toBeLessThan(500);
    const startupMs = (saw.playingMs ?? 0) - (saw.loadMs ?? 0);
    expect(Math.abs((told.startupMs ?? 0) - startupMs)).toBeLessThan(250);
    expect(told.liveLatencyMs).toBeGreaterThan(2000);
  });
});

describe.skipIf(CHROMIUM === undefined || FFMPEG === undefined)('dash.js tells by CMCD what it saw, over DASH', () => {
  const demo = { origin: '', gate: undefined as Gate | undefined };
  let film: DashHost;

  beforeAll(async () => {
    film = await startDashHost();
    demo.gate = gate;
    demo.origin = base;
    base = film.url;
    gate = await openGate(film.url);
  });
  afterAll(async () => {
    if (demo.gate !== undefined) {
      await gate.close();
      gate = demo.gate;
    }
    base = demo.origin;
    await film?.close();
  });

  const targets = (): object[] => [
    { url: `${gate.url}/tallylight/v1/cmcd`, enabled: true, events: ['ps', 'e', 't'], interval: 2, enabledKeys: KEYS },
  ];

  it.each([
    ['version 1 by query', 1, false],
    ['version 2 by query', 2, false],
    ['version 2 by events', 2, true],
  ])('%s: one stall', async (_name, version, byEvents) => {
    const before = await metrics();
    const cmcd = { cid: 'film', mode: 'query', version, eventTargets: byEvents ? targets() : [] };
    const page = await play('dash.js', PLAY_DASH_JS(`${gate.url}/dash/film/film.mpd`, cmcd));
    await playOn(page, 3000);
    await stallOnce(page);
    await playOn(page, 3000);
    const saw = await look(page);
    const grown = await growth(before);
    await page.close();

    expect(saw.stalls).toHaveLength(1);
    expect(grown('tallylight_stream_stalls_total{stream="film"}')).toBe(1);
    const stalledMs = 1000 * grown('tallylight_stream_stall_seconds_total{stream="film"}');
    const playedMs = 1000 * grown('tallylight_stream_play_seconds_total{stream="film"}');
    if (version === 1) expect([stalledMs, playedMs]).toEqual([0, 0]);
    else {
      // Requests come every 2 s or so while it plays; events tell each state at once.
      expect(Math.abs(stalledMs - stallMsOf(saw))).toBeLessThan(byEvents ? 250 : 500);
      expect(Math.abs(playedMs - saw.playedMs)).toBeLessThan(2500);
      expect(grown('tallylight_player_stall_duration_seconds_count{player_format="dash_vod"}')).toBe(1);
    }
    expect(grown('tallylight_player_startup_duration_seconds_count{player_format="dash_vod"}')).toBe(1);
    const startupMs = (saw.playingMs ?? 0) - (saw.loadMs ?? 0);
    const toldMs = 1000 * grown('tallylight_player_startup_duration_seconds_sum{player_format="dash_vod"}');
    expect(Math.abs(toldMs - startupMs)).toBeLessThan(byEvents ? 250 : 3000);
    for (const mode of ['query', 'event']) {
      expect(grown(`tallylight_cmcd_reports_total{mode="${mode}",version="${version}",result="malformed"}`)).toBe(0);
    }
  });
});
