/**
 * The dashboards against what they are for: a real Prometheus that has scraped two origins with players, screens and a shop, and
 * that holds weeks of history. A query that gives nothing there would be an empty panel at a user's.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECORDING_RULES } from '@tallylight/sdk/alerts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { type Origin, startOrigin } from '../../examples/hls-origin/src/server.ts';
import { createShop } from '../../examples/hls-origin/src/shop.ts';
import { createFleet } from '../../examples/signage/src/fleet.ts';
import { queriesOf } from '../../packages/cli/src/provision/dashboards/dashboard.ts';
import { allDashboards } from '../../packages/cli/src/provision/dashboards/dashboards.ts';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import { type PastSeries, writeHistory } from '../parts/prometheus-history.ts';
import { waitFor } from '../parts/wait-for.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What the reader would have chosen, and the window that Grafana would work out. */
const CHOICES: Readonly<Record<string, string>> = {
  $__rate_interval: '30s',
  $stream: 'news',
  $currency: '.*',
  $group: '.*',
  $site: '.*',
};
const chosen = (expr: string): string =>
  Object.entries(CHOICES).reduce((text, [name, value]) => text.replaceAll(name, value), expr);

/** Weeks of a calm server: what comparisons with last week need. */
const PAST: readonly PastSeries[] = [
  { name: 'tallylight_clients', labels: { instance: 'past', country: 'DE' }, at: () => 40 },
  { name: 'tallylight_stream_clients', labels: { instance: 'past', stream: 'news' }, at: () => 40 },
  { name: 'tallylight_active_users', labels: { instance: 'past', window: '5m' }, at: () => 30 },
  { name: 'tallylight:egress_bytes:rate5m', labels: {}, at: (seconds) => 1e6 + (seconds % DAY_SECONDS) },
  ...['EUR', 'USD', 'JPY'].map((currency) => ({
    name: 'tallylight_revenue_minor_units_total',
    labels: { instance: 'past', currency, kind: 'purchase' },
    at: (seconds: number) => Math.floor(seconds / 60) * 100,
  })),
];

describe('the dashboards', () => {
  let origins: Origin[] = [];
  let crowd: { start(): void; stop(how?: { graceful: boolean }): Promise<unknown> }[] = [];
  let prometheus: Prometheus;
  let work: string;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'tallylight-dashboards-'));
    const rules = join(work, 'rules.yml');
    // The Watchdog of the rules that are provisioned, so that the panel that looks for it has something to find.
    await writeFile(
      rules,
      JSON.stringify({
        groups: [
          {
            name: 'tallylight',
            rules: [...RECORDING_RULES, { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'info' } }],
          },
        ],
      }),
    );
    origins = await Promise.all([0, 1].map(() => startOrigin({ port: 0, logger: quiet, probe: true })));
    const [first] = origins as [Origin, Origin];
    const nowSeconds = Math.floor(Date.now() / 1000);
    prometheus = await startPrometheus(
      'prometheus',
      origins.map(({ url }) => new URL(url).host),
      {
        ruleFiles: [rules],
        history: (folder) =>
          writeHistory(folder, PAST, {
            fromSeconds: nowSeconds - 16 * DAY_SECONDS,
            toSeconds: nowSeconds - 3 * HOUR_SECONDS,
            stepSeconds: 240,
          }),
      },
    );
    // After it: what happens before the first scrape is in no rate.
    await waitFor('both origins to be scraped', async () => {
      const targets = await prometheus.targets();
      return targets.length === 2 && targets.every(({ health }) => health === 'up');
    });
    const viewers = Array.from({ length: 16 }, (_, index) => ({
      stream: ['news', 'sports', 'cinema', 'music'][index % 4] ?? '',
      address: `85.214.132.${index + 1}`,
      country: 'DE',
      userAgent: 'test player',
      keepAlive: true,
      sid: `player-${index}`,
      cmcd: index % 2 === 0 ? ('events' as const) : ('query' as const),
    }));
    crowd = [
      createPlayers({ origin: first.url, viewers, seed: 2, trouble: 6, joinOverMs: 1000 }),
      createPlayers({ origin: first.url, count: 10, seed: 9, chaos: false, joinOverMs: 0, segmentLimit: 2 }),
      createShop({ origin: first.url, seed: 2, everyMs: 50, customers: 200 }),
      createFleet({ origin: first.url, seed: 2, silence: { afterMs: 10_000, forMs: 30_000 } }),
    ];
    for (const part of crowd) part.start();
  });
  afterAll(async () => {
    await Promise.all(crowd.map((part) => part.stop({ graceful: false })));
    await prometheus?.close();
    await Promise.all(origins.map((origin) => origin.close()));
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  });

  const all = allDashboards(0.995);

  test('give data in every panel, with the demo behind them', async () => {
    let open = all.flatMap(({ title, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap((panel) => queriesOf(panel).map((expr) => ({ panel: `${title}: ${panel.title}`, expr }))),
      ),
    );
    expect(open.length).toBeGreaterThan(150);
    await waitFor(
      'every query to give data',
      async () => {
        const left: typeof open = [];
        for (const query of open) {
          const samples = await prometheus.query(chosen(query.expr));
          if (!samples.some(({ value }) => Number.isFinite(value))) left.push(query);
        }
        open = left;
        return open.length === 0;
      },
      { limitMs: 110_000, everyMs: 2000 },
    ).catch(() => {});
    expect(open).toEqual([]);
  });

  test('let the reader choose from values that exist', async () => {
    const variables = all.flatMap((dashboard) => dashboard.variables);
    for (const { metric, of } of variables) {
      const found = await prometheus.query(`count by (${of}) (${metric})`);
      expect(found.map(({ metric: labels }) => labels[of]).filter(Boolean), `${metric}{${of}}`).not.toEqual([]);
    }
  });
});
