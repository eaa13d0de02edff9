/**
 * prometheus/tests/*.yml: the cases of the list for `promtool test rules`. Each case says which alerts stand, and that no other
 * does: the count of what fires by name is held as a whole. A case that needs weeks has a file with a longer step.
 */
import { ALERT_CASES, type AlertCase, type AlertRule, alertName, findAlertRule } from '@tallylight/sdk/alerts';
import type { Plan, ProvisionedFile } from './plan.ts';
import { GROUPS, RULES_FILE } from './prometheus-rules.ts';
import { annotationsOf, labelsOf } from './rule-text.ts';
import { yamlFile } from './yaml.ts';

const STEP_MINUTES = 1;
const AT_MINUTES = 30;
/** Without a target that answers, TargetAbsent would fire in every case. */
const TARGET = { series: 'up{job="tallylight",instance="edge-1:9464"}', values: '1x3000' };
const FIRING = 'count by (alertname) (ALERTS{alertstate="firing"})';

/** One file for each family of cases and step. */
export function promtoolTests(plan: Plan): readonly ProvisionedFile[] {
  return Object.entries(ALERT_CASES).flatMap(([family, casesOf]) => {
    const all = casesOf(plan.limits).flatMap(({ id, firing, below, noData, more = [] }) =>
      [firing, below, noData, ...more].filter((one) => one !== null).map((one) => ({ id, one })),
    );
    const steps = [...new Set(all.map(({ one }) => one.stepMinutes ?? STEP_MINUTES))];
    return steps.map((minutes) => ({
      path: `prometheus/tests/${family}${minutes === STEP_MINUTES ? '' : `-by-${minutes}m`}.yml`,
      text: yamlFile(['Tests of the rules: `promtool test rules prometheus/tests/*.yml`.'], {
        rule_files: [`../${RULES_FILE.slice(RULES_FILE.indexOf('/') + 1)}`],
        // promtool takes the groups in any order otherwise, and an alert may then look at what was recorded a step before.
        group_eval_order: GROUPS,
        // Every other step: half the work, and no rule waits for so short a time that it mattered.
        evaluation_interval: `${2 * minutes}m`,
        tests: all
          .filter(({ one }) => (one.stepMinutes ?? STEP_MINUTES) === minutes)
          .map(({ id, one }) => promtoolTest(id, one, plan)),
      }),
    }));
  });
}

function promtoolTest(id: string, one: AlertCase, plan: Plan): object {
  const { fact, series, stepMinutes = STEP_MINUTES, atMinutes = AT_MINUTES, withoutTargets, fires = {} } = one;
  const at = `${atMinutes}m`;
  const given = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const expected = Object.entries({ [id]: [], ...fires }).filter(([name]) => name !== 'watchdog');
  return {
    name: `${alertName(id)}: ${fact}`,
    interval: `${stepMinutes}m`,
    input_series: withoutTargets === true ? given : [TARGET, ...given],
    alert_rule_test: expected.map(([name, alerts]) => ({
      eval_time: at,
      alertname: alertName(name),
      exp_alerts: alerts.map((labels) => ({
        exp_labels: { ...labelsOf(ruleOf(name)), ...labels },
        exp_annotations: annotationsOf(ruleOf(name), subjectOf(ruleOf(name), labels), plan),
      })),
    })),
    promql_expr_test: [
      {
        expr: FIRING,
        eval_time: at,
        exp_samples: [
          { labels: '{alertname="Watchdog"}', value: 1 },
          ...Object.entries(fires)
            .filter(([, alerts]) => alerts.length > 0)
            .map(([name, alerts]) => ({ labels: `{alertname="${alertName(name)}"}`, value: alerts.length })),
        ],
      },
    ],
  };
}

function ruleOf(id: string): AlertRule {
  const rule = findAlertRule(id);
  if (rule === undefined) throw new Error(`a case must name a rule of the list, received ${id}`);
  return rule;
}

function subjectOf(rule: AlertRule, labels: Readonly<Record<string, string>>): string {
  return rule.labels.map((label) => labels[label] ?? '').join(', ');
}
