/**
 * A shop whose payment provider tells every event twice, out of order, from several connections at once. What a real
 * Prometheus holds afterwards must be what an independent sum over the provider's own list says, to the cent, also on the day
 * whose clocks change. The clock of the SDK is moved by hand; the windows below are written out, not computed.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type PaymentEvent, type Tallylight } from '@tallylight/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const at = (iso: string): number => Date.parse(iso);

/** Paris, Sunday 2026-10-25: a day of 25 hours. */
const NOW_MS = at('2026-10-25T15:00:00Z');
const WINDOWS = {
  today: [at('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z')],
  week: [at('2026-10-18T22:00:00Z'), at('2026-10-25T23:00:00Z')],
  month: [at('2026-09-30T22:00:00Z'), at('2026-10-31T23:00:00Z')],
  total: [0, Number.POSITIVE_INFINITY],
} as const;
/** The Monday after it, in the same month. */
const MONDAY = {
  today: [at('2026-10-25T23:00:00Z'), at('2026-10-26T23:00:00Z')],
  week: [at('2026-10-25T23:00:00Z'), at('2026-11-01T23:00:00Z')],
  month: WINDOWS.month,
  total: WINDOWS.total,
} as const;
const CURRENCIES = ['EUR', 'JPY', 'KWD'] as const;

/** Numbers from a seed, so that a run can be repeated. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Moments at which a wrong calendar would show: the edges of the day, of the hour that comes twice, of week and month. */
const EDGES = [
  '2026-10-24T21:59:59.999Z',
  '2026-10-24T22:00:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  '2026-10-25T22:59:59.999Z',
  '2026-10-25T23:00:00Z',
  '2026-10-18T21:59:59.999Z',
  '2026-10-18T22:00:00Z',
  '2026-09-30T21:59:59.999Z',
  '2026-09-30T22:00:00Z',
].map(at);

/** The provider's list: purchases, failures, refunds in parts, chargebacks. */
function providerEvents(): PaymentEvent[] {
  const random = seeded(2026);
  const events: PaymentEvent[] = [];
  for (let index = 0; index < 240; index += 1) {
    const transactionId = `pay_${index}`;
    const currency = CURRENCIES[random(3)] as string;
    const amountMinor = 100 + random(50_000);
    const occurredAtMs = EDGES[index] ?? at('2026-09-20T00:00:00Z') + random(40 * 86_400) * 1000;
    const event = (name: string, more: Partial<PaymentEvent>): void => {
      events.push({
        eventId: `evt_${index}_${name}`,
        transactionId,
        status: 'completed',
        amountMinor,
        currency,
        occurredAtMs,
        ...more,
      });
    };
    event('pending', { status: 'pending', occurredAtMs: occurredAtMs - 1000 });
    if (index % 8 === 7) {
      event('failed', { status: 'failed' });
      continue;
    }
    event('completed', {});
    if (index % 5 === 0) {
      const part = 1 + random(amountMinor - 1);
      event('refund', {
        status: 'refunded',
        amountMinor: part,
        occurredAtMs: occurredAtMs + 1 + random(6 * 86_400_000),
      });
      if (index % 10 === 0) {
        event('chargeback', {
          status: 'charged_back',
          amountMinor: amountMinor - part,
          occurredAtMs: occurredAtMs + 6 * 86_400_000,
        });
      }
    }
  }
  return events;
}

const isRefund = ({ status }: PaymentEvent): boolean => status === 'refunded' || status === 'charged_back';
const signed = (event: PaymentEvent): number => {
  const amount = event.amountMinor ?? 0;
  return event.status === 'completed' ? amount : isRefund(event) ? -amount : 0;
};

/** Net by `currency/period`, straight from the list. */
function sums(
  events: readonly PaymentEvent[],
  windows: Record<string, readonly [number, number]>,
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const currency of CURRENCIES) {
    for (const [period, [startMs, endMs]] of Object.entries(windows)) {
      const own = events.filter((event) => {
        const occurredAtMs = event.occurredAtMs ?? 0;
        return event.currency === currency && occurredAtMs >= startMs && occurredAtMs < endMs;
      });
      found[`${currency}/${period}`] = own.reduce((sum, event) => sum + signed(event), 0);
    }
  }
  return found;
}

function shuffled<T>(things: readonly T[], random: (below: number) => number): T[] {
  const mixed = [...things];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = random(index + 1);
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}

const program = findPart(PARTS.prometheus);

