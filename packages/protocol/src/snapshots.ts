/**
 * What the rows of the state topics hold. On the wire a row is a tuple `[key, ...values]` in the order of the topic's field
 * list, which `subbed` carries too, so that a reader needs no table of its own; `[key]` alone says that the row is gone.
 * Unknown is `null`, never 0. Rates are bytes per second, times epoch milliseconds, ratios 0–1, scores 0–100.
 */
import type { StreamState } from './events.ts';
import type { StateTopic } from './topics.ts';

/** A point of the bandwidth history: epoch ms, egress bytes/s, ingress bytes/s (null where nobody counts it). */
export type BandwidthPoint = readonly [atMs: number, egress: number, ingress: number | null];

/** Why a score is what it is; a part that is not known is null. Each 0–1. */
export interface HealthParts {
  readonly uptime: number | null;
  readonly errors: number | null;
  readonly response: number | null;
}

export type HealthBand = 'excellent' | 'good' | 'fair' | 'poor';

export interface Health {
  /** 0–100. */
  readonly score: number;
  readonly band: HealthBand;
  readonly parts: HealthParts;
  /** Known share of the weights, 0–1. */
  readonly coverage: number;
  /** What costs most, in words; null when nothing does. */
  readonly reason: string | null;
}

/** Row of `streams`, by stream id. */
export interface StreamRow {
  readonly title: string | null;
  readonly protocol: string;
  readonly kind: string;
  readonly state: StreamState;
  readonly stateSinceMs: number;
  /** Why it is in this state, when somebody said. */
  readonly reason: string | null;
  /** Whether it is meant to be on now. */
  readonly expected: boolean;
  readonly sessions: number;
  readonly egressBytesPerSecond: number | null;
  readonly ingressBytesPerSecond: number | null;
  readonly egressBytes: number;
  /** Null while unknown. */
  readonly health: Health | null;
  /** Age of the newest media playlist when the row was made, ms. */
  readonly playlistAgeMs: number | null;
  readonly lastActivityMs: number | null;
}

/** Row of `bandwidth`, by `total` or stream id. `points` of a change are the ones since the last row. */
export interface BandwidthRow {
  readonly current: number | null;
  readonly average: number | null;
  readonly peak: number | null;
  readonly peakAtMs: number | null;
  /** Change against the previous window as a ratio (0.04 is +4 %); null when that was 0 or unknown. */
  readonly trend: number | null;
  readonly points: readonly BandwidthPoint[];
}

/** Row of `geo`, by ISO 3166-1 alpha-2 country; `ZZ` unknown or private. */
export interface GeoRow {
  /** Continent code of two letters; null when unknown. */
  readonly continent: string | null;
  readonly sessions: number;
  readonly egressBytes: number;
  /** Share of all sessions now, 0–1; null without sessions. */
  readonly share: number | null;
}

/** Cards of the `dashboard` topic: each row is one card and its `values` are that card's numbers. */
export interface DashboardCards {
  readonly streams: Readonly<Record<StreamState | 'total', number>>;
  readonly sessions: { readonly now: number; readonly started: number; readonly ended: number };
  readonly bandwidth: {
    readonly current: number | null;
    readonly average: number | null;
    readonly peak: number | null;
    readonly trend: number | null;
  };
}

/** Row of `dashboard`, by card. */
export interface DashboardRow<C extends keyof DashboardCards = keyof DashboardCards> {
  readonly values: DashboardCards[C];
}

/** Row type of each topic. Topics whose rows are still to come carry open records. */
export interface Rows {
  dashboard: DashboardRow;
  streams: StreamRow;
  bandwidth: BandwidthRow;
  geo: GeoRow;
}

/** Topics that this version serves with rows. */
export type RowTopic = keyof Rows & StateTopic;

/** Field order of the tuples of each topic. New fields are added at the end. */
export const FIELDS = {
  dashboard: ['values'],
  streams: [
    'title',
    'protocol',
    'kind',
    'state',
    'stateSinceMs',
    'reason',
    'expected',
    'sessions',
    'egressBytesPerSecond',
    'ingressBytesPerSecond',
    'egressBytes',
    'health',
    'playlistAgeMs',
    'lastActivityMs',
  ],
  bandwidth: ['current', 'average', 'peak', 'peakAtMs', 'trend', 'points'],
  geo: ['continent', 'sessions', 'egressBytes', 'share'],
} as const;

FIELDS satisfies { [T in RowTopic]: readonly (keyof Rows[T])[] };

/** A row on the wire: key and values, or the key alone when the row is gone. */
export type RowTuple = readonly [key: string, ...values: unknown[]];

/** The object of a tuple. */
export function toRow<R>(fields: readonly string[], tuple: RowTuple): R {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < fields.length; index += 1) row[fields[index] as string] = tuple[index + 1];
  return row as R;
}

/** The tuple of a row. */
export function toTuple<T extends RowTopic>(topic: T, key: string, row: Rows[T]): RowTuple {
  const tuple: unknown[] = [key];
  for (const field of FIELDS[topic]) tuple.push((row as unknown as Record<string, unknown>)[field] ?? null);
  return tuple as unknown as RowTuple;
}

/** How far back the points of a bandwidth row reach, ms. */
export const BANDWIDTH_WINDOW_MS = 100_000;

/**
 * What a reader holds after a changed row arrives: the new row, except that bandwidth points are added to the known ones
 * and cut to the last {@link BANDWIDTH_WINDOW_MS}. The same point twice counts once. Points that all lie a whole window
 * before the known ones mean that the clock of the server was set back: the known ones are let go, else nothing new would
 * be taken until that clock has caught up.
 */
export function mergeRow<R>(topic: string, previous: R | undefined, next: R): R {
  if (topic !== 'bandwidth' || previous === undefined) return next;
  const added = (next as unknown as BandwidthRow).points;
  let known = (previous as unknown as BandwidthRow).points;
  let lastKnownMs = known.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const newestMs = added.at(-1)?.[0] ?? lastKnownMs;
  if (lastKnownMs - newestMs > BANDWIDTH_WINDOW_MS) {
    known = [];
    lastKnownMs = Number.NEGATIVE_INFINITY;
  }
  const points = [...known, ...added.filter((point) => point[0] > lastKnownMs)];
  const oldestMs = (points.at(-1)?.[0] ?? 0) - BANDWIDTH_WINDOW_MS;
  return { ...next, points: points.filter((point) => point[0] > oldestMs) };
}
