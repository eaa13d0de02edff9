/**
 * The health score, worked out again. A host serves real traffic with failures, slow answers and a time down; a real
 * Prometheus scrapes it; the rules that docs/health.md gives are evaluated at the moment of a scrape and must say what the
 * SDK says. The tolerances are those of that page: what two ticks, a bucket and a scrape interval can hold.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { bitrateShare, createTallylight, stallRatio, startup, type Tallylight } from '@tallylight/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.prometheus);
const WINDOW_SECONDS = 30;
const SCORE = 'tallylight_stream_health_ratio';

/** In points of 100: with no request near the edges of the window, and with traffic across them. */
const CALM_POINTS = 0.5;
const BUSY_POINTS = 3;

/** The rules of the page by name, for the window of this test, each with the ones before it written out. */
async function readRules(): Promise<(name: string) => string> {
  const page = await readFile(new URL('../../docs/health.md', import.meta.url), 'utf8');
  const rules = new Map<string, string>();
  for (const [, name, body] of page.matchAll(/- record: (\S+)\n +expr: \|\n((?: {10}.*\n)+)/g)) {
    let expression = (body as string).replaceAll('15m', `${WINDOW_SECONDS}s`);
    expression = expression.replaceAll('>= 60', `>= ${WINDOW_SECONDS / 15}`);
    for (const [known, written] of rules) expression = expression.replaceAll(known, `(${written})`);
    rules.set(name as string, expression);
  }
  return (name) => {
    const rule = rules.get(name);
    if (rule === undefined) throw new Error(`docs/health.md has no rule ${name}`);
    return rule;
  };
}

