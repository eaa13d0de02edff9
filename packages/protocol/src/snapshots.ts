/**
 * What the rows of the state topics hold. On the wire a row is a tuple `[key, ...values]` in the order of the topic's field
 * list, which `subbed` carries too, so that a reader needs no table of its own; `[key]` alone says that the row is gone.
 * Unknown is `null`, never 0. Rates are bytes per second, times epoch milliseconds, ratios 0–1, scores 0–100.
 */
import type { AlertSeverity, AlertSource, DeviceState, HealthBand, StreamState } from './events.ts';
import type { StateTopic } from './topics.ts';

/** A point of the bandwidth history: epoch ms, egress bytes/s, ingress bytes/s (null where nobody counts it). */
export type BandwidthPoint = readonly [atMs: number, egress: number, ingress: number | null];

/** Why a score is what it is; a part that is not known is null. Each 0–1; after the three, those that the host added. */
export interface HealthParts {
  readonly uptime: number | null;
  readonly errors: number | null;
  readonly response: number | null;
  readonly [component: string]: number | null;
}

export interface Health {
  /** 0–100. */
  readonly score: number;
  readonly band: HealthBand;
  readonly parts: HealthParts;
  /** Known share of the weights, 0–1. */
  readonly coverage: number;
  /** What costs most, in words; null when nothing does. */
  readonly reason: string | null;
  /** How much each part counts against the others. */
  readonly weights: Readonly<Record<string, number>>;
  /** What the parts were made of. */
  readonly raw: {
    /** Share of the observed time that it was up, 0–1. */
    readonly uptime: number | null;
    /** Share of the requests that failed, 0–1. */
    readonly errorRatio: number | null;
    /** Mean time to the first byte of good answers. */
    readonly responseMs: number | null;
    readonly requests: number;
    readonly observedMs: number;
    /** What players told, 0–1; null where they told nothing, or where health is not made of it. */
    readonly stallRatio: number | null;
    /** Mean time to the first picture. */
    readonly startupMs: number | null;
    /** Bitrate of what was delivered over the best there is, 0–1. */
    readonly bitrateShare: number | null;
    /** Restarts that nobody asked for; null where health is not made of more than the three parts. */
    readonly restarts: number | null;
  };
  /** How far back it looks. */
  readonly windowMs: number;
  readonly lastCheckedMs: number;
}

