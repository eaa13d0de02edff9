/** Alert rules of money and of the books. */
import { REFUND_HELD_MS } from './alert-limits.ts';
import { num } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const payments = {
  team: 'payments',
  labels: [],
  yieldsTo: [],
  clearMs: MINUTE_MS,
  loses: 'none',
  summaryOfMany: null,
} as const;

export const PAYMENTS_RULES: readonly AlertRule[] = [
  {
    ...payments,
    id: 'transactions-failing',
    subject: 'everything',
    severity: 'error',
    threshold: {
      value: ({ failedPaymentsPercent }) => failedPaymentsPercent,
      unit: '% of the payments, at least five',
      option: null,
      limit: 'failedPaymentsPercent',
    },
    forMs: 5 * MINUTE_MS,
    board: null,
    promql: ({ failedPaymentsPercent }) =>
      `sum(rate(tallylight_transactions_total{status="failed"}[15m])) / (sum(rate(tallylight_transactions_total{status=~"completed|failed"}[15m])) > 0) > ${num(failedPaymentsPercent / 100)} and on () (sum(increase(tallylight_transactions_total{status="failed"}[15m])) >= 5)`,
    summary: 'payments fail',
    description: 'Too many of the payments of the last quarter of an hour failed.',
    runbook:
      'The status page of the provider, then our keys and the webhook’s signature, then the last release of the check-out.',
  },
  {
    ...payments,
    id: 'revenue-stopped',
    subject: 'everything',
    severity: 'warning',
    threshold: {
      value: ({ salesLastWeek }) => salesLastWeek,
      unit: 'sales in the same two hours last week',
      option: null,
      limit: 'salesLastWeek',
    },
    forMs: 15 * MINUTE_MS,
    board: null,
    promql: ({ salesLastWeek }) =>
      `(sum(increase(tallylight_transactions_total{status="completed"}[2h])) == 0) and on () (sum(increase(tallylight_transactions_total{status="completed"}[2h] offset 1w)) >= ${num(salesLastWeek)})`,
    summary: 'nothing was sold for two hours',
    description: 'No payment was completed in two hours that had many a week ago, all currencies together.',
    runbook:
      'Buy something yourself. If that works and is not booked, the webhook does not reach us: look at the provider’s delivery log.',
  },
  {
    ...payments,
    id: 'refund-held',
    subject: 'process',
    severity: 'warning',
    threshold: { value: () => REFUND_HELD_MS / 1000, unit: 's', option: null },
    forMs: 0,
    board: {
      on: 'process',
      holds: ({ oldestHeldRefundMs }) => oldestHeldRefundMs !== null && oldestHeldRefundMs > REFUND_HELD_MS,
    },
    // The second half: an hour of history, so that a start of Prometheus is not mistaken for an hour.
    promql: () =>
      '(max(min_over_time(tallylight_refunds_held[1h])) > 0) and on () (max(tallylight_refunds_held offset 1h) > 0)',
    summary: 'a refund waits for its purchase',
    description: 'A refund arrived whose purchase is not known and has not come for an hour; it is not in the books.',
    runbook:
      'Find the transaction at the provider. If its purchase was never sent to us, let the provider send it again; the refund is then booked by itself.',
  },
  {
    ...payments,
    id: 'store-degraded',
    subject: 'process',
    labels: ['instance'],
    severity: 'error',
    threshold: null,
    forMs: 30_000,
    board: { on: 'process', holds: ({ storeDegraded }) => storeDegraded === true },
    promql: () => 'max by (instance) (tallylight_store_degraded) == 1',
    summary: 'the books cannot be written',
    description: 'The store refuses to keep what it is given: payments are refused and events are not durable.',
    runbook:
      'Disk full, file locked, Redis away: the first error in the log names it. Nothing is lost that was confirmed; providers send again what was refused.',
  },
  {
    ...payments,
    id: 'payments-repeated',
    subject: 'everything',
    severity: 'info',
    threshold: { value: () => 3, unit: '× the new ones, at least fifty', option: null },
    forMs: 5 * MINUTE_MS,
    board: null,
    promql: () =>
      '(sum(increase(tallylight_transactions_duplicates_total[15m])) > 3 * sum(increase(tallylight_transactions_total[15m]))) and on () (sum(increase(tallylight_transactions_duplicates_total[15m])) >= 50)',
    summary: 'payments are told again and again',
    description:
      'Many more repeated events than new ones. Nothing is counted twice, but somebody does not hear our answer.',
    runbook:
      'A provider that gets no 2xx sends again: look at its delivery log and at the time our webhook takes. Or a job of the host replays its history.',
  },
];
