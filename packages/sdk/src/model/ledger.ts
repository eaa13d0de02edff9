/**
 * The rule of the books. A transaction is the set of its events, never their order: the same events give the same books
 * however often and in whatever order they arrive, because what they mean is judged anew from the whole set, in the order in
 * which things happened (`occurredAtMs`, then status, then the id of the event).
 *
 * - The first `completed` event is the capture; any other is refused, since a transaction is paid once.
 * - Refunds count one after the other as long as they fit into what was captured; one that does not fit is refused.
 * - Without a capture a refund is held: the purchase may still arrive.
 * - The capture decides the currency; without one, the first event that is not a refund. Events in another are refused.
 * - `pending`, `failed` and `cancelled` never undo a capture: an attempt may fail before another one succeeds.
 */

/** How an event changes its transaction. A chargeback is a refund that the bank made. */
export const PAYMENT_STATUSES = ['pending', 'completed', 'failed', 'cancelled', 'refunded', 'charged_back'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** What was paid for, a closed set: a label. */
export const PAYMENT_KINDS = ['purchase', 'subscription', 'rental', 'credits', 'tip', 'other'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/** One event of a transaction, as the store keeps it. Never changed, never dropped. */
export interface LedgerRecord {
  /** The provider's id of the event; the same id is the same event. */
  readonly eventId: string;
  /** The chain of events that it belongs to. */
  readonly transactionId: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly kind: PaymentKind;
  /** Epoch ms: the day that it is booked on. */
  readonly occurredAtMs: number;
  /** Epoch ms when it was taken; how long a refund is held counts from here. */
  readonly recordedAtMs: number;
  readonly contentId?: string;
}

/** Where a transaction stands. `held` has only refunds of a purchase that nobody has seen. */
export const TRANSACTION_STATES = ['pending', 'completed', 'failed', 'cancelled', 'refunded', 'held'] as const;
export type TransactionState = (typeof TRANSACTION_STATES)[number];

/** Why an event does not count. */
export const REFUSALS = ['refund-above-captured', 'other-currency', 'already-completed'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What a set of events means. */
export interface Settlement {
  readonly state: TransactionState;
  readonly currency: string;
  readonly kind: PaymentKind;
  readonly capture: LedgerRecord | undefined;
  /** Refunds that count, in the order in which they happened. */
  readonly refunds: readonly LedgerRecord[];
  readonly refundedMinor: number;
  /** Refunds that wait for their purchase. */
  readonly held: readonly LedgerRecord[];
  readonly refused: ReadonlyMap<LedgerRecord, Refusal>;
  /** What is open: the amount of the latest pending event while the state is pending, else 0. */
  readonly pendingMinor: number;
  /** States that the transaction was ever in. */
  readonly entered: readonly TransactionState[];
}

/**
 * The order in which things happened; total, so that every reader of the set finds the same one. Providers date events to
 * the second: within one moment the statuses follow each other as they do in life.
 */
export function inOrder(a: LedgerRecord, b: LedgerRecord): number {
  if (a.occurredAtMs !== b.occurredAtMs) return a.occurredAtMs - b.occurredAtMs;
  if (a.status !== b.status) return PAYMENT_STATUSES.indexOf(a.status) - PAYMENT_STATUSES.indexOf(b.status);
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;
}

/** Puts a record where it belongs in a list that is {@link inOrder}. */
export function insertInOrder(records: LedgerRecord[], record: LedgerRecord): void {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (inOrder(records[middle] as LedgerRecord, record) < 0) low = middle + 1;
    else high = middle;
  }
  records.splice(low, 0, record);
}

const isRefund = (record: LedgerRecord): boolean => record.status === 'refunded' || record.status === 'charged_back';

/** What the events of one transaction mean together. `records` are {@link inOrder}, at least one. */
export function settle(records: readonly LedgerRecord[]): Settlement {
  const refused = new Map<LedgerRecord, Refusal>();
  const capture = records.find((record) => record.status === 'completed');
  const first = capture ?? records.find((record) => !isRefund(record));
  const currency = (first ?? (records[0] as LedgerRecord)).currency;
  const refunds: LedgerRecord[] = [];
  const held: LedgerRecord[] = [];
  let refundedMinor = 0;
  let latest: LedgerRecord | undefined;
  let failed = false;
  let cancelled = false;

  for (const record of records) {
    if (record === capture) continue;
    const refund = isRefund(record);
    if (capture === undefined && refund) held.push(record);
    else if (record.currency !== currency) refused.set(record, 'other-currency');
    else if (record.status === 'completed') refused.set(record, 'already-completed');
    else if (!refund) {
      latest = record;
      failed ||= record.status === 'failed';
      cancelled ||= record.status === 'cancelled';
    } else if (capture !== undefined && record.amountMinor <= capture.amountMinor - refundedMinor) {
      refunds.push(record);
      refundedMinor += record.amountMinor;
    } else refused.set(record, 'refund-above-captured');
  }

  const state = stateOf(capture, refunds, latest);
  return {
    state,
    currency,
    kind: (first ?? (records[0] as LedgerRecord)).kind,
    capture,
    refunds,
    refundedMinor,
    held,
    refused,
    pendingMinor: state === 'pending' ? (latest?.amountMinor ?? 0) : 0,
    entered: [
      ...(capture === undefined ? [] : (['completed'] as const)),
      ...(failed ? (['failed'] as const) : []),
      ...(refunds.length > 0 ? (['refunded'] as const) : []),
      ...(cancelled ? (['cancelled'] as const) : []),
    ],
  };
}

function stateOf(
  capture: LedgerRecord | undefined,
  refunds: readonly LedgerRecord[],
  latest: LedgerRecord | undefined,
): TransactionState {
  if (capture !== undefined) return refunds.length > 0 ? 'refunded' : 'completed';
  switch (latest?.status) {
    case 'failed':
    case 'cancelled':
    case 'pending':
      return latest.status;
    default:
      return 'held';
  }
}
