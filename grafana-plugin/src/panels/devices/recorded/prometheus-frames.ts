/**
 * Answers of Prometheus, as they were recorded, in the frames that Grafana's Prometheus data source makes of them: a series
 * each for a range query, one table for an instant query in the format "table", a point each in the format "time series".
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../../shared/frame-words.ts';
import recorded from './devices.json';

export type RecordedQuery = Exclude<keyof typeof recorded, 'stepSeconds' | 'toSeconds'>;

export const RECORDED_QUERIES: readonly RecordedQuery[] = [
  'up',
  'expected',
  'playing',
  'screenOn',
  'sync',
  'lastSeen',
  'interval',
  'info',
];

/** When the recording was made, epoch ms: the end of each range, and the time of each instant query. */
export const RECORDED_AT_MS: number = recorded.toSeconds * 1000;

/** Step of the range queries, ms. */
export const RECORDED_STEP_MS: number = recorded.stepSeconds * 1000;

type Sample = readonly (number | string)[];
type Labels = Readonly<Record<string, string>>;

export function rangeFrames(query: RecordedQuery, refId: string = query): DataFrame[] {
  return recorded[query].range.result.map(({ metric, values }) => toSeries(metric, values, refId));
}

export function instantFrames(query: RecordedQuery, refId: string = query): DataFrame[] {
  return recorded[query].instant.result.map(({ metric, value }) => toSeries(metric, [value], refId));
}

/** The value is named after the query when the panel has several. */
export function tableFrame(query: RecordedQuery, refId: string = query): DataFrame {
  const rows = recorded[query].instant.result.map(({ metric, value }) => ({ labels: metric as Labels, value }));
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const fields: Field[] = [
    { name: 'Time', type: FIELD.time, config: {}, values: rows.map(({ value }) => toMs(value)) },
    ...names.map((name) => ({
      name,
      type: FIELD.string,
      config: { filterable: true },
      values: rows.map(({ labels }) => labels[name] ?? ''),
    })),
    { name: `Value #${refId}`, type: FIELD.number, config: {}, values: rows.map(({ value }) => Number(value[1])) },
  ];
  return { refId, fields, length: rows.length };
}

function toSeries(metric: Labels, samples: readonly Sample[], refId: string): DataFrame {
  const { __name__: name, ...labels } = metric;
  const config = { displayNameFromDS: `${name}{${Object.keys(labels).join()}}` };
  const interval = { interval: RECORDED_STEP_MS };
  return {
    refId,
    length: samples.length,
    fields: [
      { name: 'Time', type: FIELD.time, config: interval, values: samples.map(toMs) },
      { name: 'Value', type: FIELD.number, config, labels: metric, values: samples.map(([, value]) => Number(value)) },
    ],
  };
}

function toMs([seconds]: Sample): number {
  return Number(seconds) * 1000;
}
