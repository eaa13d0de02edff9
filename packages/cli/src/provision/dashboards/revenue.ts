/** Money, from the books: exact, per currency, never added across currencies. */
import type { Dashboard } from './dashboard.ts';
import { counted, money, moneyIn } from './expressions.ts';
import { bars, NONE_IS_GOOD, PLAIN, stat, time } from './panels.ts';

export const revenue: Dashboard = {
  uid: 'tallylight-revenue',
  title: 'Revenue',
  description: 'Money from the books, exact and per currency; currencies are never added up.',
  variables: [
    { name: 'currency', label: 'Currency', metric: 'tallylight_currency_exponent', of: 'currency', many: true },
  ],
  from: 'now-24h',
  rows: [
    {
      question: 'How much came in?',
      panels: (
        [
          ['today', 'How much today?', 'since midnight of the business time zone'],
          ['week', 'How much this week?', 'since the week began in the business time zone'],
          ['month', 'How much this month?', 'since the month began in the business time zone'],
          ['total', 'How much in all?', 'since the books began'],
        ] as const
      ).map(([period, title, since]) =>
        stat({
          title,
          description: `Net of refunds, ${since}. Exact, from the books; may be negative.`,
          none: 'the host tells of no payments',
          unit: 'locale',
          decimals: 2,
          width: 6,
          steps: PLAIN,
          queries: [{ expr: money(period), legend: '{{currency}}' }],
        }),
      ),
    },
    {
      question: 'What needs a hand?',
      panels: [
        stat({
          title: 'What share of payments failed?',
          alerts: ['transactions-failing'],
          description: 'Failed over completed and failed, in the last hour.',
          none: 'nobody paid in the last hour',
          unit: 'percentunit',
          decimals: 1,
          width: 6,
          steps: [{ color: 'green' }, { from: 0.02, color: 'orange' }, { from: 0.1, color: 'red' }],
          queries: [
            {
              expr: 'sum (increase(tallylight_transactions_total{status="failed"}[1h])) / (sum (increase(tallylight_transactions_total{status=~"completed|failed"}[1h])) > 0)',
            },
          ],
        }),
        stat({
          title: 'How many payments are open?',
          description: 'Transactions that began and have no end yet.',
          none: 'the host tells of no payments',
          unit: 'short',
          width: 6,
          steps: PLAIN,
          queries: [{ expr: 'sum (max by (kind) (tallylight_transactions_pending))' }],
        }),
        stat({
          title: 'How many refunds wait for their purchase?',
          alerts: ['refund-held'],
          description: 'Refunds whose purchase is not known yet. They are booked the moment it is.',
          none: 'the host tells of no payments',
          unit: 'short',
          width: 6,
          steps: NONE_IS_GOOD,
          queries: [{ expr: 'max (tallylight_refunds_held)' }],
        }),
        stat({
          title: 'How many events cannot count?',
          description: 'Events in the ledger that contradict it, by reason.',
          none: 'the host tells of no payments',
          unit: 'short',
          width: 6,
          steps: NONE_IS_GOOD,
          queries: [{ expr: 'max by (reason) (tallylight_transactions_refused)', legend: '{{reason}}' }],
        }),
      ],
    },
    {
      question: 'How did it go?',
      panels: [
        time({
          title: 'When did money come in?',
          description: 'Captured, gross, in each hour before the moment, by currency.',
          none: 'the host tells of no payments',
          unit: 'locale',
          decimals: 2,
          queries: [{ expr: moneyIn('tallylight_revenue_minor_units_total', '1h'), legend: '{{currency}}' }],
        }),
        time({
          title: 'When was money given back?',
          description: 'Refunds and charge-backs in each hour before the moment, by currency.',
          none: 'the host tells of no payments',
          unit: 'locale',
          decimals: 2,
          min: 0,
          queries: [{ expr: moneyIn('tallylight_refunds_minor_units_total', '1h'), legend: '{{currency}}' }],
        }),
        time({
          title: 'How is it against the same hours last week?',
          alerts: ['revenue-stopped'],
          description:
            'Captured in the last two hours over that of the same hours a week ago, by currency; 100 % is the same.',
          none: 'there is no history of a week ago yet, or nothing was sold then',
          unit: 'percentunit',
          min: 0,
          queries: [
            {
              expr: 'sum by (currency) (increase(tallylight_revenue_minor_units_total{currency=~"$currency"}[2h])) / (sum by (currency) (increase(tallylight_revenue_minor_units_total{currency=~"$currency"}[2h] offset 1w)) > 0)',
              legend: '{{currency}}',
            },
          ],
        }),
        time({
          title: 'How do payments end?',
          description: 'Transactions per minute by the state they entered.',
          none: 'the host tells of no payments',
          unit: 'cpm',
          min: 0,
          queries: [
            {
              expr: '60 * sum by (status) (rate(tallylight_transactions_total[$__rate_interval]))',
              legend: '{{status}}',
            },
          ],
        }),
      ],
    },
    {
      question: 'What is sold?',
      panels: [
        bars({
          title: 'What brings the money?',
          description: 'Captured in 24 hours by currency and kind, in major units.',
          none: 'nothing was sold in 24 hours',
          unit: 'locale',
          decimals: 2,
          queries: [
            {
              expr: 'sum by (currency, kind) (increase(tallylight_revenue_minor_units_total{currency=~"$currency"}[24h])) / on (currency) group_left () (10 ^ max by (currency) (tallylight_currency_exponent)) > 0',
              legend: '{{currency}}, {{kind}}',
              instant: true,
            },
          ],
        }),
        bars({
          title: 'How many views become purchases?',
          description: 'Purchases over views of 24 hours, by kind of content.',
          none: 'nothing was viewed in 24 hours',
          unit: 'percentunit',
          decimals: 2,
          queries: [
            {
              expr: `${counted('tallylight_content_purchases_total', 'kind', '24h')} / (${counted('tallylight_content_views_total', 'kind', '24h')} > 0)`,
              legend: '{{kind}}',
              instant: true,
            },
          ],
        }),
        stat({
          title: 'How many events came twice?',
          alerts: ['payments-repeated'],
          description:
            'Events of the last 24 hours that came again and changed nothing. Payment providers do that; the books do not mind.',
          none: 'the host tells of no payments',
          unit: 'short',
          decimals: 0,
          width: 8,
          height: 8,
          steps: PLAIN,
          queries: [{ expr: counted('tallylight_transactions_duplicates_total', '', '24h') }],
        }),
      ],
    },
  ],
};