describe.skipIf(program === undefined)('a shop under a real Prometheus', () => {
  const events = providerEvents();
  let clock: ManualClock;
  let tally: Tallylight;
  let server: Server;
  let base: string;
  let prometheus: Prometheus;

  beforeAll(async () => {
    clock = manualClock(NOW_MS);
    tally = createTallylight({
      clock,
      business: { zone: 'Europe/Paris', weekStart: 'monday' },
      revenue: { currencies: [...CURRENCIES] },
      metrics: { cacheMs: 0 },
    });
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const result = await tally.revenue.record(JSON.parse(Buffer.concat(chunks).toString()) as PaymentEvent);
      response.end(JSON.stringify(result));
    });
    tally.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    base = `http://127.0.0.1:${port}`;
    prometheus = await startPrometheus(program as string, [`127.0.0.1:${port}`]);
    await waitFor('the first scrape', async () => (await prometheus.query('up == 1')).length === 1);
  });
  afterAll(async () => {
    await prometheus?.close();
    await tally?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Hands each event to one of several callers, who post at the same time. */
  async function post(told: readonly PaymentEvent[], callers: number): Promise<string[]> {
    const outcomes: string[] = [];
    const queue = [...told];
    const caller = async (): Promise<void> => {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        const answer = await fetch(`${base}/webhook`, { method: 'POST', body: JSON.stringify(event) });
        outcomes.push(((await answer.json()) as { outcome: string }).outcome);
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return outcomes;
  }

  const gauges = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await prometheus.query('tallylight_revenue_period_minor_units')).map(({ metric, value }) => [
        `${metric.currency}/${metric.period}`,
        value,
      ]),
    );
  const one = async (expression: string): Promise<number | undefined> => (await prometheus.query(expression))[0]?.value;

  test('refunds that come before their purchases are held, and counted as such', async () => {
    const refunds = events.filter(isRefund);
    expect(refunds.length).toBeGreaterThan(40);
    const outcomes = await post(shuffled([...refunds, ...refunds], seeded(1)), 6);
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(refunds.length);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(refunds.length);
    await waitFor('the held refunds', async () => (await one('tallylight_refunds_held')) === refunds.length);
    expect(Object.values(await gauges()).every((value) => value === 0)).toBe(true);
  });

  test('every event twice and out of order, from many callers at once: the gauges equal an independent sum', async () => {
    await post(shuffled([...events, ...events], seeded(7)), 8);
    const expected = sums(events, WINDOWS);
    await waitFor(
      'the sums',
      async () =>
        JSON.stringify(Object.entries(await gauges()).sort()) === JSON.stringify(Object.entries(expected).sort()),
      { limitMs: 20_000 },
    ).catch(() => {});
    expect(await gauges()).toEqual(expected);
    expect(await one('tallylight_refunds_held')).toBe(0);
    expect(await one('sum(tallylight_transactions_refused)')).toBe(0);
    expect(await one('tallylight_transactions_duplicates_total')).toBe(
      events.length + 2 * events.filter(isRefund).length,
    );

    const count = (wanted: (event: PaymentEvent) => boolean): number =>
      new Set(events.filter(wanted).map((event) => event.transactionId)).size;
    for (const [status, wanted] of Object.entries({
      completed: (event: PaymentEvent) => event.status === 'completed',
      failed: (event: PaymentEvent) => event.status === 'failed',
      refunded: isRefund,
    })) {
      expect([status, await one(`sum(tallylight_transactions_total{status="${status}"})`)]).toEqual([
        status,
        count(wanted),
      ]);
    }
    for (const currency of CURRENCIES) {
      expect(
        await one(
          `sum(tallylight_revenue_minor_units_total{currency="${currency}"}) - sum(tallylight_refunds_minor_units_total{currency="${currency}"})`,
        ),
      ).toBe(expected[`${currency}/total`]);
    }
  });

  test('the day of 25 hours ends at its last moment, and the Monday begins with what it has', async () => {
    clock.advance(8 * 3_600_000 - 1 - (clock.nowMs() - NOW_MS));
    expect(new Date(clock.nowMs()).toISOString()).toBe('2026-10-25T22:59:59.999Z');
    const before = sums(events, WINDOWS);
    const text = async (): Promise<string> => (await fetch(`${base}/metrics`)).text();
    const line = (currency: string, period: string, value: number | undefined): string =>
      `tallylight_revenue_period_minor_units{currency="${currency}",period="${period}"} ${value}\n`;
    const last = await text();
    for (const currency of CURRENCIES) expect(last).toContain(line(currency, 'today', before[`${currency}/today`]));
    clock.advance(1);
    const expected = sums(events, MONDAY);
    const first = await text();
    for (const currency of CURRENCIES) {
      for (const period of ['today', 'week', 'month', 'total']) {
        expect(first).toContain(line(currency, period, expected[`${currency}/${period}`]));
      }
    }
    expect(expected['EUR/today']).not.toBe(before['EUR/today']);
    await waitFor('the Monday in Prometheus', async () => (await gauges())['EUR/week'] === expected['EUR/week']);
    expect(await gauges()).toEqual(expected);
  });

  test('REST and its files say the same as the gauges', async () => {
    clock.advance(5000);
    const expected = sums(events, MONDAY);
    const body = (await (await fetch(`${base}/tallylight/v1/revenue`)).json()) as {
      currencies: { currency: string; today: string; total: string; exponent: number }[];
    };
    expect(body.currencies.map(({ currency, exponent, today, total }) => [currency, exponent, today, total])).toEqual(
      CURRENCIES.map((currency, index) => [
        currency,
        [2, 0, 3][index],
        String(expected[`${currency}/today`]),
        String(expected[`${currency}/total`]),
      ]),
    );
    const answer = await fetch(`${base}/tallylight/v1/revenue?format=csv`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines[0]).toBe('currency,exponent,period,startMs,netMinor');
    expect(lines[2]).toBe(`EUR,2,today,${MONDAY.today[0]},${expected['EUR/today']}`);
    expect(lines).toHaveLength(1 + CURRENCIES.length * 4);
    const told = (await (await fetch(`${base}/tallylight/v1/revenue?format=ndjson`)).text()).trim().split('\n');
    expect(told.map((text) => JSON.parse(text) as { netMinor: number }).map(({ netMinor }) => netMinor)).toEqual(
      CURRENCIES.flatMap((currency) =>
        ['total', 'today', 'week', 'month'].map((period) => expected[`${currency}/${period}`]),
      ),
    );
    expect((await fetch(`${base}/tallylight/v1/revenue?format=xml`)).status).toBe(400);
    for (const path of ['audience', 'content']) expect((await fetch(`${base}/tallylight/v1/${path}`)).status).toBe(200);
  });
});
