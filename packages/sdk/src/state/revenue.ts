/**
 * The books: what the events of the ledger come to, by currency, kind and business day. Applying one more event takes the
 * old meaning of its transaction out and puts the new one in, so the books are a function of the set of events. Sums are
 * exact (bigint); unlike currencies never meet. The store comes first: only what is durable is applied.
 */
import type { Calendar, DayNumber } from '../model/calendar.ts';
import {
  insertInOrder,
  type LedgerRecord,
  PAYMENT_KINDS,
  REFUSALS,
  type Refusal,
  type Settlement,
  settle,
  TRANSACTION_STATES,
  type TransactionState,
} from '../model/ledger.ts';
import type { Cap } from './cap.ts';
import { CurrencyBook } from './currency-book.ts';

/** Windows of the exact gauges, in the business zone. */
export const REVENUE_PERIODS = ['total', 'today', 'week', 'month'] as const;
export type RevenuePeriod = (typeof REVENUE_PERIODS)[number];

/** States that are counted when a transaction enters them: a label. */
export const ENTERED_STATES = ['completed', 'failed', 'refunded', 'cancelled'] as const;

/** What became of an event. */
export interface Applied {
  readonly outcome: 'recorded' | 'held' | 'refused';
  readonly reason?: Refusal | 'purchase-unknown';
  /** Whether this event is the capture that its transaction did not have before. */
  readonly captured: boolean;
}

export interface Revenue {
  /** The record of this event, if it is in the books. */
  get(eventId: string): LedgerRecord | undefined;
  /** Takes a durable event into the books. One that is there already changes nothing. */
  apply(record: LedgerRecord): Applied;
  /** Net minor units of a window at a moment. */
  net(book: CurrencyBook, period: RevenuePeriod, epochMs: number): bigint;
  /** The time, for readers who have none of their own. */
  advance(epochMs: number): void;
  readonly nowMs: number;
  /** By currency, in the order in which they came. */
  readonly books: ReadonlyMap<string, CurrencyBook>;
  readonly calendar: Calendar;
  /** Refunds that wait for their purchase, of all currencies. */
  readonly held: number;
  /** When the longest waiting refund was taken, epoch ms; null when none waits. After an hour it is worth an alert. */
  readonly heldSinceMs: number | null;
  /** Events that do not count now, by {@link REFUSALS}. */
  readonly refused: Float64Array;
  /** Transactions that ever entered a state of {@link ENTERED_STATES}, by kind; never falls. */
  entered(stateIndex: number, kindIndex: number): number;
  /** Transactions now pending, by kind. */
  readonly pending: Float64Array;
  /** Events that came again. */
  duplicates: number;
  /** Of these, the ones that said something else the second time. */
  conflicts: number;
  readonly labelCap: Cap;
}

export interface RevenueParts {
  readonly calendar: Calendar;
  readonly labelCap: Cap;
  /** Currencies with series from the start, at 0. */
  readonly currencies: readonly string[];
  /** The day that a refund is booked on: its own, or that of the sale. */
  readonly refundsBookedOn: 'refund' | 'sale';
}

