/**
 * The few facts that alert conditions look at, by kind of thing. State fills them once a tick; a fact nobody knows is null,
 * and no condition holds on what is not known.
 */
import type { StreamState } from '@tallylight/protocol';

export interface StreamAlertFacts {
  readonly state: StreamState;
  readonly reason: string | null;
  readonly stateSinceMs: number;
  /** Meant to be on now. */
  readonly expected: boolean;
  readonly sessions: number;
  readonly egressBytesPerSecond: number | null;
  /** 0–100. */
  readonly healthScore: number | null;
  /** Most answers of late were errors of ours; null without requests. */
  readonly failing: boolean | null;
  /** Restarts and falls from up in the last quarter of an hour. */
  readonly recentRestarts: number;
  readonly recentDrops: number;
  /** What the picture seems to be; null when nothing is wrong or nothing is known. */
  readonly picture: string | null;
}

export interface DeviceAlertFacts {
  /** A device that never spoke is `unknown`; one gone for days is `lost`. */
  readonly state: 'online' | 'playing' | 'offline' | 'unknown' | 'lost';
  readonly expected: boolean;
  readonly playing: boolean | null;
  readonly screenOn: boolean | null;
}

export interface SiteAlertFacts {
  /** Devices that are meant to be on. */
  readonly expected: number;
  readonly offline: number;
  /** The most of them that fell silent within {@link SITE_SILENT_WITHIN_MS} of one another. */
  readonly silentTogether: number;
}

export interface DependencyAlertFacts {
  readonly up: boolean | null;
  readonly critical: boolean;
}

/** The process as a whole. */
export interface ProcessAlertFacts {
  /** 0–1. */
  readonly eventLoopUtilization: number | null;
  readonly memoryRatio: number | null;
  readonly egressBitsPerSecond: number | null;
  /** Ledger and log cannot be written. */
  readonly storeDegraded: boolean | null;
  /** How long the oldest held refund has waited, ms; 0 without one. */
  readonly oldestHeldRefundMs: number | null;
}

export interface DiskAlertFacts {
  /** 0–1. */
  readonly freeRatio: number | null;
}

/** A label whose values are capped, such as `stream`. */
export interface MetricAlertFacts {
  /** When the last value was folded into `other`; null when none was. */
  readonly droppedMs: number | null;
}

/** Facts by kind of subject. */
export interface AlertFacts {
  stream: StreamAlertFacts;
  device: DeviceAlertFacts;
  site: SiteAlertFacts;
  dependency: DependencyAlertFacts;
  process: ProcessAlertFacts;
  disk: DiskAlertFacts;
  metric: MetricAlertFacts;
}

export type BoardSubject = keyof AlertFacts;
