/**
 * What a frame of Tallylight Live says about itself (`frame.meta.custom.tallylight`), written by the data source and read by
 * the panels: which topic and key it holds, how old it is, and how often it is promised.
 *
 * The age is the one the client knows, plus the monotonic time since; the stamp is only comparable within one page, so a
 * frame that was saved and opened elsewhere has no known age rather than a wrong one.
 */
import type { DataFrame } from '@grafana/data';

export type LivePhase = 'loading' | 'live' | 'stale' | 'error';

export interface LiveMeta {
  readonly topic: string;
  /** Key of the row for frames that hold one row; absent in tables. */
  readonly key?: string;
  readonly phase: LivePhase;
  /** Age of the data when the frame was made, ms; null while nothing has come. */
  readonly ageMs: number | null;
  /** Interval at which the server promised news, ms. */
  readonly tickMs: number | null;
  /** `performance.now()` when the frame was made. */
  readonly stampMs: number;
  /** `performance.timeOrigin` of the page that made the frame. */
  readonly originMs: number;
  /** Data source that it came from; actions go the same way. */
  readonly uid?: string;
  /** Why the data is not live, in words. */
  readonly problem?: string;
  /** Lines that must be shown with the data. */
  readonly attribution?: readonly string[];
}

/** Frames of the topic `bandwidth` carry the server's own figures: bytes per second, epoch ms, ratio. */
export interface BandwidthMeta extends LiveMeta {
  /** From here on there is a point a tick, before it the mean of a minute in its middle; null without minutes. */
  readonly fineFromMs?: number | null;
  readonly current: number | null;
  readonly average: number | null;
  readonly peak: number | null;
  readonly peakAtMs: number | null;
  readonly trend: number | null;
}

/** The meta of a frame of Tallylight Live; `undefined` for frames of other data sources. */
export function readLiveMeta(frame: DataFrame): LiveMeta | undefined {
  const meta: unknown = frame.meta?.custom?.tallylight;
  return typeof meta === 'object' && meta !== null && 'topic' in meta && 'phase' in meta
    ? (meta as LiveMeta)
    : undefined;
}

/** The meta of a bandwidth frame; `undefined` for any other frame. */
export function readBandwidthMeta(frame: DataFrame): BandwidthMeta | undefined {
  const meta = readLiveMeta(frame);
  return meta?.topic === 'bandwidth' ? (meta as BandwidthMeta) : undefined;
}
