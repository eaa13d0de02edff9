/** The topic `revenue`: a row for each currency. Amounts are texts of whole minor units, because they may exceed 2^53. */
import type { DashboardCards, RevenueRow } from '@tallylight/protocol';
import { TRANSACTION_STATES, type TransactionState } from '../../model/ledger.ts';
import type { CurrencyBook } from '../currency-book.ts';
import type { Revenue } from '../revenue.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function revenueRow(revenue: Revenue, book: CurrencyBook, epochMs: number): RevenueRow {
  const { day, week, month } = revenue.calendar.windows(epochMs);
  const count = (state: TransactionState): number => book.transactions[TRANSACTION_STATES.indexOf(state)] as number;
  return {
    exponent: book.exponent,
    total: String(book.net),
    today: String(revenue.net(book, 'today', epochMs)),
    week: String(revenue.net(book, 'week', epochMs)),
    month: String(revenue.net(book, 'month', epochMs)),
    gross: String(book.grossMinor),
    refunds: String(book.refundsMinor),
    pending: String(book.pendingMinor),
    transactions: {
      pending: count('pending'),
      completed: count('completed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      refunded: count('refunded'),
    },
    held: String(book.heldMinor),
    heldCount: book.held.size,
    heldSinceMs: book.heldSinceMs,
    refusedCount: book.refused,
    todayStartMs: day.startMs,
    weekStartMs: week.startMs,
    monthStartMs: month.startMs,
  };
}

/** The dashboard card: exact net by currency. */
export function revenueCard(revenue: Revenue): DashboardCards['revenue'] {
  const card: Record<string, DashboardCards['revenue'][string]> = {};
  for (const [currency, book] of revenue.books) {
    const { exponent, total, today, week, month } = revenueRow(revenue, book, revenue.nowMs);
    card[currency] = { exponent, total, today, week, month };
  }
  return card;
}

export function createRevenueView({ revenue }: State): TopicView<'revenue'> {
  const told = new Map<string, string>();
  return {
    topic: 'revenue',
    collect() {
      const changed: string[] = [];
      // There are as many rows as currencies, so comparing them whole is cheap; midnight changes them too.
      for (const [currency, book] of revenue.books) {
        const text = JSON.stringify(revenueRow(revenue, book, revenue.nowMs));
        if (told.get(currency) === text) continue;
        told.set(currency, text);
        changed.push(currency);
      }
      return changed;
    },
    keys: () => revenue.books.keys(),
    row(key) {
      const book = revenue.books.get(key);
      return book && revenueRow(revenue, book, revenue.nowMs);
    },
  };
}
