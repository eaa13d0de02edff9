/**
 * What a host hands to `tally.revenue.record()`, and the rule that turns it into a record of the ledger. Wrong input is
 * refused with path, expectation and value; what the books make of a right one is not judged here.
 */
import { shown, TallylightError } from '../errors.ts';
import { CONTENT_KINDS, type ContentKind } from './content-kinds.ts';
import { type LedgerRecord, PAYMENT_KINDS, PAYMENT_STATUSES, type PaymentKind, type PaymentStatus } from './ledger.ts';
import { toMoney } from './money.ts';

/** One event of a payment, as its provider told it. */
export interface PaymentEvent {
  /** The provider's id of this event. The same id again is the same event. */
  readonly eventId: string;
  /** The payment that it is about: its purchase and its refunds share it. @default eventId */
  readonly transactionId?: string | undefined;
  readonly status: PaymentStatus;
  /** Integer of minor units: 1999 is 19.99 EUR. Give this or `amount`. */
  readonly amountMinor?: number | undefined;
  /** Decimal text, read exactly: `'19.99'`. */
  readonly amount?: string | undefined;
  /** ISO 4217. */
  readonly currency: string;
  /** @default 'purchase' */
  readonly kind?: PaymentKind | undefined;
  /** What was bought; makes the purchase count for its conversion. */
  readonly contentId?: string | undefined;
  readonly contentKind?: ContentKind | undefined;
  /**
   * When it happened by the provider's clock, epoch ms; the day that it is booked on. Give it: a default that depends on when
   * the news arrived makes the day depend on it too. @default now
   */
  readonly occurredAtMs?: number | undefined;
}

const MAX_ID_CHARS = 255;

/** Seconds given for milliseconds would land in January 1970. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

const KNOWN_KEYS = [
  'eventId',
  'transactionId',
  'status',
  'amountMinor',
  'amount',
  'currency',
  'kind',
  'contentId',
  'contentKind',
  'occurredAtMs',
];

/** The record of an event taken at `nowMs` (epoch). Throws `CONFIG`. */
export function toLedgerRecord(given: unknown, nowMs: number): LedgerRecord {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return refuse('event', 'an object', given);
  const event = given as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(event)) {
    if (!KNOWN_KEYS.includes(key)) refuse(key, `one of the known fields (${KNOWN_KEYS.join(', ')})`, event[key]);
  }
  const eventId = toId('eventId', event.eventId);
  const transactionId = event.transactionId === undefined ? eventId : toId('transactionId', event.transactionId);
  const status = oneOf('status', PAYMENT_STATUSES, event.status);
  const kind = event.kind === undefined ? 'purchase' : oneOf('kind', PAYMENT_KINDS, event.kind);
  if (event.contentKind !== undefined) oneOf('contentKind', CONTENT_KINDS, event.contentKind);
  const money = toMoney(event);
  const occurredAtMs = event.occurredAtMs === undefined ? Math.round(nowMs) : event.occurredAtMs;
  if (
    typeof occurredAtMs !== 'number' ||
    !Number.isInteger(occurredAtMs) ||
    occurredAtMs < EARLIEST_MS ||
    occurredAtMs >= LATEST_MS
  ) {
    return refuse('occurredAtMs', 'an integer of epoch milliseconds from 2000 to 2099', occurredAtMs);
  }
  return {
    eventId,
    transactionId,
    status,
    ...money,
    kind,
    occurredAtMs,
    recordedAtMs: Math.round(nowMs),
    ...(event.contentId === undefined ? {} : { contentId: toId('contentId', event.contentId) }),
  };
}

/** Whether two records of one event say the same; when they were taken, and when it was said to happen, is left aside. */
export function sayTheSame(a: LedgerRecord, b: LedgerRecord): boolean {
  return (
    a.transactionId === b.transactionId &&
    a.status === b.status &&
    a.amountMinor === b.amountMinor &&
    a.currency === b.currency
  );
}

function refuse(path: string, expectation: string, value: unknown): never {
  throw new TallylightError('CONFIG', `${path} must be ${expectation}, received ${shown(value)}`);
}

function toId(path: string, value: unknown): string {
  if (typeof value === 'string' && value.length >= 1 && value.length <= MAX_ID_CHARS) return value;
  return refuse(path, `a text of 1 to ${MAX_ID_CHARS} characters`, value);
}

function oneOf<T extends string>(path: string, values: readonly T[], value: unknown): T {
  const found = values.find((one) => one === value);
  return found ?? refuse(path, `one of ${values.join(', ')}`, value);
}
