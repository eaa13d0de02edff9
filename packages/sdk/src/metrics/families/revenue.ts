/**
 * Metrics of money and content. Amounts are whole minor units; exact sums of a day, week or month are gauges from the books,
 * because `increase()` extrapolates. Currencies beyond the label cap have no series: a sum of unlike currencies means nothing.
 */
import { CONTENT_KINDS } from '../../model/content-kinds.ts';
import { PAYMENT_KINDS, REFUSALS } from '../../model/ledger.ts';
import type { CurrencyBook } from '../../state/currency-book.ts';
import { ENTERED_STATES, REVENUE_PERIODS } from '../../state/revenue.ts';
import type { State } from '../../state/state.ts';
import { type CatalogueContext, type Metric, type MetricDefinition, metric, whole } from '../metric.ts';

const STATES = ENTERED_STATES.map((state, slot) => ({ labels: [state], slot }));

function labelledBooks(state: State): readonly CurrencyBook[] {
  const books: CurrencyBook[] = [];
  for (const book of state.revenue.books.values()) if (book.labelled) books.push(book);
  return books;
}

const ofCurrencies = (definition: MetricDefinition<CurrencyBook>): Metric =>
  metric({ labels: ['currency'], entities: labelledBooks, ...definition });

export function revenueMetrics({ clock }: CatalogueContext): readonly Metric[] {
  return [
    ofCurrencies({
      name: 'tallylight_revenue_minor_units_total',
      kind: 'counter',
      unit: '{minor_unit}',
      help: 'Captured, gross, in minor units of the currency. After a correction it waits until the books catch up.',
      labels: ['currency', 'kind'],
      closed: PAYMENT_KINDS,
      read: (book, kind) => Number(book.grossTold[kind]),
    }),
    ofCurrencies({
      name: 'tallylight_refunds_minor_units_total',
      kind: 'counter',
      unit: '{minor_unit}',
      help: 'Refunded and charged back, in minor units; net is revenue less refunds.',
      labels: ['currency', 'kind'],
      closed: PAYMENT_KINDS,
      read: (book, kind) => Number(book.refundsTold[kind]),
    }),
    ofCurrencies({
      name: 'tallylight_revenue_period_minor_units',
      kind: 'gauge',
      unit: '{minor_unit}',
      help: 'Exact net in the business time zone, from the books; may be negative. Aggregate with max.',
      labels: ['currency', 'period'],
      closed: REVENUE_PERIODS,
      read: (book, index, state) => {
        const period = REVENUE_PERIODS[index];
        return period && Number(state.revenue.net(book, period, clock.nowMs()));
      },
    }),
    ofCurrencies({
      name: 'tallylight_currency_exponent',
      kind: 'gauge',
      unit: '{digit}',
      help: 'Digits of the minor unit (ISO 4217): an amount is its minor units / 10 ^ this.',
      read: (book) => book.exponent,
    }),
    metric({
      name: 'tallylight_transactions_total',
      kind: 'counter',
      unit: '{transaction}',
      help: 'Transactions that entered a state, each state once.',
      labels: ['status', 'kind'],
      closed: PAYMENT_KINDS,
      entities: () => STATES,
      read: ({ slot }, kind, state) => state.revenue.entered(slot, kind),
    }),
    whole({
      name: 'tallylight_transactions_pending',
      kind: 'gauge',
      unit: '{transaction}',
      help: 'Transactions open now.',
      labels: ['kind'],
      closed: PAYMENT_KINDS,
      read: (_entity, kind, state) => state.revenue.pending[kind],
    }),
    whole({
      name: 'tallylight_transactions_duplicates_total',
      kind: 'counter',
      unit: '{transaction}',
      help: 'Events that came again and changed nothing.',
      read: (_entity, _index, state) => state.revenue.duplicates,
    }),
    whole({
      name: 'tallylight_transactions_refused',
      kind: 'gauge',
      unit: '{transaction}',
      help: 'Events in the ledger that cannot count, by reason.',
      labels: ['reason'],
      closed: REFUSALS,
      read: (_entity, reason, state) => state.revenue.refused[reason],
    }),
    whole({
      name: 'tallylight_refunds_held',
      kind: 'gauge',
      unit: '{refund}',
      help: 'Refunds that wait for a purchase that is not known yet.',
      read: (_entity, _index, state) => state.revenue.held,
    }),
    whole({
      name: 'tallylight_content_views_total',
      kind: 'counter',
      unit: '{view}',
      help: 'Content views that the host told, by kind of content.',
      labels: ['kind'],
      closed: CONTENT_KINDS,
      read: (_entity, kind, state) => state.content.kinds[kind]?.views,
    }),
    whole({
      name: 'tallylight_content_purchases_total',
      kind: 'counter',
      unit: '{purchase}',
      help: 'Completed purchases of content, by kind of content; conversion is purchases / views.',
      labels: ['kind'],
      closed: CONTENT_KINDS,
      read: (_entity, kind, state) => state.content.kinds[kind]?.purchases,
    }),
  ];
}
