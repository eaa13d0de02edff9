import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../model/calendar.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import { PAYMENT_KINDS, TRANSACTION_STATES } from '../model/ledger.ts';
import { anyRecords, legalTransactions, NOON_MS, payment, retold } from '../testing/payments.ts';
import { createCap } from './cap.ts';
import { createRevenue, ENTERED_STATES, REVENUE_PERIODS, type Revenue } from './revenue.ts';

const DAY_MS = 86_400_000;

function emptyBooks(more: { zone?: string; refundsBookedOn?: 'refund' | 'sale'; currencies?: string[] } = {}): Revenue {
  return createRevenue({
    calendar: createCalendar({ zone: more.zone ?? 'Europe/Paris', weekStart: 'monday' }),
    labelCap: createCap('currency labels', 20),
    currencies: more.currencies ?? [],
    refundsBookedOn: more.refundsBookedOn ?? 'refund',
  });
}

function booksOf(records: readonly LedgerRecord[]): Revenue {
  const revenue = emptyBooks();
  for (const record of records) revenue.apply(record);
  return revenue;
}

/** Everything that the books say, but for what counters remember. */
function told(revenue: Revenue): unknown {
  const books = [...revenue.books.values()]
    // A currency that a contradiction brought and took away again leaves an empty page.
    .filter((book) => book.transactions.some((count) => count > 0) || book.held.size > 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
    .map((book) => ({
      currency: book.currency,
      gross: book.gross,
      refunds: book.refunds,
      net: book.net,
      days: [...book.days].sort(([a], [b]) => a - b),
      pendingMinor: book.pendingMinor,
      transactions: book.transactions,
      held: [...book.held].map((record) => record.eventId).sort(),
      heldMinor: book.heldMinor,
      refused: book.refused,
      periods: REVENUE_PERIODS.map((period) => revenue.net(book, period, NOON_MS)),
    }));
  return { books, refused: revenue.refused, pending: revenue.pending, held: revenue.held };
}

describe('the books are a function of the set of events', () => {
  test('every order and every repetition of any events, contradictions included, gives the same books', () => {
    fc.assert(
      fc.property(
        anyRecords.chain((records) => fc.tuple(fc.constant(records), retold(records))),
        ([records, again]) => {
          expect(told(booksOf(again))).toEqual(told(booksOf(records)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('all 5 040 orders of one script', () => {
    const script = [
      payment('pending', { status: 'pending', occurredAtMs: NOON_MS - 2000 }),
      payment('failed', { status: 'failed', occurredAtMs: NOON_MS - 1000 }),
      payment('completed'),
      payment('again', { occurredAtMs: NOON_MS + 500, amountMinor: 7 }),
      payment('refund', { status: 'refunded', amountMinor: 999, occurredAtMs: NOON_MS + DAY_MS }),
      payment('above', { status: 'charged_back', amountMinor: 1001, occurredAtMs: NOON_MS + 2 * DAY_MS }),
      payment('dollars', { status: 'refunded', amountMinor: 1, currency: 'USD' }),
    ];
    const first = JSON.stringify(told(booksOf(script)), (_key, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    let orders = 0;
    for (const order of permutations(script)) {
      orders += 1;
      const text = JSON.stringify(told(booksOf(order)), (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      if (text !== first) expect(text).toBe(first);
    }
    expect(orders).toBe(5040);
  });

  test('legal transactions come to exactly what their makers say, told twice and out of order', () => {
    fc.assert(
      fc.property(
        legalTransactions.chain((transactions) => {
          const records = transactions.flatMap((transaction) => transaction.records);
          return fc.tuple(fc.constant(transactions), retold([...records]));
        }),
        ([transactions, again]) => {
          const revenue = booksOf(again);
          for (const [currency, book] of revenue.books) {
            const own = transactions.filter((transaction) => transaction.currency === currency);
            const gross = own.reduce((sum, one) => sum + BigInt(one.grossMinor), 0n);
            const refunds = own.reduce((sum, one) => sum + BigInt(one.refundedMinor), 0n);
            expect([book.grossMinor, book.refundsMinor, book.net]).toEqual([gross, refunds, gross - refunds]);
          }
          expect([revenue.held, ...revenue.refused]).toEqual([0, 0, 0, 0]);
          // Nothing contradicted anything, so the counters show the same.
          for (const book of revenue.books.values()) {
            expect([book.grossTold, book.refundsTold]).toEqual([book.gross, book.refunds]);
          }
        },
      ),
    );
  });

  test('sums conserve: days add up to the total, kinds to the gross, states to the number of transactions', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const revenue = booksOf(records);
        let transactions = 0;
        for (const book of revenue.books.values()) {
          expect([...book.days.values()].reduce((sum, net) => sum + net, 0n)).toBe(book.net);
          expect(book.grossMinor - book.refundsMinor).toBe(book.net);
          transactions += book.transactions.reduce((sum, count) => sum + count, 0);
        }
        expect(transactions).toBe(new Set(records.map((record) => record.transactionId)).size);
      }),
    );
  });

  test('counters never fall and never stand below the books', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const revenue = emptyBooks();
        const counters = (): number[] => [
          ...[...revenue.books.values()].flatMap((book) => [...book.grossTold, ...book.refundsTold].map(Number)),
          ...ENTERED_STATES.flatMap((_, state) => PAYMENT_KINDS.map((_kind, kind) => revenue.entered(state, kind))),
        ];
        let before = new Map<string, number[]>();
        for (const record of records) {
          revenue.apply(record);
          const now = new Map(
            [...revenue.books].map(([currency, book]) => [
              currency,
              [...book.grossTold, ...book.refundsTold].map(Number),
            ]),
          );
          for (const [currency, values] of before) {
            values.forEach((value, index) => {
              expect(now.get(currency)?.[index]).toBeGreaterThanOrEqual(value);
            });
          }
          before = now;
        }
        for (const book of revenue.books.values()) {
          book.gross.forEach((gross, kind) => {
            expect((book.grossTold[kind] as bigint) >= gross).toBe(true);
          });
        }
        expect(counters().every((value) => value >= 0)).toBe(true);
      }),
    );
  });
});

describe('what becomes of an event', () => {
  test('a refund before its purchase is held, then booked when the purchase arrives', () => {
    const revenue = emptyBooks();
    const refund = payment('r', { status: 'refunded', amountMinor: 999, recordedAtMs: NOON_MS + 5 });
    expect(revenue.apply(refund)).toEqual({ outcome: 'held', reason: 'purchase-unknown', captured: false });
    expect([revenue.held, revenue.heldSinceMs]).toEqual([1, NOON_MS + 5]);
    expect(revenue.apply(payment('c'))).toEqual({ outcome: 'recorded', captured: true });
    expect([revenue.held, revenue.heldSinceMs, revenue.books.get('EUR')?.net]).toEqual([0, null, 1000n]);
  });

  test('a refund above what was captured is refused and leaves the books alone', () => {
    const revenue = booksOf([
      payment('c', { amountMinor: 1000 }),
      payment('r1', { status: 'refunded', amountMinor: 600 }),
    ]);
    expect(
      revenue.apply(payment('r2', { status: 'refunded', amountMinor: 401, occurredAtMs: NOON_MS + 1 })),
    ).toMatchObject({ outcome: 'refused', reason: 'refund-above-captured' });
    expect([revenue.books.get('EUR')?.net, revenue.refused[0]]).toEqual([400n, 1]);
  });

  test('the oldest of many held refunds is known', () => {
    const revenue = emptyBooks();
    for (const index of [0, 1, 2]) {
      revenue.apply(
        payment(`r${index}`, {
          transactionId: `t${index}`,
          status: 'refunded',
          currency: index === 1 ? 'USD' : 'EUR',
          recordedAtMs: NOON_MS + index,
        }),
      );
    }
    expect(revenue.heldSinceMs).toBe(NOON_MS);
    revenue.apply(payment('c0', { transactionId: 't0' }));
    expect(revenue.heldSinceMs).toBe(NOON_MS + 1);
  });
});

describe('windows', () => {
  const at = (revenue: Revenue, iso: string): string[] => {
    const book = revenue.books.get('EUR');
    if (book === undefined) throw new Error('no book');
    return REVENUE_PERIODS.map((period) => String(revenue.net(book, period, Date.parse(iso))));
  };

  test('an event is booked on the day it happened in the business zone', () => {
    const revenue = booksOf([
      payment('sat', { transactionId: 'sat', amountMinor: 1, occurredAtMs: Date.parse('2026-10-24T21:59:59Z') }),
      payment('sun', { transactionId: 'sun', amountMinor: 10, occurredAtMs: Date.parse('2026-10-24T22:00:00Z') }),
      // The last of the 25 hours of that Sunday in Paris.
      payment('late', { transactionId: 'late', amountMinor: 100, occurredAtMs: Date.parse('2026-10-25T22:59:59Z') }),
      payment('mon', { transactionId: 'mon', amountMinor: 1000, occurredAtMs: Date.parse('2026-10-25T23:00:00Z') }),
      payment('nov', { transactionId: 'nov', amountMinor: 10000, occurredAtMs: Date.parse('2026-10-31T23:00:00Z') }),
    ]);
    expect(at(revenue, '2026-10-25T12:00:00Z')).toEqual(['11111', '110', '111', '1111']);
    expect(at(revenue, '2026-10-25T23:00:00Z')).toEqual(['11111', '1000', '11000', '1111']);
    expect(at(revenue, '2026-11-01T12:00:00Z')).toEqual(['11111', '10000', '11000', '10000']);
    expect(at(revenue, '2026-12-01T12:00:00Z')).toEqual(['11111', '0', '0', '0']);
  });

  test('a refund is booked on its own day, or on that of the sale when the host wants so; a day may be negative', () => {
    const events = [
      payment('c', { occurredAtMs: Date.parse('2026-11-20T12:00:00Z') }),
      payment('r', { status: 'refunded', occurredAtMs: Date.parse('2026-11-21T12:00:00Z') }),
    ];
    const cash = booksOf(events);
    expect(at(cash, '2026-11-20T13:00:00Z')[1]).toBe('1999');
    expect(at(cash, '2026-11-21T13:00:00Z').slice(0, 2)).toEqual(['0', '-1999']);
    const sale = emptyBooks({ refundsBookedOn: 'sale' });
    for (const event of events) sale.apply(event);
    expect([at(sale, '2026-11-20T13:00:00Z')[1], at(sale, '2026-11-21T13:00:00Z')[1]]).toEqual(['0', '0']);
  });

  test('sums beyond 2^53 are exact', () => {
    const revenue = emptyBooks();
    for (let index = 0; index < 3; index += 1) {
      revenue.apply(payment(`e${index}`, { transactionId: `t${index}`, amountMinor: Number.MAX_SAFE_INTEGER }));
    }
    expect(revenue.books.get('EUR')?.net).toBe(3n * BigInt(Number.MAX_SAFE_INTEGER));
  });
});

test('a currency that the host named is there at nothing from the start', () => {
  const book = emptyBooks({ currencies: ['JPY'] }).books.get('JPY');
  expect([book?.exponent, book?.net, book?.transactions.length]).toEqual([0, 0n, TRANSACTION_STATES.length]);
});

function* permutations<T>(things: readonly T[]): Generator<readonly T[]> {
  if (things.length <= 1) {
    yield things;
    return;
  }
  for (const [index, first] of things.entries()) {
    for (const rest of permutations(things.filter((_, other) => other !== index))) yield [first, ...rest];
  }
}