export function createRevenue(parts: RevenueParts): Revenue {
  const { calendar, labelCap } = parts;
  const books = new Map<string, CurrencyBook>();
  const events = new Map<string, LedgerRecord>();
  const transactions = new Map<string, LedgerRecord[]>();
  const kinds = PAYMENT_KINDS.length;
  const entered = new Float64Array(ENTERED_STATES.length * kinds);
  const enteredTold = new Float64Array(entered.length);
  const pending = new Float64Array(kinds);
  const refused = new Float64Array(REFUSALS.length);
  let nowMs = 0;

  function bookOf(currency: string): CurrencyBook {
    const known = books.get(currency);
    if (known !== undefined) return known;
    const book = new CurrencyBook(currency, labelCap.admit(true));
    books.set(currency, book);
    return book;
  }

  function addToDay(book: CurrencyBook, record: LedgerRecord, minor: bigint): void {
    const day = calendar.dayOf(record.occurredAtMs);
    const net = (book.days.get(day) ?? 0n) + minor;
    book.net += minor;
    if (net === 0n) book.days.delete(day);
    else book.days.set(day, net);
  }

  /** Puts the meaning of a transaction into the books (`sign` 1) or takes it out (−1). */
  function post(settlement: Settlement, sign: 1 | -1): void {
    const { capture, refunds } = settlement;
    const book = bookOf(settlement.currency);
    const kind = PAYMENT_KINDS.indexOf(settlement.kind);
    const signed = (minor: number): bigint => BigInt(sign * minor);
    add(book.transactions, TRANSACTION_STATES.indexOf(settlement.state), sign);
    book.refused += sign * settlement.refused.size;
    book.pendingMinor += signed(settlement.pendingMinor);
    if (settlement.state === 'pending') add(pending, kind, sign);
    for (const reason of settlement.refused.values()) add(refused, REFUSALS.indexOf(reason), sign);
    for (const state of settlement.entered) add(entered, enteredIndex(state) * kinds + kind, sign);
    if (capture === undefined) return;
    addTo(book.gross, kind, signed(capture.amountMinor));
    addToDay(book, capture, signed(capture.amountMinor));
    for (const refund of refunds) {
      addTo(book.refunds, kind, signed(refund.amountMinor));
      addToDay(book, parts.refundsBookedOn === 'sale' ? capture : refund, signed(-refund.amountMinor));
    }
  }

  /** Refunds wait until their transaction has a capture, then none of them does. */
  function wait(before: Settlement | undefined, after: Settlement): void {
    if (after.capture !== undefined) {
      for (const record of before?.held ?? []) {
        const book = bookOf(record.currency);
        if (book.held.delete(record)) book.heldMinor -= BigInt(record.amountMinor);
      }
      return;
    }
    for (const record of after.held) {
      const book = bookOf(record.currency);
      if (book.held.has(record)) continue;
      book.held.add(record);
      book.heldMinor += BigInt(record.amountMinor);
    }
  }

  function tellCounters({ currency, kind }: Settlement): void {
    const book = bookOf(currency);
    const index = PAYMENT_KINDS.indexOf(kind);
    raise(book.grossTold, book.gross, index);
    raise(book.refundsTold, book.refunds, index);
    for (let slot = index; slot < entered.length; slot += kinds) {
      enteredTold[slot] = Math.max(enteredTold[slot] as number, entered[slot] as number);
    }
  }

  function verdict(record: LedgerRecord, { held, refused, capture }: Settlement, before?: Settlement): Applied {
    const reason = refused.get(record);
    if (reason !== undefined) return { outcome: 'refused', reason, captured: false };
    if (held.includes(record)) return { outcome: 'held', reason: 'purchase-unknown', captured: false };
    return { outcome: 'recorded', captured: capture === record && before?.capture === undefined };
  }

  function apply(record: LedgerRecord): Applied {
    const known = events.get(record.eventId);
    const chain = transactions.get(record.transactionId) ?? [];
    if (known !== undefined)
      return { ...verdict(known, settle(transactions.get(known.transactionId) ?? [known])), captured: false };
    const before = chain.length === 0 ? undefined : settle(chain);
    events.set(record.eventId, record);
    transactions.set(record.transactionId, chain);
    insertInOrder(chain, record);
    const after = settle(chain);
    if (before !== undefined) post(before, -1);
    post(after, 1);
    wait(before, after);
    tellCounters(after);
    return verdict(record, after, before);
  }

  function sumOfDays(book: CurrencyBook, from: DayNumber, to: DayNumber): bigint {
    let net = 0n;
    for (let day = from; day < to; day += 1) net += book.days.get(day) ?? 0n;
    return net;
  }

  for (const currency of parts.currencies) bookOf(currency);

  return {
    get: (eventId) => events.get(eventId),
    apply,
    net(book, period, epochMs) {
      if (period === 'total') return book.net;
      const today = calendar.dayOf(epochMs);
      if (period === 'today') return book.days.get(today) ?? 0n;
      if (period === 'week') return sumOfDays(book, calendar.weekOf(today), calendar.weekOf(today) + 7);
      return sumOfDays(book, calendar.monthOf(today), calendar.nextMonthOf(today));
    },
    advance(epochMs) {
      nowMs = epochMs;
    },
    get nowMs() {
      return nowMs;
    },
    books,
    calendar,
    get held() {
      let count = 0;
      for (const book of books.values()) count += book.held.size;
      return count;
    },
    get heldSinceMs() {
      let oldest: number | null = null;
      for (const { heldSinceMs } of books.values()) {
        if (heldSinceMs !== null && (oldest === null || heldSinceMs < oldest)) oldest = heldSinceMs;
      }
      return oldest;
    },
    refused,
    entered: (stateIndex, kindIndex) => enteredTold[stateIndex * kinds + kindIndex] as number,
    pending,
    duplicates: 0,
    conflicts: 0,
    labelCap,
  };
}

const enteredIndex = (state: TransactionState): number =>
  (ENTERED_STATES as readonly TransactionState[]).indexOf(state);

function add(counts: Float64Array, slot: number, by: number): void {
  counts[slot] = (counts[slot] as number) + by;
}

function addTo(sums: bigint[], slot: number, by: bigint): void {
  sums[slot] = (sums[slot] as bigint) + by;
}

function raise(told: bigint[], now: readonly bigint[], slot: number): void {
  if ((now[slot] as bigint) > (told[slot] as bigint)) told[slot] = now[slot] as bigint;
}
