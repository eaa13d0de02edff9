/** Builders of payment events for tests: legal transactions with the sums that they must come to, and arbitrary ones. */
import * as fc from 'fast-check';
import { type LedgerRecord, PAYMENT_KINDS, PAYMENT_STATUSES } from '../model/ledger.ts';

/** 2026-11-21T12:00:00Z. */
export const NOON_MS: number = Date.parse('2026-11-21T12:00:00Z');

/** A completed purchase of 19.99 EUR, unless told otherwise. */
export function payment(eventId: string, more: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    eventId,
    transactionId: 'pay',
    status: 'completed',
    amountMinor: 1999,
    currency: 'EUR',
    kind: 'purchase',
    occurredAtMs: NOON_MS,
    recordedAtMs: NOON_MS,
    ...more,
  };
}

/** Events that may contradict each other in every way, within few transactions, amounts and moments. */
export const anyRecords: fc.Arbitrary<LedgerRecord[]> = fc.uniqueArray(
  fc.record({
    eventId: fc.integer({ min: 0, max: 99 }).map((id) => `e${id}`),
    transactionId: fc.constantFrom('t1', 't2', 't3'),
    status: fc.constantFrom(...PAYMENT_STATUSES),
    amountMinor: fc.constantFrom(0, 1, 50, 100, 150, Number.MAX_SAFE_INTEGER),
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
    kind: fc.constantFrom(...PAYMENT_KINDS),
    occurredAtMs: fc.integer({ min: -4, max: 4 }).map((half) => NOON_MS + half * 43_200_000),
    recordedAtMs: fc.constant(NOON_MS),
  }),
  { selector: (record) => record.eventId, maxLength: 14 },
);

/** The same events, shuffled, with some of them again. */
export function retold(records: readonly LedgerRecord[]): fc.Arbitrary<LedgerRecord[]> {
  if (records.length === 0) return fc.constant([]);
  const again = fc.array(fc.constantFrom(...records), { maxLength: 6 });
  const indices = records.map((_, index) => index);
  return fc
    .tuple(fc.shuffledSubarray(indices, { minLength: indices.length }), again)
    .map(([order, more]) => [...order.map((index) => records[index] as LedgerRecord), ...more]);
}

/** A transaction that no rule objects to, and what it comes to. */
export interface LegalTransaction {
  readonly records: readonly LedgerRecord[];
  readonly currency: string;
  readonly grossMinor: number;
  readonly refundedMinor: number;
}

/** Transactions as providers send them: attempts, a capture or none, refunds within what was captured. */
export const legalTransactions: fc.Arbitrary<LegalTransaction[]> = fc
  .array(
    fc.record({
      currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'),
      amountMinor: fc.integer({ min: 1, max: 10_000_000 }),
      kind: fc.constantFrom(...PAYMENT_KINDS),
      end: fc.constantFrom('completed', 'failed', 'cancelled', 'pending'),
      refundShares: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      day: fc.integer({ min: -40, max: 40 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((plans) =>
    plans.map(({ currency, amountMinor, kind, end, refundShares, day }, index): LegalTransaction => {
      const at = NOON_MS + day * 86_400_000;
      const event = (name: string, more: Partial<LedgerRecord>): LedgerRecord =>
        payment(`t${index}/${name}`, { transactionId: `t${index}`, amountMinor, currency, kind, ...more });
      const records = [event('pending', { status: 'pending', occurredAtMs: at })];
      if (end !== 'pending') records.push(event(end, { status: end, occurredAtMs: at + 1000 }));
      let refundedMinor = 0;
      if (end === 'completed') {
        refundShares.forEach((share, number) => {
          const part = Math.min(Math.floor((amountMinor * share) / 4), amountMinor - refundedMinor);
          if (part === 0) return;
          refundedMinor += part;
          records.push(
            event(`refund${number}`, {
              status: number === 2 ? 'charged_back' : 'refunded',
              amountMinor: part,
              occurredAtMs: at + (number + 1) * 86_400_000,
            }),
          );
        });
      }
      return { records, currency, grossMinor: end === 'completed' ? amountMinor : 0, refundedMinor };
    }),
  );
