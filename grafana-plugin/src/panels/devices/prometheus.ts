/**
 * Devices of what Prometheus knows: one sample a metric and device, in whatever shape the query gave it (a table, or a series
 * of which the newest point counts). The metric is found by its name, in `__name__`, else in the name of frame or field, else
 * in the query's letter. What has no sample is unknown, not 0: a device that does not say whether its screen is lit has none.
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../shared/frame-words.ts';
import type { Freshness } from '../../shared/freshness.ts';
import { readLiveMeta } from '../../shared/live-meta.ts';
import type { Device } from './device.ts';

/** What the panel reads, by the end of the metric's name. */
const METRICS = [
  ['last_seen', /(^|_)last_seen(_timestamp)?(_seconds)?$/],
  ['interval', /(^|_)heartbeat_interval(_seconds)?$/],
  ['expected', /(^|_)expected$/],
  ['playing', /(^|_)playing$/],
  ['screen', /(^|_)screen_on$/],
  ['sync', /(^|_)content_sync(_ratio)?$/],
  ['info', /(^|_)info$/],
  ['up', /(^|_)up$/],
] as const;

type Metric = (typeof METRICS)[number][0];
type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly metric: Metric;
  readonly labels: Labels;
  readonly value: number;
  readonly atMs: number | null;
  readonly query: string;
}

export interface PrometheusContext {
  /** Whether the range ends now. */
  readonly isNow: boolean;
  /** Step of the query, ms; used where the frames do not tell it. */
  readonly intervalMs: number | null;
  readonly nowMs: number;
  readonly stampMs: number;
}

export interface PrometheusDevices {
  readonly devices: readonly Device[];
  readonly freshness: Freshness;
}

/** Whether a frame names devices. */
export function isDeviceFrame(frame: DataFrame): boolean {
  return readLiveMeta(frame) === undefined && toSamples(frame).length > 0;
}

/** `undefined` when none of the frames has a metric of devices. */
export function readPrometheusDevices(
  frames: readonly DataFrame[],
  context: PrometheusContext,
): PrometheusDevices | undefined {
  const others = frames.filter((frame) => readLiveMeta(frame) === undefined);
  const samples = others.flatMap(toSamples);
  if (samples.length === 0) return undefined;
  const steps = others.flatMap(({ fields }) => fields.flatMap(({ config }) => config.interval ?? []));
  const tickMs = steps.length === 0 ? context.intervalMs : Math.max(...steps);

  const newestMs = new Map<string, number>();
  for (const { query, atMs } of samples) {
    if (atMs !== null) newestMs.set(query, Math.max(newestMs.get(query) ?? Number.NEGATIVE_INFINITY, atMs));
  }
  const byDevice = new Map<string, Map<Metric, Sample>>();
  for (const sample of samples) {
    // A series that ended earlier than the others of its query says nothing about now.
    const newest = newestMs.get(sample.query);
    if (sample.atMs !== null && newest !== undefined && newest - sample.atMs > (tickMs ?? 0)) continue;
    const key = sample.labels.device ?? '';
    const own = byDevice.get(key) ?? new Map<Metric, Sample>();
    byDevice.set(key, own);
    own.set(sample.metric, chooseOf(own.get(sample.metric), sample));
  }
  const oldestMs = Math.min(...newestMs.values());
  const isTimed = Number.isFinite(oldestMs);
  return {
    devices: [...byDevice.keys()].sort().map((key) => toDevice(key, byDevice.get(key) ?? new Map())),
    freshness: {
      phase: context.isNow && isTimed ? 'live' : 'off',
      ageMs: isTimed ? Math.max(0, context.nowMs - oldestMs) : null,
      tickMs,
      stampMs: context.stampMs,
    },
  };
}

/** Two servers may tell of the same device: the one that hears it is right. Facts come from who knows the site. */
function chooseOf(known: Sample | undefined, sample: Sample): Sample {
  if (known === undefined) return sample;
  if (sample.metric === 'info') return isPlaced(known) || !isPlaced(sample) ? known : sample;
  return sample.value > known.value ? sample : known;
}

