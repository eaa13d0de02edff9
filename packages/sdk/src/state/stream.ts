/**
 * One stream as it is now: what the host said of it, what its traffic shows, and its counters. Plain fields, because they are
 * touched for each request; what they mean together is judged by the rules of the model, once a tick.
 * Times in state are monotonic milliseconds, so that a jump of the wall clock changes nothing; readers turn them into dates.
 */
import type { StreamState } from '@tallylight/protocol';
import { MEDIA_KINDS } from '../model/media-kind.ts';
import type { PictureFault } from '../model/picture-rules.ts';
import type { ProbeOptions } from '../model/probe.ts';
import type { Schedule } from '../model/schedule.ts';
import type { StreamKind } from '../model/stream-rules.ts';
import type { RateWindow } from '../model/window.ts';
import type { HealthRecord } from './health-record.ts';
import type { History } from './history.ts';
import type { Renditions } from './renditions.ts';
import type { StreamPlayers } from './stream-players.ts';

/** How a request ended, a closed set: a label. Aborted ones are nobody's error; `missing` is a segment that our own playlist names. */
export const REQUEST_RESULTS = ['ok', 'client_error', 'server_error', 'timeout', 'aborted', 'missing'] as const;
export type RequestResult = (typeof REQUEST_RESULTS)[number];
const OK = REQUEST_RESULTS.indexOf('ok');
/** Slots of {@link Stream.requests} that hold a count by kind and result, and those behind them. */
export const REQUEST_SLOTS: number = MEDIA_KINDS.length * REQUEST_RESULTS.length;
export const UNTIMED: number = REQUEST_SLOTS;
export const SCORE_LOST: number = REQUEST_SLOTS + 1;
export const RESPONSE_MS: number = REQUEST_SLOTS + 2;

/** Facts about a stream that the host may give; later ones win. */
export interface StreamFacts {
  /** Shown to people. */
  readonly title?: string | undefined;
  /** Delivery protocol. @default 'hls' for streams born from a playlist, else 'http' */
  readonly protocol?: string | undefined;
  /** @default 'live' */
  readonly kind?: StreamKind | undefined;
  /** Whether it is meant to be on: always, never, in opening hours (`hours({ … })`), or as a function of the moment in epoch ms. @default true for live, false for vod and on-demand */
  readonly expected?: boolean | Schedule | undefined;
  /** A URL to ask for at even intervals, so that the stream is known without viewers. @default none */
  readonly probe?: ProbeOptions | undefined;
}

/** How a probe ended: a label. */
export const PROBE_RESULTS = ['ok', 'failed'] as const;

/** What probes of a stream have found; made at the first one. */
export class Probes {
  readonly counts: Float64Array = new Float64Array(PROBE_RESULTS.length);
}

/** Why a stream was restarted or dropped, closed sets: labels. Another word is counted as `other`. */
export const RESTART_REASONS = ['crash', 'stall', 'source_lost', 'manual', 'other'] as const;
export const DROP_REASONS = ['stalled', 'source_lost', 'crash', 'manual', 'other'] as const;

/** The slot of `reason` in a closed set whose last member is `other`. */
export function reasonSlot(reasons: readonly string[], reason: string | null): number {
  const slot = reason === null ? -1 : reasons.indexOf(reason);
  return slot === -1 ? reasons.length - 1 : slot;
}

export class Stream {
  readonly id: string;
  /** The label value on metrics: the id, or `other` beyond the label cap. */
  readonly labelled: boolean;
  readonly labels: readonly string[];
  declared: boolean;
  /** Set when it was removed: what still arrives for it is counted in `other`. */
  removed = false;
  /** What still arrives for it after it was removed is counted there. */
  heir: Stream | null = null;
  title: string | null = null;
  protocol = 'http';
  kind: StreamKind = 'live';
  expectedByHost: boolean | Schedule | null = null;
  /** Whether it is meant to be on now: the host's word, less mutes. Settled by streams.ts, once a tick. */
  expected = true;

  state: StreamState = 'unknown';
  stateSinceMs: number;
  reason: string | null = null;
  said: 'starting' | 'up' | 'down' | 'off' | null = null;
  saidReason: string | null = null;
  saidMs: number | null = null;
  startingSinceMs: number | null = null;

  playlistAskedMs: number | null = null;
  playlistAdvancedMs: number | null = null;
  targetDurationMs: number | null = null;
  renditions: Renditions | null = null;
  /** What the segments say of the picture; null when nothing is wrong or nothing is known. */
  picture: PictureFault | null = null;

  probes: Probes | null = null;
  probeOk: boolean | null = null;
  probedMs: number | null = null;
  /** How far apart probes come; measured between two of them where nobody said. */
  probeIntervalMs: number | null = null;
  /** Somebody said how far apart probes come. */
  probeIntervalGiven = false;

  sessions = 0;
  egressBytes = 0;
  ingressBytes = 0;
  ingressCounted = false;
  lastActivityMs: number | null = null;
  observedMs = 0;
  availableMs = 0;
  /** Null until there is anything to be judged by. */
  health: HealthRecord | null = null;
  /** Falls from up, by {@link DROP_REASONS}. */
  readonly drops: Float64Array = new Float64Array(DROP_REASONS.length);
  /**
   * What became of requests, one block because an answer touches several of its numbers. By kind and result:
   * `kind * REQUEST_RESULTS.length + result`; behind them those of good answers: how many nobody timed, what the scores
   * (each 0–1) of the others lack of 1 in all, and the sum of their times to first byte.
   */
  readonly requests: Float64Array = new Float64Array(REQUEST_SLOTS + 3);
  /** Restarts, by {@link RESTART_REASONS}. */
  readonly restarts: Float64Array = new Float64Array(RESTART_REASONS.length);

  /** Bytes at the last tick, from which the rate is told. */
  egressAtTick = 0;
  ingressAtTick = 0;
  /** Made at the first byte, so that streams without traffic cost nothing. */
  rates: RateWindow | null = null;
  /** The last 24 h; made at the first tick. */
  history: History | null = null;
  /** Points of `rates` that were told to the live channel, and where the last change began. */
  toldPoints = 0;
  changeFrom = 0;
  toldQuiet = false;
  /** Set by whatever a row shows; cleared when the row was told. */
  changed = true;

  /** What its players report of themselves; made at the first report. */
  players: StreamPlayers | null = null;

  constructor(id: string, declared: boolean, labelled: boolean, nowMs: number) {
    this.id = id;
    this.declared = declared;
    this.labelled = labelled;
    this.labels = [id];
    this.stateSinceMs = nowMs;
  }

  /** Good answers with a response score. */
  get responseScored(): number {
    return this.requestsWith(OK) - (this.requests[UNTIMED] as number);
  }

  /** The sum of the scores of good answers. */
  get responseScore(): number {
    return this.responseScored - (this.requests[SCORE_LOST] as number);
  }

  /** The sum of their times to first byte. */
  get responseMs(): number {
    return this.requests[RESPONSE_MS] as number;
  }

  /** Requests with this result, of all kinds. */
  requestsWith(result: number): number {
    let sum = 0;
    for (let kind = 0; kind < MEDIA_KINDS.length; kind += 1) {
      sum += this.requests[kind * REQUEST_RESULTS.length + result] as number;
    }
    return sum;
  }
}
