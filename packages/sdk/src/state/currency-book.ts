/** The books of one currency: exact sums by kind of payment and by business day. What goes in is decided in revenue.ts. */
import type { DayNumber } from '../model/calendar.ts';
import { currencyExponent } from '../model/currencies.ts';
import { type LedgerRecord, PAYMENT_KINDS, TRANSACTION_STATES } from '../model/ledger.ts';

export class CurrencyBook {
  readonly currency: string;
  readonly exponent: number;
  readonly labels: readonly string[];
  /** Whether it has series of its own. Beyond the cap there are none: a sum over other currencies means nothing. */
  readonly labelled: boolean;
  /** Captured and refunded since the beginning, by kind of payment. */
  readonly gross: bigint[] = PAYMENT_KINDS.map(() => 0n);
  readonly refunds: bigint[] = PAYMENT_KINDS.map(() => 0n);
  /** The most that each of them ever was: what a counter shows, which must not fall when late events correct the books. */
  readonly grossTold: bigint[] = PAYMENT_KINDS.map(() => 0n);
  readonly refundsTold: bigint[] = PAYMENT_KINDS.map(() => 0n);
  /** Net of each business day. */
  readonly days: Map<DayNumber, bigint> = new Map();
  net = 0n;
  pendingMinor = 0n;
  /** Transactions now by {@link TRANSACTION_STATES}. */
  readonly transactions: Float64Array = new Float64Array(TRANSACTION_STATES.length);
  /** Refunds that wait for their purchase, longest waiting first. */
  readonly held: Set<LedgerRecord> = new Set();
  heldMinor = 0n;
  /** Events that do not count now. */
  refused = 0;

  constructor(currency: string, labelled: boolean) {
    this.currency = currency;
    this.exponent = currencyExponent(currency) ?? 0;
    this.labels = [currency];
    this.labelled = labelled;
  }

  /** When the longest waiting refund was taken, epoch ms; null when none waits. */
  get heldSinceMs(): number | null {
    for (const record of this.held) return record.recordedAtMs;
    return null;
  }

  get grossMinor(): bigint {
    return sum(this.gross);
  }

  get refundsMinor(): bigint {
    return sum(this.refunds);
  }
}

function sum(amounts: readonly bigint[]): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
