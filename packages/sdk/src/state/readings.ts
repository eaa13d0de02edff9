/**
 * Numbers that the edges count and only readers look at: geo look-ups, the live channel, the process, the SDK itself.
 * Each edge is handed its own part; nothing here is judged.
 */

export const GEO_RESULTS = ['hit', 'miss', 'private', 'invalid', 'no_database'] as const;
export const LIVE_TRANSPORTS = ['websocket', 'sse', 'poll'] as const;

export interface Readings {
  /** Look-ups by {@link GEO_RESULTS}. */
  readonly geoLookups: Float64Array;
  /** Build time of each loaded geo database, epoch ms. */
  geoDatabases: readonly { readonly database: string; readonly builtAtMs: number }[];
  /** Connections now by {@link LIVE_TRANSPORTS}. */
  readonly liveConnections: Float64Array;
  /** Messages delivered, by topic. */
  readonly liveMessages: Map<string, number>;
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
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | null;
  /** Busy share of the event loop since the last reading, 0–1. */
  readonly eventLoopUtilization: number;
  /** Delay of the event loop since the last reading, seconds. */
  readonly eventLoopDelaySeconds: { readonly p50: number; readonly p99: number; readonly max: number };
}

export function createReadings(): Readings {
  return {
    geoLookups: new Float64Array(GEO_RESULTS.length),
    geoDatabases: [],
    liveConnections: new Float64Array(LIVE_TRANSPORTS.length),
    liveMessages: new Map(),
    refusals: new Map(),
    badIds: 0,
    process: null,
    disks: [],
    alertIntake: new Float64Array(INTAKE_RESULTS.length),
    faults: new Map(),
    collectSeconds: new Map(),
  };
}
