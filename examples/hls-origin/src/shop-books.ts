/** The shop's own books: plain sums over finished payments, to be held against what Tallylight says. Knows no events. */
import type { Payment } from './shop-payments.ts';
import type { Currency } from './titles.ts';

export interface MoneyBook {
  /** What was paid, minor units, by kind of sale. */
  readonly gross: Record<string, number>;
  readonly refunded: Record<string, number>;
  grossMinor: number;
  refundedMinor: number;
}

export interface Books {
  readonly money: Readonly<Record<Currency, MoneyBook>>;
  paid: number;
  failed: number;
  /** Payments of which something went back. */
  refunds: number;
  /** Posts that were taken, the second ones too. */
  posts: number;
  /** Posts that were taken for the second time. */
  repeated: number;
  /** By kind of content. */
  readonly views: Record<string, number>;
  readonly purchases: Record<string, number>;
  /** Everybody who looked at something. */
  readonly customers: Set<string>;
}

export function createBooks(): Books {
  const empty = (): MoneyBook => ({ gross: {}, refunded: {}, grossMinor: 0, refundedMinor: 0 });
  return {
    money: { EUR: empty(), JPY: empty() },
    ...{ paid: 0, failed: 0, refunds: 0, posts: 0, repeated: 0 },
    ...{ views: {}, purchases: {}, customers: new Set() },
  };
}

/** Books one payment that is over. */
export function bookPayment(books: Books, { title, currency, amountMinor, failed, refundedMinor }: Payment): void {
  if (failed) {
    books.failed += 1;
    return;
  }
  const money = books.money[currency];
  books.paid += 1;
  money.grossMinor += amountMinor;
  money.gross[title.sale] = (money.gross[title.sale] ?? 0) + amountMinor;
  books.purchases[title.kind] = (books.purchases[title.kind] ?? 0) + 1;
  if (refundedMinor === 0) return;
  books.refunds += 1;
  money.refundedMinor += refundedMinor;
  money.refunded[title.sale] = (money.refunded[title.sale] ?? 0) + refundedMinor;
}
