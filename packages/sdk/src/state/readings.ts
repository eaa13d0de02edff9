/**
 * Numbers that the edges count and only readers look at: geo look-ups, the live channel, the process, the SDK itself.
 * Each edge is handed its own part; nothing here is judged.
 */
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import { LiveCounts } from '../model/live-counts.ts';

export const GEO_RESULTS = ['hit', 'miss', 'private', 'invalid', 'no_database'] as const;
export const LIVE_TRANSPORTS = ['websocket', 'sse', 'poll'] as const;

/** Parts of the SDK whose work is measured: those of a tick, and the page of metrics. */
export const WORK_PARTS = [
  'sample',
  'sessions',
  'business',
  'devices',
  'players',
  'streams',
  'health',
  'rates',
  'alerts',
  'collect',
  'publish',
  'metrics',
] as const;
export type WorkPart = (typeof WORK_PARTS)[number];

export interface Readings {
  /** Look-ups by {@link GEO_RESULTS}. */
  readonly geoLookups: Float64Array;
  /** Build time of each loaded geo database, epoch ms. */
  geoDatabases: readonly { readonly database: string; readonly builtAtMs: number }[];
  /** Connections now by {@link LIVE_TRANSPORTS}. */
  readonly liveConnections: Float64Array;
  /** Messages delivered, by topic. */
  readonly liveMessages: Map<string, number>;
  /** What else the live channel counts. */
  readonly live: LiveCounts;
  /** Live connections and HTTP requests that were refused, by reason. */
  readonly refusals: Map<string, number>;
  /** Stream ids that could not be a name. */
  badIds: number;
  process: ProcessReading | null;
  /** Mounts that the host named. */
  disks: readonly DiskReading[];
  /** Alerts told by rule engines, by {@link INTAKE_RESULTS}. */
  readonly alertIntake: Float64Array;
  /** Faults inside the SDK, by part. */
  faults: ReadonlyMap<string, number>;
  /** How long the last rendering took, seconds of work, by exporter. */
  readonly collectSeconds: Map<string, number>;
  /** Time that the SDK has worked beside the requests, seconds, by {@link WORK_PARTS}. */
  readonly workSeconds: Float64Array;
  readonly store: StoreReading;
}

/** What the store that keeps the ledger and the log has shown. */
export interface StoreReading {
  /** Whether the last thing it was given could not be kept; null before anything was. */
  degraded: boolean | null;
  /** From an append to its word that the record is durable, seconds. */
  readonly commits: Histogram;
}

/** How messages of rule engines were taken: alerts that opened or joined an entry, ended one, found no room; messages that were none. */
export const INTAKE_RESULTS = ['told', 'resolved', 'refused', 'malformed'] as const;

export interface DiskReading {
  /** As the host calls it. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

export interface ProcessReading {
  /** User and system time of the process since its start, all threads, seconds. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | null;
  /** Busy share of the event loop since the last reading, 0–1. */
  readonly eventLoopUtilization: number;
  /** Delay of the event loop since the last reading, seconds. */
  readonly eventLoopDelaySeconds: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly machine: MachineReading;
}

/** The machine, or what of it a container is shown. */
export interface MachineReading {
  /** Busy share of all processors since the last reading, 0–1; null before the second. */
  readonly cpuRatio: number | null;
  /** Memory that could still be had without swapping. */
  readonly memoryAvailableBytes: number;
  readonly memoryBytes: number;
}

export function createReadings(): Readings {
  return {
    geoLookups: new Float64Array(GEO_RESULTS.length),
    geoDatabases: [],
    liveConnections: new Float64Array(LIVE_TRANSPORTS.length),
    liveMessages: new Map(),
    live: new LiveCounts(),
    refusals: new Map(),
    badIds: 0,
    process: null,
    disks: [],
    alertIntake: new Float64Array(INTAKE_RESULTS.length),
    faults: new Map(),
    collectSeconds: new Map(),
    workSeconds: new Float64Array(WORK_PARTS.length),
    store: { degraded: null, commits: new Histogram(RESPONSE_BOUNDS_SECONDS) },
  };
}
