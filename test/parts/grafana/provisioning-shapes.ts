/**
 * The shapes of Grafana's provisioning files, as its own types of 12.4 read them. Kept to what we write: a key that Grafana
 * knows and that is not here is added when somebody needs it.
 */
import { checkShape, count, is, like, listOf, mapOf, type Shape, text, truth } from './shape.ts';

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const DURATION = /^\d+[smh]$/;
const EXPRESSION_SOURCE: Shape = { keys: { type: is('__expr__'), uid: is('__expr__') } };
const range: Shape = { keys: { from: count, to: count } };

/** A node either asks Prometheus or works on the answer of another. */
const node: Shape = (value) => {
  const isExpression = (value as { datasourceUid?: unknown } | null)?.datasourceUid === '__expr__';
  const problems = checkShape(value, isExpression ? expressionNode : queryNode);
  return problems.length === 0 ? undefined : `a node of a rule: ${problems.join('; ')}`;
};

const queryNode: Shape = {
  keys: {
    refId: like(/^[A-Z]$/),
    relativeTimeRange: range,
    datasourceUid: like(UID),
    model: {
      keys: {
        refId: like(/^[A-Z]$/),
        expr: text,
        instant: is(true),
        range: is(false),
        intervalMs: count,
        maxDataPoints: count,
        editorMode: is('code'),
      },
    },
  },
};
const expressionNode: Shape = {
  keys: {
    refId: like(/^[A-Z]$/),
    relativeTimeRange: range,
    datasourceUid: is('__expr__'),
    model: {
      keys: { refId: like(/^[A-Z]$/), datasource: EXPRESSION_SOURCE, type: is('math', 'threshold'), expression: text },
      optional: {
        conditions: listOf({
          keys: { evaluator: { keys: { type: is('gt'), params: listOf((one) => (one === 0 ? undefined : '0')) } } },
        }),
      },
    },
  },
};

const rule: Shape = {
  keys: {
    uid: like(UID),
    title: text,
    condition: is('C'),
    data: listOf(node),
    // Each needs the other.
    dashboardUid: like(UID),
    panelId: count,
    noDataState: is('NoData', 'Alerting', 'OK', 'KeepLast'),
    // Not executionErrorState: Grafana would pass over it in silence.
    execErrState: is('Error', 'Alerting', 'OK', 'KeepLast'),
    for: like(DURATION),
    annotations: mapOf(text),
    labels: { keys: { severity: is('error', 'warning', 'info'), team: is('video', 'signage', 'payments') } },
    isPaused: truth,
  },
  optional: { notification_settings: { keys: { receiver: is('Tallylight board') } } },
};

/** Everything of alerting/ has one type; no `policies` here, ever. */
export const ALERTING_FILE: Shape = {
  keys: { apiVersion: is(1) },
  optional: {
    groups: listOf({
      keys: {
        orgId: is(1),
        name: text,
        folder: text,
        // A multiple of ten seconds, or Grafana refuses it.
        interval: like(/^(?:[1-6]0s|\d+m)$/),
        rules: listOf(rule),
      },
    }),
    contactPoints: listOf({
      keys: {
        orgId: is(1),
        name: is('Tallylight board'),
        receivers: listOf({
          keys: {
            uid: like(UID),
            type: is('webhook'),
            settings: {
              keys: { url: text, httpMethod: is('POST') },
              optional: {
                authorization_scheme: is('Bearer'),
                authorization_credentials: like(/^\$__file\{\/[\w./-]+\}$/),
              },
            },
          },
        }),
      },
    }),
  },
};

export const DATASOURCES_FILE: Shape = {
  keys: {
    apiVersion: is(1),
    datasources: listOf({
      keys: {
        name: text,
        uid: like(UID),
        type: is('prometheus', 'tallylight-live-datasource'),
        access: is('proxy'),
        url: like(/^https?:\/\//),
        editable: truth,
      },
      optional: {
        jsonData: { keys: { httpMethod: is('POST'), timeInterval: like(DURATION) } },
        // From Grafana's environment or from files of its own, never in this file.
        secureJsonData: mapOf(like(/^\$(?:[A-Z_]+|__file\{\/[\w./-]+\})$/)),
      },
    }),
  },
};

/** Here, and only here, org_id is written with an underscore. */
export const PLUGINS_FILE: Shape = {
  keys: {
    apiVersion: is(1),
    apps: listOf({ keys: { type: is('tallylight-app'), org_id: is(1), disabled: is(false) } }),
  },
};
