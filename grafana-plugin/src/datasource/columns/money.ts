/**
 * Exact amounts as Grafana can show them: a number in major units for charts and cards, and the exact text beside it, because
 * a double cannot hold every amount. Digits and name come from the currency itself.
 */
import type { RevenueRow } from '@tallylight/protocol';
import { type Column, columnsOf } from './column.ts';

/** `1 234.50 EUR` in the reader's own notation. */
export function toCurrencyUnit(currency: string): string {
  return `currency:financial: ${currency}:suffix`;
}

/** Major units of whole minor ones as a number: `"123450"` with 2 digits is 1234.5. Null of what is no whole number. */
export function toMajor(minor: string, exponent: number): number | null {
  // The text is moved by its point and parsed once: dividing would round twice.
  return isWhole(minor) ? Number(`${minor}e-${exponent}`) : null;
}

/** The exact amount in major units as text: `"123450"` with 2 digits is `1234.50`. */
export function toExact(minor: string, exponent: number): string | null {
  if (!isWhole(minor)) return null;
  const sign = minor.startsWith('-') ? '-' : '';
  const digits = minor.slice(sign.length).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

export const AMOUNTS = {
  'net total': 'total',
  'net today': 'today',
  'net week': 'week',
  'net month': 'month',
  gross: 'gross',
  refunds: 'refunds',
  pending: 'pending',
  held: 'held',
} as const satisfies Readonly<Record<string, keyof RevenueRow>>;

type AmountName = keyof typeof AMOUNTS;
const AMOUNT_NAMES = Object.keys(AMOUNTS) as AmountName[];

type Amount = { readonly name: AmountName; readonly type: 'number'; readonly read: (row: RevenueRow) => unknown };
type ExactAmount = {
  readonly name: `${AmountName} exact`;
  readonly type: 'string';
  readonly read: (row: RevenueRow) => unknown;
};

const REVENUE_COUNTS = columnsOf<RevenueRow>()(
  { name: 'transactions pending', type: 'number', read: (row) => row.transactions.pending },
  { name: 'transactions completed', type: 'number', read: (row) => row.transactions.completed },
  { name: 'transactions failed', type: 'number', read: (row) => row.transactions.failed },
  { name: 'transactions cancelled', type: 'number', read: (row) => row.transactions.cancelled },
  { name: 'transactions refunded', type: 'number', read: (row) => row.transactions.refunded },
  { name: 'held count', type: 'number', read: (row) => row.heldCount },
  { name: 'held since', type: 'time', read: (row) => row.heldSinceMs },
  { name: 'refused', type: 'number', read: (row) => row.refusedCount },
  { name: 'today since', type: 'time', read: (row) => row.todayStartMs },
  { name: 'week since', type: 'time', read: (row) => row.weekStartMs },
  { name: 'month since', type: 'time', read: (row) => row.monthStartMs },
);

/** Columns of one currency; unit and digits are added per currency by {@link ofCurrency}. */
export const REVENUE_COLUMNS = [
  ...columnsOf<RevenueRow>()({ name: 'currency', type: 'string', read: (_, key) => key }),
  ...AMOUNT_NAMES.map(
    (name): Amount => ({ name, type: 'number', read: (row) => toMajor(row[AMOUNTS[name]], row.exponent) }),
  ),
  ...REVENUE_COUNTS,
  ...AMOUNT_NAMES.map(
    (name): ExactAmount => ({
      name: `${name} exact`,
      type: 'string',
      read: (row) => toExact(row[AMOUNTS[name]], row.exponent),
    }),
  ),
] as const;

/** The same columns with unit and digits of this currency on its amounts. */
export function ofCurrency(columns: readonly Column<RevenueRow>[], currency: string, exponent: number) {
  return columns.map(
    (column): Column<RevenueRow> =>
      Object.hasOwn(AMOUNTS, column.name) ? { ...column, unit: toCurrencyUnit(currency), decimals: exponent } : column,
  );
}
