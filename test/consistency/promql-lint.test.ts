/**
 * Every expression of the alert rules names only what the SDK exports, and can match; and the lint that says so finds each of
 * the mistakes that it is for.
 */
import { ALERT_RULES, RECORDING_RULES, RULE_LIMITS } from '@tallylight/sdk/alerts';
import { describe, expect, test } from 'vitest';
import { queriesOf } from '../../packages/cli/src/provision/dashboards/dashboard.ts';
import { allDashboards } from '../../packages/cli/src/provision/dashboards/dashboards.ts';
import { listMetrics } from '../../scripts/write-docs.ts';
import { knownSeries } from '../parts/promql/known-series.ts';
import { lintExpression } from '../parts/promql/lint-expression.ts';

const catalogue = knownSeries(listMetrics());

const known = new Map(catalogue);
for (const { record, expr } of RECORDING_RULES) {
  known.set(record, {
    labels: lintExpression(expr, catalogue).labels ?? new Set(),
    isCounter: false,
    values: new Map(),
  });
}
const rules = ALERT_RULES.flatMap((rule) =>
  rule.promql === null ? [] : [{ ...rule, expr: rule.promql(RULE_LIMITS) }],
);

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s names what there is, can match, and names its subject',
  (_id, rule) => {
    const { problems, labels } = lintExpression(rule.expr, known);
    expect(problems).toEqual([]);
    expect([...(labels ?? [])]).toEqual(expect.arrayContaining([...rule.labels]));
  },
);

test.each(RECORDING_RULES.map(({ record, expr }) => [record, expr]))('%s names what there is', (_record, expr) => {
  expect(lintExpression(expr as string, catalogue).problems).toEqual([]);
});

const queries = allDashboards(0.995).flatMap(({ title, rows }) =>
  rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => queriesOf(panel).map((expr) => ({ panel: `${title}: ${panel.title}`, expr }))),
  ),
);
/** What Prometheus itself writes of its targets and rules. */
const ofPrometheus: readonly [string, readonly string[]][] = [
  ['up', ['instance', 'job']],
  ['scrape_duration_seconds', ['instance', 'job']],
  ['scrape_samples_scraped', ['instance', 'job']],
  ['ALERTS', ['alertname', 'alertstate']],
];

test('every query of the dashboards names what there is, and can match', () => {
  const withPrometheus = new Map(known);
  for (const [name, labels] of ofPrometheus)
    withPrometheus.set(name, { labels: new Set(labels), isCounter: false, values: new Map() });
  const wrong = queries.flatMap(({ panel, expr }) =>
    lintExpression(expr, withPrometheus).problems.map((problem) => `${panel}: ${problem}`),
  );
  expect(queries.length).toBeGreaterThan(150);
  expect(wrong).toEqual([]);
});

describe('the lint', () => {
  const problemsOf = (expression: string): string => lintExpression(expression, catalogue).problems.join('\n');

  test.each([
    ['a metric that is not there', 'tallylight_stream_upp == 0', 'no metric tallylight_stream_upp'],
    [
      'a histogram by its name alone',
      'tallylight_player_buffer_seconds > 1',
      'no metric tallylight_player_buffer_seconds',
    ],
    ['a selector without a metric', '{stream="a"}', 'must name its metric'],
    ['a label that the metric has not', 'tallylight_stream_up{device="a"}', 'no label device'],
    ['a label value that never is', 'tallylight_stream_requests_total{result="5xx"}', 'result is never "5xx"'],
    ['one of several values', 'tallylight_stream_requests_total{result=~"ok|5.."}', 'result is never "5.."'],
    ['a value of a label before the last', 'tallylight_transactions_total{status="paid"}', 'status is never "paid"'],
    ['what cannot be read', 'sum by (stream (tallylight_stream_up)', 'cannot be read'],
    ['nothing', '', 'is empty'],
    ['a group by a label that is gone', 'max by (device) (tallylight_stream_up)', 'no label device'],
    ['a join on a label of one side', 'tallylight_stream_up and on (device) tallylight_device_up', 'no label device'],
    ['a join that can never match', 'tallylight_stream_up and tallylight_device_up', 'never matches'],
    [
      'a join that fails with a second instance',
      'tallylight_disk_free_bytes / on (path_name) tallylight_disk_size_bytes',
      'several samples may match, told apart by {instance, job}',
    ],
    [
      'a join that fails when a device moves',
      'max by (device) (tallylight_device_up) * on (device) group_left (site) max by (device, site, group) (tallylight_device_info)',
      'several samples may match, told apart by {group}',
    ],
    ['the rate of a gauge', 'rate(tallylight_stream_clients[5m])', 'rate() wants a counter'],
    ['the mean of a counter', 'avg_over_time(tallylight_stream_drops_total[5m])', 'avg_over_time() wants a gauge'],
    ['a counter that is compared as it is', 'sum(tallylight_stream_drops_total) > 3', 'has to be read through rate()'],
    [
      'a quantile without buckets',
      'histogram_quantile(0.9, sum(rate(tallylight_player_buffer_seconds_bucket[5m])))',
      'no label le',
    ],
  ])('finds %s', (_what, expression, problem) => {
    expect(problemsOf(expression)).toContain(problem);
  });

  test.each([
    'sum(rate(tallylight_stream_egress_bytes_total{stream=~"$stream"}[$__rate_interval])) * 8',
    'topk(5, sum by (stream) (increase(tallylight_stream_drops_total[$__range])))',
    'histogram_quantile(0.95, sum by (le) (rate(tallylight_player_startup_duration_seconds_bucket[5m])))',
    'label_replace(up{job="a"}, "host", "$1", "instance", "(.*):.*")',
    'sum by (host) (label_replace(up{job="a"}, "host", "$1", "instance", "(.*):.*"))',
    'max by (device) (tallylight_device_up) * on (device) group_left (site) max by (device, site) (tallylight_device_info)',
    'sum(tallylight_transactions_total{status="completed"}) or vector(0)',
    'max_over_time(sum(tallylight_stream_clients)[1d:5m])',
    'time() - max(tallylight_device_last_seen_timestamp_seconds)',
    'tallylight_active_users{window="5m"} / on (instance, job) tallylight_active_users_peak{window="24h"}',
    '-tallylight_device_clock_skew_seconds > 3',
  ])('takes %s', (expression) => {
    expect(problemsOf(expression)).toBe('');
  });

  test('says which labels the result has', () => {
    expect(lintExpression('sum by (site) (tallylight_site_devices)', catalogue).labels).toEqual(new Set(['site']));
    expect(lintExpression('vector(1)', catalogue).labels).toEqual(new Set());
    expect(lintExpression('1 + 1', catalogue).labels).toBeUndefined();
  });
});
