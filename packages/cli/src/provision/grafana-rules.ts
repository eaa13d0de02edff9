/**
 * alerting/tallylight-rules.yaml: the same rules for Grafana's own alerting. Each is three nodes: the query (A), whether it gave
 * anything at all (B), more than nothing (C). B is a math node and not a plain reduce, because any sample fires in Prometheus,
 * also one of the value 0, which `up == 0` gives. Recorded expressions are written out: Grafana sees no rule of Prometheus.
 * Nothing here is a policy: a provisioned policy tree would replace that of the organisation.
 */
import { ALERT_RULES, alertName, RECORDING_RULES } from '@tallylight/sdk/alerts';
import { panelOf } from './dashboards/alert-panels.ts';
import { type Plan, type ProvisionedFile, tokenFile } from './plan.ts';
import { INTERVAL, TEAMS } from './prometheus-rules.ts';
import { annotationsOf, duration, type GeneratedRule, isGenerated, labelsOf, subjectTemplate } from './rule-text.ts';
import { yamlFile } from './yaml.ts';

export const CONTACT_POINT = 'Tallylight board';
const EXPRESSION = '__expr__';

export function grafanaRules(plan: Plan): ProvisionedFile {
  const groups = TEAMS.map((team) => ({
    orgId: 1,
    name: `tallylight-${team}`,
    folder: 'Tallylight',
    interval: INTERVAL,
    rules: ALERT_RULES.filter((rule) => rule.team === team)
      .filter(isGenerated)
      .map((rule) => grafanaRule(rule, plan)),
  }));
  const head = ['Alert rules for Grafana: provisioning/alerting. They need Prometheus, not its rules.'];
  return { path: 'alerting/tallylight-rules.yaml', text: yamlFile(head, { apiVersion: 1, groups }) };
}

function grafanaRule(rule: GeneratedRule, plan: Plan): object {
  const panel = panelOf(rule);
  return {
    uid: `tl-${rule.id}`,
    // Also the label alertname, by which the board knows it.
    title: alertName(rule.id),
    condition: 'C',
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: plan.datasource,
        model: {
          refId: 'A',
          expr: inlined(rule.promql(plan.limits)),
          instant: true,
          range: false,
          intervalMs: 15_000,
          maxDataPoints: 43_200,
          editorMode: 'code',
        },
      },
      expression('B', { type: 'math', expression: 'is_number($A) || is_nan($A) || is_inf($A)' }),
      expression('C', {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [0] } }],
      }),
    ],
    dashboardUid: panel.dashboardUid,
    panelId: panel.panelId,
    // No series is nobody's trouble, as in Prometheus; a data source that cannot be asked is one.
    noDataState: 'OK',
    execErrState: 'Error',
    for: duration(rule.forMs),
    annotations: annotationsOf(rule, subjectTemplate(rule), plan),
    labels: labelsOf(rule),
    ...(plan.contactPoint ? { notification_settings: { receiver: CONTACT_POINT } } : {}),
    isPaused: false,
  };
}

function expression(refId: string, model: object): object {
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: EXPRESSION,
    model: { refId, datasource: { type: EXPRESSION, uid: EXPRESSION }, ...model },
  };
}

/** The expression with what Prometheus would have recorded put in its place. */
function inlined(expr: string): string {
  return RECORDING_RULES.reduce((text, { record, expr: recorded }) => text.replaceAll(record, `(${recorded})`), expr);
}

/** Optional: a contact point, to which our rules alone are routed. Grafana does not start when a rule names one that is not there. */
export function grafanaContactPoint(plan: Plan): ProvisionedFile {
  const head = ['A contact point that tells the board of the SDK what Grafana sees.'];
  const file = tokenFile(plan, 'reporter');
  const receivers = plan.boards.map((board, index) => ({
    uid: index === 0 ? 'tallylight-board' : `tallylight-board-${index + 1}`,
    type: 'webhook',
    settings: {
      url: `${board}/tallylight/v1/alerts/intake`.replaceAll('$', '$$$$'),
      httpMethod: 'POST',
      ...(file === null ? {} : { authorization_scheme: 'Bearer', authorization_credentials: `$__file{${file}}` }),
    },
  }));
  return {
    path: 'alerting/tallylight-contact-point.yaml',
    text: yamlFile(head, {
      apiVersion: 1,
      contactPoints: [{ orgId: 1, name: CONTACT_POINT, receivers }],
    }),
  };
}
