/**
 * The only mutable memory: what is happening now. It is told the time and does no IO. Here the parts are made and held
 * together; each part says itself what it means.
 */
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import { MEDIA_KINDS } from '../model/media-kind.ts';
import type { StreamKind } from '../model/stream-rules.ts';
import { RateWindow } from '../model/window.ts';
import { createCap } from './cap.ts';
import { type Countries, createCountries } from './countries.ts';
import { createReadings, type Readings } from './readings.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createStreams, type Emit, type Streams } from './streams.ts';

/** The kinds of stream, in the order of their histograms. */
export const STREAM_KINDS: readonly StreamKind[] = ['live', 'vod', 'on-demand'];

export interface StateOptions {
  readonly maxStreams: number;
  readonly maxSessions: number;
  /** Streams that may have a label of their own. */
  readonly streamLabels: number;
  readonly streamIdleAfterMs: number;
  readonly sessionIdleFloorMs: number;
  readonly tickMs: number;
  readonly historyMs: number;
}

export interface State {
  readonly streams: Streams;
  readonly sessions: Sessions;
  readonly countries: Countries;
  /** Request to first byte, by media kind. */
  readonly responseDurations: readonly Histogram[];
  /** Start to first byte, by stream kind. */
  readonly startDurations: readonly Histogram[];
  /** Rates of all streams together. */
  readonly total: RateWindow;
  readonly readings: Readings;
  readonly options: StateOptions;
}

export function createState(options: StateOptions, emit: Emit): State {
  const startDurations = STREAM_KINDS.map(() => new Histogram(RESPONSE_BOUNDS_SECONDS));
  return {
    streams: createStreams({
      cap: createCap('streams', options.maxStreams),
      labelCap: createCap('stream labels', options.streamLabels),
      idleAfterMs: options.streamIdleAfterMs,
      emit,
      onStarted(stream, durationMs) {
        startDurations[STREAM_KINDS.indexOf(stream.kind)]?.observe(durationMs / 1000);
      },
    }),
    sessions: createSessions({
      cap: createCap('sessions', options.maxSessions),
      idleFloorMs: options.sessionIdleFloorMs,
      emit,
    }),
    countries: createCountries(),
    responseDurations: MEDIA_KINDS.map(() => new Histogram(RESPONSE_BOUNDS_SECONDS)),
    startDurations,
    total: new RateWindow(options.historyMs / options.tickMs),
    readings: createReadings(),
    options,
  };
}
