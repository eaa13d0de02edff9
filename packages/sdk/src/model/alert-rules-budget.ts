/**
 * Alert rules of the error budget: what viewers were promised over 30 days. Each needs a short and a long window, so that it
 * comes fast and ends fast, and each yields to the faster one.
 */
import { burns, ENOUGH_REQUESTS } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const budget = {
  team: 'video',
  subject: 'everything',
  labels: [],
  clearMs: 30_000,
  loses: 'none',
  board: null,
  summaryOfMany: null,
} as const;
const times = (value: number) =>
  ({
    value: () => value,
    unit: '× the error budget',
    option: null,
    limit: 'availabilityPercent',
  }) as const;

export const BUDGET_RULES: readonly AlertRule[] = [
  {
    ...budget,
    id: 'error-budget-burn-fast',
    severity: 'error',
    threshold: times(14.4),
    forMs: 2 * MINUTE_MS,
    yieldsTo: [],
    promql: (limits) => `${burns(14.4, '5m', '1h', limits)} and (${ENOUGH_REQUESTS})`,
    summary: 'errors eat a month’s budget in two days',
    description:
      'Over five minutes and over an hour, errors of ours take 14.4 times what the promise to viewers allows: a fiftieth of the budget of 30 days in one hour.',
    runbook:
      'See On call → what changed. Sort streams by errors: one stream is its own trouble, all of them are the origin or a release.',
  },
  {
    ...budget,
    id: 'error-budget-burn-slow',
    severity: 'warning',
    threshold: times(6),
    forMs: 15 * MINUTE_MS,
    yieldsTo: ['error-budget-burn-fast'],
    promql: (limits) =>
      `${burns(6, '30m', '6h', limits)} and (${ENOUGH_REQUESTS}) unless on () (${burns(14.4, '5m', '1h', limits)})`,
    summary: 'errors eat a month’s budget in five days',
    description: 'Over half an hour and over six hours, errors of ours take six times what the promise allows.',
    runbook:
      'As for the fast burn, in working hours: sort streams by errors; one stream is its own trouble, all of them are the origin.',
  },
  {
    ...budget,
    id: 'error-budget-burn-long',
    severity: 'info',
    threshold: times(1),
    forMs: 60 * MINUTE_MS,
    yieldsTo: ['error-budget-burn-fast', 'error-budget-burn-slow'],
    promql: (limits) =>
      `${burns(1, '6h', '3d', limits)} and (${ENOUGH_REQUESTS}) unless on () (${burns(6, '30m', '6h', limits)}) unless on () (${burns(14.4, '5m', '1h', limits)})`,
    summary: 'the error budget will not last the month',
    description: 'Over six hours and over three days, errors of ours take more than the promise allows.',
    runbook:
      'Nothing is on fire. Find the streams with the steady errors on the dashboard of service levels and plan their repair, or promise less.',
  },
];
