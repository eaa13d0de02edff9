import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Faults } from '../faults.ts';
import { createFaults } from '../faults.ts';
import {
  createTallylight,
  type PaymentEvent,
  type Tallylight,
  TallylightError,
  type TallylightOptions,
} from '../index.ts';
import { silentLogger } from '../logger.ts';
import { createBusiness } from '../state/business.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createRevenueFace, type RevenueFace } from './revenue.ts';

const NOON_MS = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;

let clock: ManualClock;
let tally: Tallylight;
const open = (options: TallylightOptions = {}): Tallylight => {
  clock = manualClock(NOON_MS);
  tally = createTallylight({ clock, ...options });
  return tally;
};
afterEach(() => tally?.close());

const sale = (more: Partial<PaymentEvent> = {}): PaymentEvent => ({
  eventId: 'evt_1',
  transactionId: 'pay_1',
  status: 'completed',
  amountMinor: 1999,
  currency: 'EUR',
  occurredAtMs: NOON_MS,
  ...more,
});

async function page(): Promise<string> {
  clock.advance(2000);
  const { pieces } = await tally.metrics.page();
  return Buffer.concat(pieces).toString();
}
const linesOf = (text: string, name: string): string[] =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`));

describe('record()', () => {
  test('tells what became of each event', async () => {
    const { revenue } = open();
    const refund = sale({ eventId: 'evt_2', status: 'refunded', amount: '5.00', amountMinor: undefined });
    expect(await revenue.record(refund)).toEqual({ outcome: 'held', reason: 'purchase-unknown' });
    expect(await revenue.record(sale())).toEqual({ outcome: 'recorded' });
    expect(await revenue.record(sale())).toEqual({ outcome: 'duplicate' });
    expect(await revenue.record(refund)).toEqual({ outcome: 'duplicate' });
    expect(await revenue.record(sale({ amountMinor: 1 }))).toEqual({ outcome: 'duplicate', reason: 'content-differs' });
    expect(await revenue.record(sale({ eventId: 'evt_3', status: 'charged_back' }))).toEqual({
      outcome: 'refused',
      reason: 'refund-above-captured',
    });
    expect(
      await revenue.record(sale({ eventId: 'evt_4', status: 'refunded', currency: 'USD', amountMinor: 1 })),
    ).toEqual({
      outcome: 'refused',
      reason: 'other-currency',
    });
    expect(tally.snapshot('revenue').get('EUR')).toMatchObject({
      total: '1499',
      today: '1499',
      gross: '1999',
      refunds: '500',
      transactions: { pending: 0, completed: 0, failed: 0, cancelled: 0, refunded: 1 },
      heldCount: 0,
      refusedCount: 2,
    });
  });

  test.each([
    [
      { ...sale(), amountMinor: 19.99 },
      'amountMinor must be an integer of minor units from 0 to 2^53 - 1, received 19.99',
    ],
    [{ ...sale(), eventId: '' }, 'eventId must be a text of 1 to 255 characters, received ""'],
    [{ ...sale(), status: 'paid' }, /^status must be one of pending, completed, .*, received "paid"$/],
    [{ ...sale(), kind: 'sale' }, /^kind must be one of purchase, .*, received "sale"$/],
    [
      { ...sale(), occurredAtMs: 1_763_726_400 },
      /^occurredAtMs must be an integer of epoch milliseconds from 2000 to 2099/,
    ],
    [{ ...sale(), amountCents: 5 }, /^amountCents must be one of the known fields/],
    [undefined, 'event must be an object, received undefined'],
  ])('rejects wrong input and never throws: %j', async (event, message) => {
    const { revenue } = open();
    const result = revenue.record(event as PaymentEvent);
    await expect(result).rejects.toMatchObject({
      code: 'CONFIG',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(tally.snapshot('revenue').size).toBe(0);
  });

  test('a host that does not wait gets no unhandled rejection', async () => {
    const { revenue } = open();
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      void revenue.record({} as PaymentEvent);
      await tally.close();
      void revenue.record(sale());
      await nextTurn();
      await nextTurn();
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unhandled).toEqual([]);
  });

  test('after close() it rejects with CLOSED', async () => {
    const { revenue } = open();
    await tally.close();
    await expect(revenue.record(sale())).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('a host that switched the SDK off is told that nothing is kept, and does not fail', async () => {
    const off = createTallylight({ enabled: false });
    expect(await off.revenue.record(sale())).toEqual({ outcome: 'refused', reason: 'disabled' });
    off.audience.seen('anna');
    off.content.viewed('film');
    off.inventory.set('lines', { active: 1 });
    await off.close();
  });

  test('beyond what the memory store keeps it rejects with STORE, and says which option', async () => {
    const { revenue } = open({ revenue: { maxEvents: 1 } });
    await revenue.record(sale());
    await expect(revenue.record(sale({ eventId: 'evt_2' }))).rejects.toMatchObject({
      code: 'STORE',
      message: expect.stringContaining('revenue.maxEvents'),
    });
    expect(await revenue.record(sale())).toEqual({ outcome: 'duplicate' });
  });
});

describe('a store that takes its time', () => {
  let kept: Set<string>;
  let release: () => void;
  let failing: boolean;
  let faults: Faults;
  let face: RevenueFace;
  const business = () => createBusiness();
  let books: ReturnType<typeof business>;

  beforeEach(() => {
    kept = new Set();
    failing = false;
    clock = manualClock(NOON_MS);
    faults = createFaults(clock, silentLogger);
    books = business();
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    face = createRevenueFace({
      revenue: books.revenue,
      content: books.content,
      clock,
      faults,
      loaded: Promise.resolve(),
      onConflict: () => {},
      async append(record) {
        await gate;
        if (failing) throw new Error('disk full');
        if (kept.has(record.eventId)) return 'duplicate';
        kept.add(record.eventId);
        return 'recorded';
      },
    });
  });

  test('nothing is in the books before it is durable', async () => {
    const waiting = face.record(sale());
    await nextTurn();
    expect(books.revenue.books.size).toBe(0);
    release();
    expect(await waiting).toEqual({ outcome: 'recorded' });
    expect(books.revenue.books.get('EUR')?.net).toBe(1999n);
  });

  test('the same event from many callers at once is recorded once', async () => {
    const all = Promise.all(Array.from({ length: 20 }, () => face.record(sale())));
    release();
    const outcomes = (await all).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    expect([books.revenue.books.get('EUR')?.net, books.revenue.duplicates]).toEqual([1999n, 19]);
  });

  test('one that cannot keep it rejects with STORE and its cause, and the event may be tried again', async () => {
    failing = true;
    release();
    const error: unknown = await face.record(sale()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TallylightError);
    expect(error).toMatchObject({ code: 'STORE', cause: expect.objectContaining({ message: 'disk full' }) });
    expect([books.revenue.books.size, faults.counts.get('store')]).toEqual([0, 1]);
    failing = false;
    expect(await face.record(sale())).toEqual({ outcome: 'recorded' });
  });
});

describe('what readers see', () => {
  test('every closed label value is on the page at 0 from the start, declared currencies too', async () => {
    open({ revenue: { currencies: ['EUR', 'JPY'] } });
    const text = await page();
    expect(linesOf(text, 'tallylight_revenue_minor_units_total').slice(0, 2)).toEqual([
      'tallylight_revenue_minor_units_total{currency="EUR",kind="purchase"} 0',
      'tallylight_revenue_minor_units_total{currency="EUR",kind="subscription"} 0',
    ]);
    expect(linesOf(text, 'tallylight_revenue_period_minor_units')).toHaveLength(8);
    expect(linesOf(text, 'tallylight_currency_exponent')).toEqual([
      'tallylight_currency_exponent{currency="EUR"} 2',
      'tallylight_currency_exponent{currency="JPY"} 0',
    ]);
    expect(linesOf(text, 'tallylight_transactions_total')).toHaveLength(24);
    expect(text).toContain('\ntallylight_refunds_held 0\n');
    expect(linesOf(text, 'tallylight_active_users_peak')).toEqual([
      'tallylight_active_users_peak{window="24h"} 0',
      'tallylight_active_users_peak{window="today"} 0',
    ]);
    expect(linesOf(text, 'tallylight_content_views_total')).toHaveLength(6);
  });

  test('today ends at business midnight, at the very moment, on the page and in the row', async () => {
    open({ business: { zone: 'America/Santiago' }, revenue: { currencies: ['CLP'] } });
    // 2026-09-06 has no midnight in Santiago: Saturday ends where 01:00 begins, 04:00 UTC.
    const endMs = Date.parse('2026-09-06T04:00:00Z');
    await tally.revenue.record(sale({ currency: 'CLP', amountMinor: 500, occurredAtMs: endMs - 1 }));
    clock.jump(endMs - 5000 - clock.nowMs());
    const today = async (): Promise<string | undefined> =>
      linesOf(await page(), 'tallylight_revenue_period_minor_units').find((line) => line.includes('period="today"'));
    expect(await today()).toMatch(/ 500$/);
    clock.advance(2999 - 2000);
    expect(await today()).toMatch(/ 500$/);
    expect(await today()).toMatch(/ 0$/);
    clock.advance(5000);
    expect(tally.snapshot('revenue').get('CLP')).toMatchObject({ today: '0', todayStartMs: endMs, total: '500' });
  });

  test('currencies beyond the label cap have no series, keep their row, and are counted', async () => {
    open({ metrics: { labelCaps: { currency: 1 } } });
    await tally.revenue.record(sale());
    await tally.revenue.record(sale({ eventId: 'e2', transactionId: 'p2', currency: 'USD' }));
    const text = await page();
    expect(text).not.toContain('currency="USD"');
    expect(text).toContain('tallylight_sdk_series_dropped_total{metric="tallylight_revenue_minor_units_total"} 1');
    expect(tally.snapshot('revenue').get('USD')?.total).toBe('1999');
  });

  test('users, content and stock reach rows, cards and the page', async () => {
    open();
    tally.audience.seen('anna');
    tally.audience.seen('anna');
    tally.audience.seen(7);
    tally.audience.seen('');
    for (let view = 0; view < 4; view += 1) tally.content.viewed('film', { kind: 'movie' });
    await tally.revenue.record(sale({ contentId: 'film' }));
    tally.inventory.set('lines', { active: 120, expired: 4, 'tri\nal': 9, broken: Number.NaN });
    const text = await page();
    expect(linesOf(text, 'tallylight_active_users')).toContain('tallylight_active_users{window="today"} 2');
    expect(linesOf(text, 'tallylight_content_purchases_total')[0]).toBe(
      'tallylight_content_purchases_total{kind="movie"} 1',
    );
    expect(linesOf(text, 'tallylight_inventory')).toEqual([
      'tallylight_inventory{item="lines",state="active"} 120',
      'tallylight_inventory{item="lines",state="expired"} 4',
      'tallylight_inventory{item="lines",state="tri_al"} 9',
    ]);
    clock.advance(5000);
    const cards = tally.snapshot('dashboard');
    expect(cards.get('users')?.values).toEqual({ current: 2, today: 2, peak24h: 2, peakToday: 2, estimated: false });
    expect(cards.get('content')?.values).toMatchObject({ views: 4, purchases: 1, conversion: 0.25 });
    expect(cards.get('inventory')?.values).toEqual({ lines: { active: 120, expired: 4, tri_al: 9 } });
    expect(cards.get('revenue')?.values).toEqual({
      EUR: { exponent: 2, total: '1999', today: '1999', week: '1999', month: '1999' },
    });
    expect(tally.snapshot('content').get('movie')?.top[0]).toMatchObject({ id: 'film', views: 4, purchases: 1 });
    expect(tally.snapshot('audience').get('5m')).toMatchObject({ users: 2, estimated: false, peak: 2, sinceMs: null });
    // Nothing that could name a user is anywhere in what readers see.
    expect(JSON.stringify([...tally.snapshot('audience')]) + text).not.toContain('anna');
    clock.advance(HOUR_MS);
    expect(tally.snapshot('audience').get('5m')).toMatchObject({ users: 0, peak: 2 });
  });
});