/** What players of a stream report of themselves (CMCD), over the last five to ten minutes. */
export interface PlayerFigures {
  /** Players heard of lately. */
  readonly now: number;
  readonly stalls: number;
  /** Stalled time in played and stalled time, 0–1; null until a player told its time. */
  readonly stallRatio: number | null;
  /** Mean time to the first picture, ms. */
  readonly startupMs: number | null;
  /** Mean encoded bitrate, weighted by duration. */
  readonly bitrateBytesPerSecond: number | null;
  /** Mean media in the buffer, ms. */
  readonly bufferMs: number | null;
  readonly liveLatencyMs: number | null;
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
  /** What its players report of themselves; null before the first report. */
  readonly players: PlayerFigures | null;
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

/** Row of `sessions`, by session. Asked for by stream or country only; never who somebody is. */
export interface SessionRow {
  readonly stream: string;
  readonly country: string;
  /** `tv`, `stb`, `mobile`, `desktop`, `bot` or `other`. */
  readonly deviceClass: string;
  /** The client's network: an IPv4 /24 or an IPv6 /48; null when unknown. */
  readonly network: string | null;
  /** The rendition fetched last. */
  readonly rendition: string | null;
  readonly startedMs: number;
  readonly lastSeenMs: number;
  readonly watchMs: number;
  readonly requests: number;
  readonly egressBytes: number;
  /** Town, where a database tells it and enough viewers are there. */
  readonly city: string | null;
  /** Number and name of the network's operator, as a rule the internet provider. */
  readonly asn: number | null;
  readonly provider: string | null;
  /** A hash of the user that the host named, the same for all sessions of a day; never who it is. */
  readonly user: string | null;
}

/** Row of `geo`, by ISO 3166-1 alpha-2 country; `ZZ` unknown or private. */
export interface GeoRow {
  /** Continent code of two letters; null when unknown. */
  readonly continent: string | null;
  readonly sessions: number;
  readonly egressBytes: number;
  /** Share of all sessions now, 0–1; null without sessions. */
  readonly share: number | null;
  /** The most watched towns with enough viewers; the rest is in `sessions`. Null where no database tells towns. */
  readonly cities:
    | readonly {
        readonly name: string;
        readonly latitude: number | null;
        readonly longitude: number | null;
        readonly sessions: number;
      }[]
    | null;
  /** The most watched networks; null where no database tells them. */
  readonly networks:
    | readonly { readonly asn: number; readonly name: string | null; readonly sessions: number }[]
    | null;
}

/** Row of `devices`, by device id. What only a reachable device can tell is null while it is not. */
export interface DeviceRow {
  readonly name: string | null;
  readonly serial: string | null;
  readonly site: string | null;
  readonly group: string | null;
  readonly model: string | null;
  readonly version: string | null;
  readonly state: DeviceState;
  readonly stateSinceMs: number;
  /** Whether it is meant to be on now. */
  readonly expected: boolean;
  /** Told with other news, or once a minute. */
  readonly lastSeenMs: number | null;
  readonly heartbeatIntervalMs: number;
  /** Whether it plays something; null when it does not say. */
  readonly playing: boolean | null;
  readonly nowPlaying: {
    readonly title: string;
    readonly campaign: string | null;
    readonly contentId: string | null;
    readonly sinceMs: number;
  } | null;
  /** Whether the panel is lit, not only the player running. */
  readonly screenOn: boolean | null;
  /** Share of its content that is there and current, 0–1. */
  readonly contentSyncRatio: number | null;
  /** Its clock less the server's, ms. */
  readonly clockSkewMs: number | null;
  readonly cpuRatio: number | null;
  readonly memoryBytes: number | null;
  readonly diskFreeBytes: number | null;
  readonly temperatureCelsius: number | null;
  /** Since this server heard it first. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** Commands that have no end yet. */
  readonly commandsPending: number;
}

/** Row of `sites`, by site id: how many of its devices are in each state. */
export interface SiteRow extends Readonly<Record<DeviceState, number>> {
  readonly title: string | null;
  readonly zone: string | null;
  readonly location: string | null;
  readonly contact: string | null;
  readonly tenant: string | null;
  readonly expected: boolean;
  readonly total: number;
}

/** Row of `alerts`, by `<condition>:<subject>`. One trouble of one thing is one row, whoever tells of it. */
export interface AlertRow {
  readonly severity: AlertSeverity;
  readonly condition: string;
  /** What it is about: the id of a stream, device, site, dependency…; `*` for many at once. */
  readonly subject: string;
  /** What kind of thing the subject is: `stream`, `device`, `site`, `dependency`, `process`, … */
  readonly subjectKind: string;
  readonly summary: string;
  readonly state: 'active' | 'acknowledged';
  /** When it broke, as far as anybody knows. */
  readonly sinceMs: number;
  readonly raisedMs: number;
  /** Who says so now. */
  readonly sources: readonly AlertSource[];
  /** Who acts: `video`, `signage` or `payments`. */
  readonly team: string;
  /** What to do. */
  readonly advice: string | null;
  /** Viewers hit so far, and what they lost, in minutes; null where the trouble takes nothing from viewers. */
  readonly viewers: number | null;
  readonly viewerMinutesLost: number | null;
  readonly screens: number | null;
  readonly screenMinutesLost: number | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedNote: string | null;
  /** Until when it is acknowledged; null: until it is over. */
  readonly acknowledgedUntilMs: number | null;
  /** Subjects of the alerts that were folded into this one, at most a hundred of them. */
  readonly children: readonly string[];
  /** How many of them there are, and how many are still so. */
  readonly childCount: number;
  readonly childrenOpen: number;
}

/** Amounts of a currency as exact decimal texts of whole minor units; they may be negative and may exceed 2^53. */
export interface RevenueWindows {
  /** Digits of the minor unit: the amount is the text / 10 ^ exponent. */
  readonly exponent: number;
  /** Net (captured less refunded) since the beginning, and in windows of the business time zone. */
  readonly total: string;
  readonly today: string;
  readonly week: string;
  readonly month: string;
}

/** Row of `revenue`, by ISO 4217 currency. Unlike currencies are never added. */
export interface RevenueRow extends RevenueWindows {
  /** Captured and refunded since the beginning; their difference is `total`. */
  readonly gross: string;
  readonly refunds: string;
  /** Open transactions. */
  readonly pending: string;
  /** Transactions now by state; `refunded` are those with any refund that counts. */
  readonly transactions: Readonly<Record<'pending' | 'completed' | 'failed' | 'cancelled' | 'refunded', number>>;
  /** Refunds that wait for a purchase that is not known yet, and since when the oldest does. */
  readonly held: string;
  readonly heldCount: number;
  readonly heldSinceMs: number | null;
  /** Events that cannot count, such as refunds above what was captured. */
  readonly refusedCount: number;
  readonly todayStartMs: number;
  readonly weekStartMs: number;
  readonly monthStartMs: number;
}

/** Row of `audience`, by window: `5m` (the last five minutes) and `today` (since business midnight). */
export interface AudienceRow {
  /** Distinct users. */
  readonly users: number;
  /** Whether that is an estimate (more users than are counted one by one). */
  readonly estimated: boolean;
  /** Highest number of users of five minutes: within the last 24 h for `5m`, today for `today`. */
  readonly peak: number;
  readonly peakAtMs: number | null;
  /** Start of a window that stands still; null for one that moves along. */
  readonly sinceMs: number | null;
}

/** Views and purchases, since the process started and since business midnight; a rate is null without views. */
export interface ContentFigures {
  readonly views: number;
  readonly purchases: number;
  readonly conversion: number | null;
  readonly viewsToday: number;
  readonly purchasesToday: number;
  readonly conversionToday: number | null;
}

/** Row of `content`, by kind of content; `total` is all of them. */
export interface ContentRow extends ContentFigures {
  /** The leading items: most views today, then ever. */
  readonly top: readonly {
    readonly id: string;
    readonly kind: string;
    readonly views: number;
    readonly purchases: number;
    readonly viewsToday: number;
    readonly purchasesToday: number;
  }[];
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
  /** Each device is in one state: reachable ones are `online` plus `playing`. */
  readonly devices: Readonly<Record<DeviceState | 'total', number>>;
  /** Over the streams with a score; null where none has one. */
  readonly health: {
    readonly mean: number | null;
    readonly worst: number | null;
    readonly worstStream: string | null;
    readonly known: number;
    /** Without a score, though not off. */
    readonly unknown: number;
    /** Mean share of time up over the window, 0–1. */
    readonly meanUptime: number | null;
    /** Up or idle now, and down or still starting. */
    readonly online: number;
    readonly offline: number;
  };
  /** Open alerts, acknowledged ones included. */
  readonly alerts: Readonly<Record<AlertSeverity, number>>;
  readonly users: {
    readonly current: number;
    readonly today: number;
    readonly peak24h: number;
    readonly peakToday: number;
    readonly estimated: boolean;
  };
  /** Exact net by currency. */
  readonly revenue: Readonly<Record<string, RevenueWindows>>;
  readonly content: ContentFigures;
  /** Whatever the host counts: item → state → count. */
  readonly inventory: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** This process and what it stands on; bytes are whole MiB. */
  readonly system: {
    /** Null before the first reading. */
    readonly process: {
      readonly memoryBytes: number;
      readonly memoryLimitBytes: number | null;
      /** Busy share of the event loop over the last tick, 0–1, and its delay (99th percentile). */
      readonly eventLoopUtilization: number;
      readonly eventLoopDelayMs: number;
    } | null;
    readonly machine: {
      /** Busy share of all processors over the last tick, 0–1. */
      readonly cpuRatio: number | null;
      readonly memoryAvailableBytes: number;
      readonly memoryBytes: number;
    } | null;
    /** Mounts that the host named. */
    readonly disks: readonly { readonly name: string; readonly freeBytes: number; readonly sizeBytes: number }[];
    /** How many of what the host needs are up, down, or not checked yet. */
    readonly dependencies: { readonly up: number; readonly down: number; readonly unknown: number };
    /** The store cannot keep what it is given; null before anything was. */
    readonly storeDegraded: boolean | null;
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
  sessions: SessionRow;
  devices: DeviceRow;
  sites: SiteRow;
  alerts: AlertRow;
  revenue: RevenueRow;
  audience: AudienceRow;
  content: ContentRow;
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
    'players',
  ],
  bandwidth: ['current', 'average', 'peak', 'peakAtMs', 'trend', 'points'],
  geo: ['continent', 'sessions', 'egressBytes', 'share', 'cities', 'networks'],
  sessions: [
    'stream',
    'country',
    'deviceClass',
    'network',
    'rendition',
    'startedMs',
    'lastSeenMs',
    'watchMs',
    'requests',
    'egressBytes',
    'city',
    'asn',
    'provider',
    'user',
  ],
  devices: [
    'name',
    'serial',
    'site',
    'group',
    'model',
    'version',
    'state',
    'stateSinceMs',
    'expected',
    'lastSeenMs',
    'heartbeatIntervalMs',
    'playing',
    'nowPlaying',
    'screenOn',
    'contentSyncRatio',
    'clockSkewMs',
    'cpuRatio',
    'memoryBytes',
    'diskFreeBytes',
    'temperatureCelsius',
    'receivedBytes',
    'sentBytes',
    'commandsPending',
  ],
  sites: [
    'title',
    'zone',
    'location',
    'contact',
    'tenant',
    'expected',
    'total',
    'online',
    'playing',
    'offline',
    'unknown',
    'lost',
  ],
  alerts: [
    'severity',
    'condition',
    'subject',
    'subjectKind',
    'summary',
    'state',
    'sinceMs',
    'raisedMs',
    'sources',
    'team',
    'advice',
    'viewers',
    'viewerMinutesLost',
    'screens',
    'screenMinutesLost',
    'acknowledgedBy',
    'acknowledgedNote',
    'acknowledgedUntilMs',
    'children',
    'childCount',
    'childrenOpen',
  ],
  revenue: [
    'exponent',
    'total',
    'today',
    'week',
    'month',
    'gross',
    'refunds',
    'pending',
    'transactions',
    'held',
    'heldCount',
    'heldSinceMs',
    'refusedCount',
    'todayStartMs',
    'weekStartMs',
    'monthStartMs',
  ],
  audience: ['users', 'estimated', 'peak', 'peakAtMs', 'sinceMs'],
  content: ['views', 'purchases', 'conversion', 'viewsToday', 'purchasesToday', 'conversionToday', 'top'],
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
