/**
 * The two kinds of frames that the panel understands, brought to one shape: a curve of the whole, and what each stream sends
 * now. Tallylight Live tells its own figures; of Prometheus only the points are known.
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../shared/frame-words.ts';
import { type Freshness, worstOf } from '../../shared/freshness.ts';
import { type BandwidthMeta, readBandwidthMeta, readLiveMeta } from '../../shared/live-meta.ts';
import { type Curve, type Direction, type FineFrom, type Line, lastIndexOf, toCurve } from './curve.ts';

export interface StreamNow {
  readonly key: string;
  /** Bytes per second; null when nobody knows. */
  readonly current: number | null;
  /** Its own points, where they stand at the same times as those of the whole. */
  readonly curve: Curve | undefined;
}

export interface Traffic {
  readonly curve: Curve;
  /** Where the points by the minute end and those by the tick begin; null without the former. */
  readonly fineFromMs: FineFrom;
  readonly streams: readonly StreamNow[];
  readonly freshness: Freshness;
  /** The server's own figures of the whole; `undefined` where nobody told them. */
  readonly told: BandwidthMeta | undefined;
  /** Why the data is not live, in the words of the data source. */
  readonly problem: string | undefined;
}

export interface SourceContext {
  /** Whether the range ends now. */
  readonly isNow: boolean;
  /** Step of the query, ms; used where the frames do not tell it. */
  readonly intervalMs: number | null;
  /** `Date.now()`: the times of a Prometheus query come from this same clock. */
  readonly nowMs: number;
  /** `performance.now()` of the same moment. */
  readonly stampMs: number;
  /** `performance.timeOrigin`. */
  readonly originMs: number;
}

const TOTAL = 'total';

/** Traffic of the frames of Tallylight Live; `undefined` when there are none. */
export function readLive(frames: readonly DataFrame[], { stampMs, originMs }: SourceContext): Traffic | undefined {
  const freshest = new Map<string, { frame: DataFrame; meta: BandwidthMeta }>();
  for (const frame of frames) {
    const meta = readBandwidthMeta(frame);
    if (meta === undefined) continue;
    const key = meta.key ?? TOTAL;
    const known = freshest.get(key);
    // Two queries may bring the same key; it is one thing, so it is not added up.
    if (known === undefined || ageAt(meta, stampMs) < ageAt(known.meta, stampMs)) freshest.set(key, { frame, meta });
  }
  if (freshest.size === 0) return undefined;

  const metas = [...freshest.values()].map(({ meta }) => meta);
  const worst = worstOf(metas.map((meta) => toFreshness(meta, originMs)));
  const total = freshest.get(TOTAL);
  const streams = [...freshest].filter(([key]) => key !== TOTAL);
  const drawn = total === undefined ? streams.map(([, { frame }]) => frame) : [total.frame];
  return {
    curve: toCurve(drawn.flatMap((frame) => toLines(frame))),
    fineFromMs: toFineFrom(drawn),
    streams: streams.map(([key, { frame, meta }]) => ({ key, current: meta.current, curve: toCurve(toLines(frame)) })),
    freshness: worst ?? { phase: 'loading', ageMs: null, tickMs: null, stampMs },
    told: total?.meta,
    problem: metas.find((meta) => meta.problem !== undefined)?.problem,
  };
}

/** Chosen streams may have been asked for at different times: by the minute until the last of them is not. */
function toFineFrom(frames: readonly DataFrame[]): FineFrom {
  const known = frames.flatMap((frame) => readBandwidthMeta(frame)?.fineFromMs ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** Traffic of frames with a time and rates in bytes per second, by the label `stream`; `undefined` when there are none. */
export function readSeries(frames: readonly DataFrame[], context: SourceContext): Traffic | undefined {
  const lines = new Map<string, Line & { key: string | undefined }>();
  for (const frame of frames) {
    if (readLiveMeta(frame) !== undefined) continue;
    for (const line of toLines(frame)) {
      // The same series in two queries counts once; series of one stream from two servers are added up.
      const name = `${line.direction} ${JSON.stringify(Object.entries(line.labels).sort())}`;
      if (!lines.has(name)) lines.set(name, { ...line, key: line.labels.stream });
    }
  }
  if (lines.size === 0) return undefined;

  const all = [...lines.values()];
  const totals = all.filter(({ key }) => key === undefined);
  const pick = (direction: Direction) => {
    const known = totals.filter((line) => line.direction === direction);
    return known.length > 0 ? known : all.filter((line) => line.direction === direction);
  };
  const curve = toCurve([...pick('egress'), ...pick('ingress')]);
  const tickMs = toStepMs(frames) ?? context.intervalMs;
  const lastMs = curve.timesMs[Math.max(lastIndexOf(curve.egress), lastIndexOf(curve.ingress))];
  return {
    curve,
    fineFromMs: null,
    streams: toStreamsNow(all, lastMs),
    freshness: {
      phase: context.isNow ? 'live' : 'off',
      ageMs: lastMs === undefined ? null : Math.max(0, context.nowMs - lastMs),
      tickMs,
      stampMs: context.stampMs,
    },
    told: undefined,
    problem: undefined,
  };
}

function toStreamsNow(lines: readonly (Line & { key: string | undefined })[], lastMs: number | undefined): StreamNow[] {
  const byStream = new Map<string, Line[]>();
  for (const line of lines) {
    if (line.key === undefined || line.direction !== 'egress') continue;
    const known = byStream.get(line.key);
    if (known === undefined) byStream.set(line.key, [line]);
    else known.push(line);
  }
  return [...byStream].map(([key, own]) => {
    const { timesMs, egress } = toCurve(own);
    // A series that ended earlier says nothing about now.
    return { key, current: egress[timesMs.indexOf(lastMs ?? Number.NaN)] ?? null, curve: undefined };
  });
}

/** The step that Prometheus says it used; the longest of several. */
function toStepMs(frames: readonly DataFrame[]): number | undefined {
  const steps = frames.flatMap(({ fields }) => fields.flatMap(({ config }) => config.interval ?? []));
  return steps.length === 0 ? undefined : Math.max(...steps);
}

type LabelledLine = Line & { readonly labels: Readonly<Record<string, string>> };

function toLines(frame: DataFrame): LabelledLine[] {
  const time = frame.fields.find((field) => field.type === FIELD.time);
  if (time === undefined) return [];
  return frame.fields
    .filter((field) => field.type === FIELD.number)
    .map((field) => ({
      direction: toDirection(frame, field),
      timesMs: time.values,
      values: field.values,
      labels: field.labels ?? {},
    }));
}

/**
 * Ingress says so in the label `direction`, in the name of the metric, of the field, or of the query; all else is egress.
 * Names for display are not asked: they may be the name of a stream.
 */
function toDirection({ refId = '' }: DataFrame, { name, labels = {} }: Field): Direction {
  const { direction, __name__: metric = '' } = labels;
  if (direction !== undefined) return direction === 'ingress' ? 'ingress' : 'egress';
  if (name === 'egress') return 'egress';
  return name === 'ingress' || /(^|_)ingress(_|$)/.test(metric) || /^ingress\b/i.test(refId) ? 'ingress' : 'egress';
}

function ageAt(meta: BandwidthMeta, stampMs: number): number {
  return meta.ageMs === null ? Number.POSITIVE_INFINITY : meta.ageMs + stampMs - meta.stampMs;
}

function toFreshness(meta: BandwidthMeta, originMs: number): Freshness {
  const { phase, ageMs, tickMs, stampMs } = meta;
  return { phase, tickMs, stampMs, ageMs: meta.originMs === originMs ? ageMs : null };
}
