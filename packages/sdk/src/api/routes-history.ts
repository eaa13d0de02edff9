/** `GET history`: one metric over one period, of a stream or of all together, as JSON, CSV or NDJSON. */
import { badQuery } from './query.ts';
import type { Route } from './route.ts';
import { id, listOf, number, object, oneOf, orNull, time } from './schema.ts';
import { FORMAT, tableOf } from './tabular.ts';

const METRICS = ['bandwidth', 'sessions', 'health'];
const PERIODS = ['100s', '1h', '24h'];
const value = orNull(number());

const point = {
  anyOf: [
    object({ atMs: time, egressBytesPerSecond: value, ingressBytesPerSecond: value }),
    object({ atMs: time, sessions: value }),
    object({ atMs: time, score: value }),
  ],
};

export const HISTORY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/history',
    name: 'getHistory',
    tag: 'history',
    role: 'viewer',
    summary: 'One metric over one period, of a stream or of all together.',
    description: '100s has a point for each tick (bandwidth only), 1h and 24h one for each minute.',
    query: {
      metric: { summary: 'Default bandwidth.', schema: oneOf(...METRICS) },
      period: { summary: 'Default 100s.', schema: oneOf(...PERIODS) },
      stream: { summary: 'Of this stream; all together without it.', schema: id },
      format: FORMAT,
    },
    answers: {
      200: object({
        nowMs: time,
        metric: oneOf(...METRICS),
        period: oneOf(...PERIODS),
        stream: orNull(id),
        points: listOf(point),
      }),
    },
    line: point,
    problems: [404],
    answer({ query }, { history, nowMs }) {
      const metric = query.get('metric') ?? 'bandwidth';
      const period = query.get('period') ?? '100s';
      const stream = query.get('stream') ?? undefined;
      const lacking = history.lacks(metric, period);
      if (lacking !== undefined) {
        const fault = {
          path: 'query.period',
          rule: 'one of 1h, 24h for this metric',
          received: JSON.stringify(period),
        };
        return { problem: { ...badQuery(fault), detail: lacking } };
      }
      const points = history.rows(metric, period, stream);
      if (points === undefined) {
        const ofAll = 'there is no sum for a caller who sees some streams only; ask for one with stream=';
        return { missing: stream === undefined ? ofAll : `there is no stream ${JSON.stringify(stream)}` };
      }
      const file = tableOf(query, `${metric}-${period}`, history.columns(metric), () => points);
      return file ?? { body: { nowMs: Math.round(nowMs()), metric, period, stream: stream ?? null, points } };
    },
  },
];