/** Serves `/<stream>/<file>?status=…&delayMs=…`. */
async function startHost(): Promise<{ url: string; tally: Tallylight; close(): Promise<void> }> {
  const tally = createTallylight({
    tickMs: 250,
    metrics: { cacheMs: 0 },
    // Of weight 0: shown, and no part of the score.
    health: { windowMs: WINDOW_SECONDS * 1000, components: [stallRatio(0), startup(0), bitrateShare(0)] },
  });
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    tally.observe(request, response, { stream: pathname.split('/')[1] ?? '' });
    setTimeout(
      () => {
        response.statusCode = Number(searchParams.get('status') ?? 200);
        response.end('x'.repeat(1000));
      },
      Number(searchParams.get('delayMs') ?? 0),
    );
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tally,
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

describe.skipIf(program === undefined)('health under a real Prometheus', () => {
  let host: Awaited<ReturnType<typeof startHost>>;
  let prometheus: Prometheus;
  let rule: (name: string) => string;
  let isOver = false;
  let steady: Promise<void> = Promise.resolve();

  const ask = async (path: string): Promise<void> => void (await (await fetch(`${host.url}/${path}`)).arrayBuffer());
  const read = async (expression: string, atSeconds?: number): Promise<number | undefined> =>
    (await prometheus.query(expression, atSeconds))[0]?.value;
  const scoreOf = (stream: string): number | undefined => host.tally.snapshot('streams').get(stream)?.health?.score;

  beforeAll(async () => {
    rule = await readRules();
    host = await startHost();
    for (const stream of ['news', 'steady', 'silent']) host.tally.stream(stream).up();
    prometheus = await startPrometheus(program as string, [new URL(host.url).host]);
    steady = crossTheEdges();
    await waitFor('a few scrapes without traffic on news', async () => {
      return ((await read('count_over_time(tallylight_stream_up{stream="news"}[1m])')) ?? 0) >= 6;
    });
  });
  afterAll(async () => {
    isOver = true;
    await steady;
    await prometheus?.close();
    await host?.close();
  });

  /** What a player says of itself: it starts anew every 20 requests, stands still at one of them, and sees half of the best. */
  function report(count: number): string {
    const state = count % 20 === 13 ? 'r' : 'p';
    const keys = [`sid="player-${Math.floor(count / 20)}"`, 'v=2', 'ot=v', 'br=400', 'tb=800', 'd=2000', 'msd=2000'];
    return `CMCD=${encodeURIComponent([...keys, `sta=${state}`, `ts=${Date.now()}`].join(','))}`;
  }

  /** The same mixture of good, failed and slow answers from the first to the last moment. */
  async function crossTheEdges(): Promise<void> {
    for (let count = 0; !isOver; count += 1) {
      const how = count % 20 === 7 ? 'status=503' : count % 5 === 2 ? 'delayMs=400' : report(count);
      await ask(`steady/${count % 5 === 2 ? 'live.m3u8' : 'segment.ts'}?${how}`);
      await delay(50);
    }
  }

  /** Both numbers at the moment of the newest scrape, in points. */
  async function compare(stream: string): Promise<{ atSeconds: number; sdk: number; rules: number }> {
    const atSeconds = await read(`timestamp(${SCORE}{stream="${stream}"})`);
    if (atSeconds === undefined) throw new Error(`no score of ${stream}`);
    const sdk = await read(`${SCORE}{stream="${stream}"}`, atSeconds);
    const all = await prometheus.query(rule('tallylight:stream_health:ratio'), atSeconds);
    const rules = all.find(({ metric }) => metric.stream === stream)?.value;
    if (sdk === undefined || rules === undefined) throw new Error(`no score of ${stream} at ${atSeconds}`);
    return { atSeconds, sdk: sdk * 100, rules: rules * 100 };
  }

  async function compareScrapes(stream: string, scrapes: number): Promise<{ sdk: number; apart: number }[]> {
    const seen = new Map<number, { sdk: number; apart: number }>();
    await waitFor(`${scrapes} scrapes of ${stream}`, async () => {
      const { atSeconds, sdk, rules } = await compare(stream);
      seen.set(atSeconds, { sdk, apart: Math.abs(sdk - rules) });
      return seen.size >= scrapes;
    });
    return [...seen.values()];
  }

  test('failures, slow answers and a time down: the rules say what the SDK says', async () => {
    const news = host.tally.stream('news');
    const slow: Promise<void>[] = [];
    for (let count = 0; count < 60; count += 1) {
      if (count % 12 === 5) await ask('news/segment.ts?status=500');
      else if (count % 12 === 8) await ask('news/segment.ts?status=404');
      else if (count % 6 === 3) slow.push(ask(`news/live.m3u8?delayMs=${200 * (count % 7)}`));
      else await ask('news/segment.ts');
    }
    await Promise.all(slow);
    news.down('crash');
    // Down now caps the score, in the SDK and in what Prometheus holds.
    await waitFor('the cap at a scrape', async () => {
      const score = await read(`${SCORE}{stream="news"} and on (stream) tallylight_stream_up == 0`);
      return score !== undefined && score <= 0.49;
    });
    await waitFor('three seconds of known time down', async () => {
      const down = 'tallylight_stream_observed_seconds_total - tallylight_stream_available_seconds_total';
      return ((await read(`(${down}) and on (stream) tallylight_stream_up{stream="news"}`)) ?? 0) >= 3;
    });
    news.up();
    await waitFor('the score without the cap', () => (scoreOf('news') ?? 0) > 50);
    await waitFor('a scrape from one window before', async () => {
      const before = `tallylight_stream_up{stream="news"} offset ${WINDOW_SECONDS}s`;
      return (await read(before)) !== undefined && ((await read(`${SCORE}{stream="news"}`)) ?? 0) > 0.5;
    });
    const scrapes = await compareScrapes('news', 3);
    for (const { sdk, apart } of scrapes) {
      expect(sdk).toBeGreaterThan(50);
      expect(sdk).toBeLessThan(85);
      expect(apart).toBeLessThan(CALM_POINTS);
    }
  });

  test('traffic across both edges of the window moves it by little', async () => {
    for (const { sdk, apart } of await compareScrapes('steady', 5)) {
      expect(sdk).toBeGreaterThan(50);
      expect(sdk).toBeLessThan(95);
      expect(apart).toBeLessThan(BUSY_POINTS);
    }
  });

  test('each part is the one that the SDK exports', async () => {
    const atSeconds = await read(`timestamp(${SCORE}{stream="steady"})`);
    for (const part of ['uptime', 'errors', 'response', 'stall_ratio', 'startup', 'bitrate_share']) {
      const sdk = await read(
        `tallylight_stream_health_component_ratio{stream="steady",component="${part}"}`,
        atSeconds,
      );
      const all = await prometheus.query(rule(`tallylight:stream_health_${part}:ratio`), atSeconds);
      const rules = all.find(({ metric }) => metric.stream === 'steady')?.value;
      expect(Math.abs((sdk ?? Number.NaN) - (rules ?? Number.NaN)), part).toBeLessThan(0.08);
      if (part === 'startup') expect(sdk).toBeCloseTo(0.75, 6);
      if (part === 'bitrate_share') expect(sdk).toBeCloseTo(0.5, 6);
      if (part === 'stall_ratio') expect(sdk).toBeLessThan(0.9);
    }
  });

  test('of a stream that nobody asks for, both know its uptime and neither has a score', async () => {
    const atSeconds = await read('timestamp(tallylight_stream_up{stream="silent"})');
    const parts = await prometheus.query('tallylight_stream_health_component_ratio{stream="silent"}', atSeconds);
    expect(parts.map(({ metric, value }) => [metric.component, value])).toEqual([['uptime', 1]]);
    expect(await prometheus.query(`${SCORE}{stream="silent"}`, atSeconds)).toEqual([]);
    const all = await prometheus.query(rule('tallylight:stream_health:ratio'), atSeconds);
    expect(all.map(({ metric }) => metric.stream).sort()).toEqual(['news', 'steady']);
  });
});
