/**
 * `tally.revenue`: first durable, then in the books. `record()` resolves once the store has the event and says what became
 * of it; it rejects when the input is wrong (`CONFIG`) or the store cannot keep it. A host that does not wait gets no
 * unhandled rejection.
 */
import type { Clock } from '../clock.ts';
import { TallylightError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { ContentKind } from '../model/content-kinds.ts';
import { toLabelValue } from '../model/labels.ts';
import type { LedgerRecord, Refusal } from '../model/ledger.ts';
import { type PaymentEvent, sayTheSame, toLedgerRecord } from '../model/payment-input.ts';
import type { Content } from '../state/content.ts';
import type { Revenue } from '../state/revenue.ts';

export interface RecordResult {
  /**
   * `recorded`: in the books. `duplicate`: this event was there already. `held`: a refund that waits for its purchase and is
   * booked when that arrives. `refused`: kept, but it cannot count (see {@link reason}).
   */
  readonly outcome: 'recorded' | 'duplicate' | 'held' | 'refused';
  /**
   * `content-differs`: the same event id came before with another amount, currency, status or transaction. `disabled`: the
   * host switched the SDK off.
   */
  readonly reason?: Refusal | 'purchase-unknown' | 'content-differs' | 'disabled';
}

export interface RevenueFace {
  /** Takes an event of a payment. The same event may come any number of times, and events in any order. */
  record(event: PaymentEvent): Promise<RecordResult>;
}

export interface RevenueFaceParts {
  readonly revenue: Revenue;
  readonly content: Content;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Resolves when the record is durable. */
  readonly append: (record: LedgerRecord) => Promise<'recorded' | 'duplicate'>;
  /** Settles when the books hold what the store had. */
  readonly loaded: Promise<void>;
  /** Told of an event that came again and says something else than before. */
  readonly onConflict: (eventId: string) => void;
}

export function createRevenueFace(parts: RevenueFaceParts): RevenueFace {
  const { revenue, content, clock, faults } = parts;

  async function keep(record: LedgerRecord): Promise<'recorded' | 'duplicate'> {
    try {
      await parts.loaded;
      // What is in the books is durable: the store need not be asked again.
      if (revenue.get(record.eventId) !== undefined) return 'duplicate';
      return await parts.append(record);
    } catch (error) {
      faults.report('store', error);
      const code = (error as { readonly code?: unknown } | null)?.code;
      if (code === 'STORE' || code === 'CLOSED') throw error;
      throw new TallylightError('STORE', `the store must keep event ${record.eventId}, received a failure`, {
        cause: error,
      });
    }
  }

  function repeated(record: LedgerRecord): RecordResult {
    revenue.duplicates += 1;
    const known = revenue.get(record.eventId);
    if (known === undefined || sayTheSame(known, record)) return { outcome: 'duplicate' };
    revenue.conflicts += 1;
    parts.onConflict(record.eventId);
    return { outcome: 'duplicate', reason: 'content-differs' };
  }

  async function take(event: PaymentEvent): Promise<RecordResult> {
    const record = toLedgerRecord(event, clock.nowMs());
    const contentKind: ContentKind | undefined = event.contentKind;
    if ((await keep(record)) === 'duplicate') return repeated(record);
    const { outcome, reason, captured } = revenue.apply(record);
    if (captured && record.contentId !== undefined) {
      content.purchased(toLabelValue(record.contentId), contentKind, record.occurredAtMs, clock.nowMs());
    }
    return reason === undefined ? { outcome } : { outcome, reason };
  }

  return {
    record(event) {
      const result = take(event);
      result.catch(() => {});
      return result;
    },
  };
}

/** Takes every call and keeps nothing, and says so; a host that switched the SDK off must not fail because of it. */
export const inertRevenue: RevenueFace = {
  record: () => Promise.resolve({ outcome: 'refused', reason: 'disabled' }),
};
