/** Alerts over REST: what is open, what was, the webhook for rule engines, and "I have seen it". */
import { listParameters, pageOf } from './listing.ts';
import type { Problem } from './problem.ts';
import { type Route, rowsOf, stamp } from './route.ts';
import { ref, SEVERITIES } from './row-schemas.ts';
import { count, duration, listOf, number, object, oneOf, orNull, text, time } from './schema.ts';

/** Five hundred alerts with their texts. */
const MAX_INTAKE_BYTES = 1024 * 1024;
const SORTABLE = ['-raisedMs', 'key', 'sinceMs', 'condition', 'subject', 'viewerMinutesLost', 'resolvedMs'];

const BY = text({ maxLength: 256, pattern: '\\S', description: 'a text that says who' });

interface ListedAlert {
  readonly key: string;
  readonly severity: string;
  readonly state: string;
  readonly condition: string;
  readonly resolvedMs?: number;
}

export const ALERT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/alerts',
    name: 'listAlerts',
    tag: 'alerts',
    role: 'viewer',
    summary: 'Open alerts, newest first; with state=resolved those of the past.',
    query: {
      severity: { summary: 'Only these.', schema: listOf(oneOf(...SEVERITIES)) },
      state: { summary: 'Only these.', schema: oneOf('active', 'acknowledged', 'resolved') },
      condition: { summary: 'Only of this condition.', schema: text({ maxLength: 128 }) },
      ...listParameters(SORTABLE),
    },
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        total: count,
        alerts: listOf({ anyOf: [ref('Alert'), ref('PastAlert')] }),
        next: orNull(text()),
      }),
    },
    answer({ query }, source) {
      const severity = query.get('severity')?.split(',');
      const state = query.get('state');
      const condition = query.get('condition');
      const isPast = state === 'resolved';
      const all: readonly ListedAlert[] = isPast
        ? (source.alerts.history() as readonly ListedAlert[])
        : rowsOf(source, 'alerts', 'key');
      const chosen = all.filter(
        (alert) =>
          (severity === undefined || severity.includes(alert.severity)) &&
          (condition === null || alert.condition === condition) &&
          (isPast || state === null || alert.state === state),
      );
      const page = pageOf(chosen, query, {
        // The same trouble can be of the past more than once.
        keyOf: ({ key, resolvedMs }) => (resolvedMs === undefined ? key : `${key} ${resolvedMs}`),
        byDefault: isPast ? '-resolvedMs' : '-raisedMs',
      });
      if ('problem' in page) return page;
      return { body: { ...stamp(source), total: chosen.length, alerts: page.rows, next: page.next } };
    },
  },
  {
    method: 'POST',
    path: '/alerts/intake',
    name: 'tellAlerts',
    tag: 'alerts',
    role: 'reporter',
    summary: 'The webhook for Grafana alerting and Alertmanager.',
    description: 'An alert that cannot be read is counted and passed over; the others of the message are taken.',
    openQuery: true,
    body: {
      summary: 'The message as either of them sends it.',
      schema: {
        type: 'object',
        properties: {
          alerts: listOf(
            {
              type: 'object',
              properties: {
                status: oneOf('firing', 'resolved'),
                labels: { type: 'object', additionalProperties: text() },
                annotations: { type: 'object', additionalProperties: text() },
                startsAt: text(),
              },
              required: ['status', 'labels'],
            },
            { maxItems: 500 },
          ),
          orgId: number(),
        },
        required: ['alerts'],
      },
    },
    answers: { 200: object({ told: listOf(text()), resolved: listOf(text()), refused: count, malformed: count }) },
    problems: [413],
    maxBodyBytes: MAX_INTAKE_BYTES,
    answer({ body }, source) {
      const outcome = source.alerts.take(body);
      if (!('wrong' in outcome)) return { body: outcome };
      const title = 'This is no message of a rule engine.';
      return { problem: { status: 400, title, code: 'bad-alerts', detail: outcome.wrong } };
    },
  },
  {
    method: 'POST',
    path: '/actions/alerts/:key/ack',
    name: 'acknowledgeAlert',
    tag: 'actions',
    role: 'operator',
    summary: 'Says that somebody has seen an open alert.',
    description: '`by` is needed where the token does not say who it is: a shared one, or none on this machine.',
    params: { key: { summary: 'Key of the alert, percent-encoded.', schema: text() } },
    body: {
      summary: 'Who, and until when.',
      schema: object({}, { by: BY, note: text({ maxLength: 2000 }), untilMs: number() }),
      refusal: { title: 'This acknowledges nothing.', code: 'bad-ack' },
    },
    answers: { 200: object({ key: text(), acknowledgedBy: text() }) },
    problems: [404],
    answer({ params, json, actor }, source) {
      const said = json as { by?: string; note?: string; untilMs?: number };
      const { note, untilMs } = said;
      const by = actor ?? said.by;
      if (by === undefined) return { problem: NOBODY };
      if (untilMs !== undefined && untilMs <= source.nowMs()) return { problem: PAST };
      const key = params.key as string;
      if (!source.alerts.acknowledge(key, by, { note, untilMs })) {
        return { missing: `there is no open alert ${JSON.stringify(key)}` };
      }
      return { body: { key, acknowledgedBy: by } };
    },
  },
];

const fault = { path: 'body.by', rule: 'a text that says who', received: 'nothing' };
const NOBODY: Problem = {
  status: 400,
  title: 'This acknowledges nothing.',
  code: 'bad-ack',
  detail: `${fault.path} must be ${fault.rule}, received ${fault.received}`,
  ...fault,
};

const PAST: Problem = {
  status: 400,
  title: 'This acknowledges nothing.',
  code: 'bad-ack',
  detail: 'body.untilMs must be a time to come, in epoch milliseconds, received one that is over',
};
