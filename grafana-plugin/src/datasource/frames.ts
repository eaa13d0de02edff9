/**
 * Readings to frames. `bandwidth` gives one frame per key with its points, the total first; the other topics give tables
 * (tables.ts says which), new ones each time. Frames and their arrays are never changed after they were handed out.
 *
 * What is not live says so in a notice, and every frame says its age and promised tick, so that a panel can go on counting.
 */
import type { DataFrame, Field, QueryResultMetaNotice } from '@grafana/data';
import type { BandwidthRow } from '@tallylight/protocol';
import { FIELD } from '../shared/frame-words.ts';
import type { BandwidthMeta, LiveMeta } from '../shared/live-meta.ts';
import { toSpanWords } from '../shared/words.ts';
import type { Columns } from './history.ts';
import type { Reading } from './reading.ts';
import { toTables } from './tables.ts';

/** Key of the row that sums all streams. */
const TOTAL = 'total';

const NO_POINTS: Columns = { fineFromMs: null, timesMs: [], egress: [], ingress: [] };
const NOTHING_KNOWN = { current: null, average: null, peak: null, peakAtMs: null, trend: null };

export interface FrameOptions {
  readonly refId: string;
  /** How far back points are wanted, ms. */
  readonly spanMs: number;
  /** `performance.timeOrigin` of the page. */
  readonly originMs: number;
  /** Of the data source instance. */
  readonly uid?: string | undefined;
  /** Names of the wanted columns; all when absent or empty. */
  readonly fields?: readonly string[] | undefined;
}

export function toFrames(reading: Reading, options: FrameOptions): DataFrame[] {
  if (reading.topic !== 'bandwidth') {
    const { topic, rows, ageMs } = reading;
    return toTables(topic, rows, { ageMs, fields: options.fields }).map(({ name, fields }) =>
      toFrame(name, fields, reading, toMeta(reading, options), options),
    );
  }
  const rows = [...(reading.rows as ReadonlyMap<string, BandwidthRow>)].sort(([a], [b]) => byTotalThenName(a, b));
  // Before the first row the one empty frame carries the schema and what is being waited for.
  if (rows.length === 0) return [toBandwidthFrame(TOTAL, undefined, reading, options)];
  return rows.map(([key, row]) => toBandwidthFrame(key, row, reading, options));
}

function toBandwidthFrame(
  key: string,
  row: BandwidthRow | undefined,
  reading: Reading,
  options: FrameOptions,
): DataFrame {
  const { fineFromMs, timesMs, egress, ingress } = reading.histories.get(key)?.last(options.spanMs) ?? NO_POINTS;
  // Like a sum in Prometheus, the total has no stream label.
  const labels = key === TOTAL ? undefined : { stream: key };
  const toRate = (name: string, values: (number | null)[]): Field => ({
    name,
    type: FIELD.number,
    config: { unit: 'Bps', displayNameFromDS: `${key} ${name}` },
    values,
    labels,
  });
  const time: Field = {
    name: 'time',
    type: FIELD.time,
    config: reading.tickMs === null ? {} : { interval: reading.tickMs },
    values: timesMs,
  };
  const { current, average, peak, peakAtMs, trend } = row ?? NOTHING_KNOWN;
  const figures = { current, average, peak, peakAtMs, trend };
  const meta: BandwidthMeta = { ...toMeta(reading, options), key, fineFromMs, ...figures };
  const rates = [toRate('egress', egress), toRate('ingress', ingress)];
  const wanted = options.fields ?? [];
  const shown = wanted.length === 0 ? rates : rates.filter(({ name }) => wanted.includes(name));
  return toFrame(key, [time, ...shown], reading, meta, options);
}

function toFrame(name: string, fields: Field[], reading: Reading, meta: LiveMeta, { refId }: FrameOptions): DataFrame {
  const notices = toNotices(reading);
  return {
    name,
    refId,
    fields,
    length: fields[0]?.values.length ?? 0,
    meta: {
      custom: { tallylight: meta },
      // Explore would draw the numbers of a table over its times otherwise.
      preferredVisualisationType: reading.topic === 'bandwidth' ? 'graph' : 'table',
      ...(notices.length > 0 && { notices }),
    },
  };
}

function toMeta(reading: Reading, { originMs, uid }: FrameOptions): LiveMeta {
  const { topic, phase, ageMs, tickMs, stampMs, problem, attribution } = reading;
  return {
    topic,
    phase,
    ageMs,
    tickMs,
    stampMs,
    originMs,
    ...(uid !== undefined && { uid }),
    ...(problem !== null && { problem }),
    ...(attribution.length > 0 && { attribution: [...attribution] }),
  };
}

function toNotices({ phase, ageMs, problem }: Reading): QueryResultMetaNotice[] {
  if (phase === 'live' || (phase === 'loading' && problem === null)) return [];
  const age = ageMs === null ? 'No data yet.' : `The data is ${toSpanWords(ageMs)} old.`;
  return [{ severity: phase === 'error' ? 'error' : 'warning', text: [age, problem].filter(Boolean).join(' ') }];
}

function byTotalThenName(a: string, b: string): number {
  if (a === b) return 0;
  if (a === TOTAL) return -1;
  if (b === TOTAL) return 1;
  return a < b ? -1 : 1;
}
