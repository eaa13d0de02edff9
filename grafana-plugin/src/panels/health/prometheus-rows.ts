/**
 * The numbers in frames of Prometheus, one by one: of which stream, what they mean, when they were taken. Tables give a row
 * each; series give their newest value, and the values before it.
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../shared/frame-words.ts';
import { type Meant, meaningOfMetric, meaningOfName, meaningOfQuery } from './prometheus-names.ts';
import type { Cell } from './stream.ts';

export interface Sample {
  readonly atMs: number | null;
  readonly value: number;
}

export interface PrometheusRow extends Meant {
  readonly stream: string;
  /** Labels besides: `component`, `result`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first, only what is a number; the newest tells now. Never empty. */
  readonly samples: readonly Sample[];
  /** The query that brought it. */
  readonly query: string;
  /** Same for the same series, whichever query brought it. */
  readonly identity: string;
  readonly source: Cell;
}

const STREAM = /^stream(_id|_name)?$/i;

/** Whether a frame has numbers of streams that the panel understands. */
export function hasStreams(frame: DataFrame): boolean {
  return toPrometheusRows(frame).length > 0;
}

export function toPrometheusRows(frame: DataFrame): PrometheusRow[] {
  const column = frame.fields.find(({ name, type }) => type === FIELD.string && STREAM.test(name));
  return column === undefined ? toSeriesRows(frame) : toTableRows(frame, column);
}

function toSeriesRows(frame: DataFrame): PrometheusRow[] {
  const times = frame.fields.find(({ type }) => type === FIELD.time)?.values;
  return frame.fields.flatMap((field): PrometheusRow[] => {
    const labels = field.labels ?? {};
    const stream = Object.entries(labels).find(([name]) => STREAM.test(name))?.[1];
    if (field.type !== FIELD.number || !stream) return [];
    const meant = toMeant(frame, field, labels.__name__);
    if (meant === undefined) return [];
    const samples: Sample[] = [];
    let last = -1;
    field.values.forEach((value: unknown, index) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      samples.push({ atMs: times?.[index] ?? null, value });
      last = index;
    });
    if (last < 0) return [];
    return [toRow(frame, meant, stream, labels, samples, { field, index: last })];
  });
}

function toTableRows(frame: DataFrame, column: Field): PrometheusRow[] {
  const words = frame.fields.filter(({ type }) => type === FIELD.string);
  const names = words.find(({ name }) => name === '__name__')?.values;
  const times = frame.fields.find(({ type }) => type === FIELD.time)?.values;
  const numbers = frame.fields.filter(({ type }) => type === FIELD.number);
  return numbers.flatMap((field) =>
    column.values.flatMap((stream: unknown, index): PrometheusRow[] => {
      const value: unknown = field.values[index];
      if (typeof stream !== 'string' || stream === '' || typeof value !== 'number' || !Number.isFinite(value))
        return [];
      const meant = toMeant(frame, field, names?.[index]);
      if (meant === undefined) return [];
      const labels = Object.fromEntries(words.map(({ name, values }) => [name, String(values[index] ?? '')]));
      return [toRow(frame, meant, stream, labels, [{ atMs: times?.[index] ?? null, value }], { field, index })];
    }),
  );
}

function toRow(
  { refId: query = '' }: DataFrame,
  meant: Meant,
  stream: string,
  labels: Readonly<Record<string, string>>,
  samples: readonly Sample[],
  source: Cell,
): PrometheusRow {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([meant.meaning, meant.part, sorted]);
  return { ...meant, stream, labels, samples, query, identity, source };
}

function toMeant(frame: DataFrame, { name, config }: Field, metric: string | undefined): Meant | undefined {
  const byName = [metric, name, frame.name].map(meaningOfMetric).find((meant) => meant !== undefined);
  const called = (): Meant | undefined =>
    [config.displayName, config.displayNameFromDS, name].map(meaningOfName).find((meant) => meant !== undefined);
  return byName ?? called() ?? meaningOfQuery(frame.meta?.executedQueryString) ?? meaningOfName(frame.refId);
}
