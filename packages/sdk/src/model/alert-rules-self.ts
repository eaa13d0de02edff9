/** Alert rules of Tallylight itself, and the one that always fires. */
import { num } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const DAY_S = 24 * 3600;
/** As long as the range in the expression beside it. */
const DROPS_MS = 10 * MINUTE_MS;
const self = {
  team: 'video',
  severity: 'info',
  threshold: null,
  forMs: 0,
  clearMs: MINUTE_MS,
  yieldsTo: [],
  loses: 'none',
  board: null,
  summaryOfMany: null,
} as const;

export const SELF_RULES: readonly AlertRule[] = [
  {
    ...self,
    id: 'series-limit-reached',
    subject: 'metric',
    labels: ['metric'],
    // The board knows the label whose cap is full, Prometheus each metric that has it.
    board: {
      on: 'metric',
      holds: ({ droppedMs }, _limits, nowMs) => droppedMs !== null && nowMs - droppedMs < DROPS_MS,
    },
    promql: () => 'sum by (metric) (increase(tallylight_sdk_series_dropped_total[10m])) > 0',
    summary: 'label values of {subject} are folded into other',
    description: 'A cap of label values is full; new things are counted under other.',
    runbook: 'Raise metrics.labelCaps if Prometheus can carry it, or find out who makes so many names.',
  },
  {
    ...self,
    id: 'sdk-faults',
    subject: 'part',
    labels: ['part'],
    // The second half: a part has no series before its first fault, and a counter born with a value has no increase.
    promql: () =>
      '(sum by (part) (increase(tallylight_sdk_faults_total[15m])) > 0) or (sum by (part) (tallylight_sdk_faults_total) unless on (part) sum by (part) (tallylight_sdk_faults_total offset 15m))',
    summary: 'faults inside Tallylight: {subject}',
    description: 'Something of ours failed and was kept from the host, which goes on; numbers of that part may lack.',
    runbook:
      'The log has one line per interval with the first of them. A fault in a function of the host (a condition, a schedule) is named with it; anything else is a bug of ours, please tell us.',
  },
  {
    ...self,
    id: 'live-events-dropped',
    severity: 'warning',
    subject: 'everything',
    labels: [],
    promql: () => 'sum(increase(tallylight_live_dropped_total{priority="critical"}[15m])) > 0',
    summary: 'readers of the live channel lose critical events',
    description:
      'The buffer of a reader was so full that events which must not be lost were dropped; the reader was told of the gap.',
    runbook:
      'One reader that is too slow, or an event storm? See the live channel on the dashboard of Tallylight itself; the reader asks again by itself.',
  },
  {
    ...self,
    id: 'live-resumes-failing',
    severity: 'warning',
    subject: 'everything',
    labels: [],
    threshold: { value: () => 50, unit: '% of at least ten', option: null },
    forMs: 5 * MINUTE_MS,
    promql: () =>
      'sum(increase(tallylight_live_resumes_total{result="expired"}[15m])) / (sum(increase(tallylight_live_resumes_total[15m])) >= 10) > 0.5',
    summary: 'readers of the live channel come back too late',
    description:
      'Most readers that came back found that what they had missed is kept no longer, and had to begin anew from a snapshot.',
    runbook:
      'Were they away longer than the retention of the log, or is the log cut early? Compare the time of the outage with what the store keeps; keep more if there is room.',
  },
  {
    ...self,
    id: 'geo-database-old',
    subject: 'database',
    labels: ['database'],
    threshold: {
      value: ({ geoDatabaseDays }) => geoDatabaseDays,
      unit: 'days',
      option: null,
      limit: 'geoDatabaseDays',
    },
    promql: ({ geoDatabaseDays }) =>
      `time() - max by (database) (tallylight_geoip_database_timestamp_seconds) > ${num(geoDatabaseDays * DAY_S)}`,
    summary: 'the geo database {subject} is old',
    description:
      'Addresses have changed hands since the geo database was built; more and more viewers stand in a wrong country.',
    runbook: 'Put a newer file in its place: it is read again by itself. For the built-in one, update its package.',
  },
  {
    ...self,
    id: 'watchdog',
    subject: 'everything',
    labels: [],
    promql: () => 'vector(1)',
    summary: 'alerting works',
    description: 'Fires always. Send it to something that rings when it stops coming.',
    runbook:
      'Nothing to do while it fires. When it stops, the way from Prometheus to you is broken: nothing else would be heard either.',
  },
];
