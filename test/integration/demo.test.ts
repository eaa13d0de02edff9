/**
 * The demo as a whole in one process: origin, players with CMCD, screens, shop, a reader of the live channel. Whatever the
 * catalogue names has to be there with a value that something real has made; what cannot be, is named here with the reason.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createLiveClient, type LiveClient } from '@tallylight/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../../examples/hls-origin/src/audience/viewers.ts';
import { createPlayers, type Players } from '../../examples/hls-origin/src/players.ts';
import { type Origin, startOrigin } from '../../examples/hls-origin/src/server.ts';
import { createShop, type Shop } from '../../examples/hls-origin/src/shop.ts';
import { CURRENCIES } from '../../examples/hls-origin/src/titles.ts';
import { createFleet, type Fleet } from '../../examples/signage/src/fleet.ts';
import { waitFor } from '../parts/wait-for.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Families of which the demo shows zeros and nothing else, and why. Each is there from the start nevertheless. */
const ZERO: Readonly<Record<string, string>> = {
  tallylight_stream_ingress_bytes_total: 'the loop is read from files, there is no source',
  tallylight_stream_restarts_total: 'nothing is restarted',
  tallylight_stream_drops_total: 'nothing fails',
  tallylight_stream_picture_fault: 'the picture is well',
  tallylight_stream_start_duration_seconds: 'only an encoder starts, with --live',
  tallylight_player_errors_total: 'the players report no errors of their own',
  tallylight_transactions_refused: 'the shop refunds no more than was paid',
  tallylight_refunds_held: 'every purchase arrives in the end',
  tallylight_transactions_pending: 'every payment ends',
  tallylight_alert_intake_total: 'no rule engine posts here',
  tallylight_refusals_total: 'nothing is refused',
  tallylight_sdk_bad_ids_total: 'all ids are good',
  tallylight_sdk_series_dropped_total: 'no cap is full',
  tallylight_store_degraded: 'the store keeps what it is given',
  tallylight_live_dropped_total: 'the one reader keeps up',
  tallylight_live_slow_readers: 'the one reader keeps up',
  tallylight_live_waiting_events: 'the one reader keeps up',
  tallylight_live_gaps_total: 'the one reader keeps its connection',
  tallylight_live_resumes_total: 'the one reader keeps its connection',
  tallylight_live_ended_total: 'the one reader keeps its connection',
};

/** The family that may have no sample at all, and why. */
const ABSENT: Readonly<Record<string, string>> = {
  tallylight_sdk_faults_total: 'a part gets its series with its first fault',
};

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