function isPlaced({ labels: { site } }: Sample): boolean {
  return toPlace(site) !== null;
}

function toDevice(key: string, samples: ReadonlyMap<Metric, Sample>): Device {
  const toFlag = (metric: Metric): boolean | null => {
    const value = samples.get(metric)?.value;
    return value === undefined ? null : value > 0;
  };
  const toMs = (metric: Metric): number | null => {
    const value = samples.get(metric)?.value;
    return value === undefined ? null : value * 1000;
  };
  const up = toFlag('up');
  const playing = up === false ? null : toFlag('playing');
  const labels = [...samples.values()].map((sample) => sample.labels);
  const labelOf = (name: string): string | null => {
    const told = labels.map((one) => toPlace(one[name])).find((one) => one !== null);
    return told ?? null;
  };
  return {
    key,
    name: labelOf('name') ?? key,
    serial: labelOf('serial'),
    site: labelOf('site'),
    group: labelOf('group'),
    state: up === null ? 'unknown' : up ? (playing === true ? 'playing' : 'online') : 'offline',
    stateSinceMs: null,
    expected: toFlag('expected'),
    lastSeenMs: toMs('last_seen'),
    heartbeatIntervalMs: toMs('interval'),
    playing,
    title: null,
    campaign: null,
    screenOn: up === false ? null : toFlag('screen'),
    syncRatio: up === false ? null : (samples.get('sync')?.value ?? null),
    commandsPending: null,
  };
}

/** A device without a place is counted under `none`. */
function toPlace(label: string | undefined): string | null {
  return label === undefined || label === '' || label === 'none' ? null : label;
}

function toSamples(frame: DataFrame): Sample[] {
  const column = frame.fields.find(({ name, type }) => name === 'device' && type === FIELD.string);
  return column === undefined ? toSeriesSamples(frame) : toTableSamples(frame, column);
}

function toTableSamples(frame: DataFrame, column: Field): Sample[] {
  const words = frame.fields.filter(({ type }) => type === FIELD.string);
  const times = frame.fields.find(({ type }) => type === FIELD.time)?.values;
  return frame.fields
    .filter(({ type }) => type === FIELD.number)
    .flatMap((field) =>
      column.values.flatMap((_, index) => {
        const labels = Object.fromEntries(words.map(({ name, values }) => [name, String(values[index] ?? '')]));
        // A table that was joined of several queries has a column of numbers for each.
        const metric = toMetric([labels.__name__, field.config.displayName, field.name, frame.name, frame.refId]);
        const value: unknown = field.values[index];
        if (metric === undefined || typeof value !== 'number' || !Number.isFinite(value)) return [];
        return [{ metric, labels, value, atMs: times?.[index] ?? null, query: toQuery(frame, metric) }];
      }),
    );
}

function toSeriesSamples(frame: DataFrame): Sample[] {
  const times = frame.fields.find(({ type }) => type === FIELD.time)?.values;
  return frame.fields.flatMap((field) => {
    const { labels = {} } = field;
    if (field.type !== FIELD.number || labels.device === undefined) return [];
    const { displayName, displayNameFromDS } = field.config;
    const metric = toMetric([labels.__name__, displayName, displayNameFromDS, field.name, frame.name, frame.refId]);
    const last = field.values.findLastIndex((value) => typeof value === 'number' && Number.isFinite(value));
    if (metric === undefined || last < 0) return [];
    const value = field.values[last] as number;
    return [{ metric, labels, value, atMs: times?.[last] ?? null, query: toQuery(frame, metric) }];
  });
}

function toQuery({ refId }: DataFrame, metric: Metric): string {
  return `${refId ?? ''} ${metric}`;
}

/** The first name that says which metric it is. `up{device="a"}` and `Value #up` are read too. */
function toMetric(names: readonly (string | null | undefined)[]): Metric | undefined {
  for (const name of names) {
    const plain = name
      ?.replace(/\{.*$/, '')
      .replace(/^Value #/, '')
      .trim();
    const found = METRICS.find(([, pattern]) => plain !== undefined && pattern.test(plain));
    if (found !== undefined) return found[0];
  }
  return undefined;
}
