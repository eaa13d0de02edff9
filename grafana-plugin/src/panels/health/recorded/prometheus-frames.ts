/**
 * Answers of Prometheus, as they were recorded, in the frames that Grafana's Prometheus data source makes of them: a series
 * each for a range query or an instant one in the format "time series", one table for an instant query in the format "table".
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../../shared/frame-words.ts';
import recorded from './streams.json';

export type RecordedQuery = keyof (typeof recorded)['queries'];

/** When the recording was made, epoch ms: the end of each range, and the time of each instant query. */
export const RECORDED_AT_MS: number = recorded.toSeconds * 1000;

/** Step of the range queries, ms. */
export const RECORDED_STEP_MS: number = recorded.stepSeconds * 1000;

type Sample = readonly (number | string)[];

export function rangeFrames(query: RecordedQuery, refId = 'A'): DataFrame[] {
  return recorded.queries[query].range.map(({ metric, values }) => toSeries(query, metric, values, refId));
}

export function instantFrames(query: RecordedQuery, refId = 'A'): DataFrame[] {
  return recorded.queries[query].instant.map(({ metric, value }) => toSeries(query, metric, [value], refId));
}

/** `valueName` is `Value #A` when the panel has several queries. */
export function tableFrame(query: RecordedQuery, refId = 'A', valueName = 'Value'): DataFrame {
  const rows = recorded.queries[query].instant.map(({ metric, value }) => ({ labels: toLabels(metric), value }));
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const fields: Field[] = [
    { name: 'Time', type: FIELD.time, config: {}, values: rows.map(({ value }) => toMs(value)) },
    ...names.map((name) => ({
      name,
      type: FIELD.string,
      config: { filterable: true },
      values: rows.map(({ labels }) => labels[name] ?? ''),
    })),
    { name: valueName, type: FIELD.number, config: {}, values: rows.map(({ value }) => Number(value[1])) },
  ];
  return { refId, fields, length: rows.length, meta: { ...toMeta(query), preferredVisualisationType: 'table' } };
}

function toSeries(query: RecordedQuery, metric: object, samples: readonly Sample[], refId: string): DataFrame {
  const labels = toLabels(metric);
  return {
    refId,
    length: samples.length,
    meta: toMeta(query),
    fields: [
      { name: 'Time', type: FIELD.time, config: { interval: RECORDED_STEP_MS }, values: samples.map(toMs) },
      { name: 'Value', type: FIELD.number, config: {}, labels, values: samples.map(([, value]) => Number(value)) },
    ],
  };
}

function toMeta(query: RecordedQuery): DataFrame['meta'] {
  return { executedQueryString: `Expr: ${recorded.queries[query].query}\nStep: ${recorded.stepSeconds}s` };
}

function toLabels(metric: object): Record<string, string> {
  return { ...metric } as Record<string, string>;
}

function toMs([seconds]: Sample): number {
  return Number(seconds) * 1000;
}