describe('the demo', () => {
  let origin: Origin;
  let players: Players;
  let fleet: Fleet;
  let shop: Shop;
  let guests: Players;
  let reader: LiveClient;

  beforeAll(async () => {
    origin = await startOrigin({ port: 0, logger: quiet, probe: true });
    reader = createLiveClient({ url: `${origin.url}/tallylight/v1` });
    reader.subscribe('bandwidth');
    // Many with events, and with much trouble, so that stalls with a length are not waited for.
    const viewers = Array.from({ length: 20 }, (_, index): Viewer => {
      const cmcd = index % 2 === 0 ? 'events' : 'query';
      const stream = ['news', 'sports', 'cinema', 'music', 'lobby'][index % 5] ?? '';
      const address = `85.214.132.${index + 1}`;
      return {
        stream,
        address,
        country: 'DE',
        userAgent: 'test player',
        keepAlive: true,
        sid: `player-${index}`,
        cmcd,
      };
    });
    players = createPlayers({ origin: origin.url, viewers, seed: 2, trouble: 6, joinOverMs: 1000 });
    // Who has left: their sessions end when nothing was heard of them for half a minute.
    guests = createPlayers({ origin: origin.url, count: 10, seed: 9, chaos: false, joinOverMs: 0, segmentLimit: 2 });
    fleet = createFleet({ origin: origin.url, seed: 2, silence: { afterMs: 10_000, forMs: 30_000 } });
    shop = createShop({ origin: origin.url, seed: 2, everyMs: 50, customers: 200 });
    for (const part of [players, guests, fleet, shop]) part.start();
  });
  afterAll(async () => {
    reader?.close();
    const crowds = [players, guests, shop].map((crowd) => crowd?.stop({ graceful: false }));
    await Promise.all([...crowds, fleet?.stop()]);
    await origin?.close();
  });

  const samples = async (): Promise<readonly Sample[]> => {
    const page = await (await fetch(`${origin.url}/metrics`)).text();
    return page
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
        return { name, labels, value: Number(value) };
      });
  };
  /** The samples of a family, under whichever of its names. */
  const ofFamily = (all: readonly Sample[], name: string, kind: string): readonly Sample[] =>
    all.filter((sample) => sample.name === (kind === 'histogram' ? `${name}_count` : name));

  test('has a sample of every family, and a value other than zero of each that can have one', async () => {
    const { families } = origin.tally.metrics;
    let missing: string[] = [];
    let zero: string[] = [];
    await waitFor(
      'every family to have a real value',
      async () => {
        const all = await samples();
        missing = families.flatMap(({ name, kind }) => (ofFamily(all, name, kind).length === 0 ? [name] : []));
        zero = families.flatMap(({ name, kind }) =>
          ofFamily(all, name, kind).some(({ value }) => value !== 0) ? [] : [name],
        );
        missing = missing.filter((name) => !(name in ABSENT));
        zero = zero.filter((name) => !(name in ZERO) && !(name in ABSENT));
        return missing.length + zero.length === 0;
      },
      { limitMs: 100_000, everyMs: 1000 },
    ).catch(() => {});
    expect({ missing, zero }).toEqual({ missing: [], zero: [] });
    const known = new Set(families.map(({ name }) => name));
    expect([...Object.keys(ZERO), ...Object.keys(ABSENT)].filter((name) => !known.has(name))).toEqual([]);
  });

  test('has the same books as the shop, to the last cent', async () => {
    const books = await shop.done;
    // A page is kept for a second.
    await delay(1100);
    const all = await samples();
    const of = (name: string, ...labels: string[]): number =>
      all
        .filter((sample) => sample.name === name && labels.every((label) => sample.labels.includes(label)))
        .reduce((sum, { value }) => sum + value, 0);
    expect(books.paid).toBeGreaterThan(20);
    for (const currency of CURRENCIES) {
      const { gross, refunded, grossMinor, refundedMinor } = books.money[currency];
      const label = `currency="${currency}"`;
      expect(refundedMinor, currency).toBeGreaterThan(0);
      expect(of('tallylight_revenue_period_minor_units', label, 'period="total"')).toBe(grossMinor - refundedMinor);
      expect(of('tallylight_revenue_minor_units_total', label)).toBe(grossMinor);
      expect(of('tallylight_refunds_minor_units_total', label)).toBe(refundedMinor);
      for (const kind of ['purchase', 'rental', 'subscription', 'credits']) {
        expect(of('tallylight_revenue_minor_units_total', label, `kind="${kind}"`), kind).toBe(gross[kind] ?? 0);
        expect(of('tallylight_refunds_minor_units_total', label, `kind="${kind}"`), kind).toBe(refunded[kind] ?? 0);
      }
    }
    expect(of('tallylight_transactions_total', 'status="completed"')).toBe(books.paid);
    expect(of('tallylight_transactions_total', 'status="failed"')).toBe(books.failed);
    expect(of('tallylight_transactions_total', 'status="refunded"')).toBe(books.refunds);
    expect(of('tallylight_transactions_pending')).toBe(0);
    expect(of('tallylight_refunds_held')).toBe(0);
    expect(of('tallylight_transactions_duplicates_total')).toBe(books.repeated);
    for (const kind of ['movie', 'episode', 'clip', 'live', 'audio']) {
      expect(of('tallylight_content_views_total', `kind="${kind}"`), kind).toBe(books.views[kind] ?? 0);
      expect(of('tallylight_content_purchases_total', `kind="${kind}"`), kind).toBe(books.purchases[kind] ?? 0);
    }
    expect(of('tallylight_active_users', 'window="5m"')).toBe(books.customers.size);
  });
});
