/**
 * Which state a stream is in, from what is known about it. The host's word wins; then the progress of its playlist; then a
 * probe; then its traffic. Where nothing is known the answer is `unknown`, and `off` where nothing is expected.
 */
import type { StreamState } from '@tallylight/protocol';
import type { PictureFault } from './picture-rules.ts';

export type StreamKind = 'live' | 'vod' | 'on-demand';

/** What may be known of a stream. Times and `nowMs` are of one clock. */
export interface StreamSigns {
  readonly kind: StreamKind;
  readonly expected: boolean;
  /** What the host said last, if it spoke. */
  readonly said: 'starting' | 'up' | 'down' | 'off' | null;
  readonly saidReason: string | null;
  /** When the host said it. */
  readonly saidMs: number | null;
  /** When a media playlist was last asked for, and when it last had something new. */
  readonly playlistAskedMs: number | null;
  readonly playlistAdvancedMs: number | null;
  readonly targetDurationMs: number | null;
  /** What the last probe found, when, and how far apart probes come. */
  readonly probeOk: boolean | null;
  readonly probedMs: number | null;
  readonly probeIntervalMs: number | null;
  /** What its segments say of the picture. */
  readonly picture: PictureFault | null;
  readonly sessions: number;
  /** Last byte in or out. */
  readonly lastActivityMs: number | null;
}

export interface StreamVerdict {
  readonly state: StreamState;
  readonly reason: string | null;
}

/**
 * A playlist that is asked for and has nothing new for this many target durations is stalled. One is due (RFC 8216 §6.2.1),
 * another is patience, and the half leaves time for somebody to ask, so that it is known within three.
 */
export const STALL_TARGET_DURATIONS = 2.5;
/** A playlist that nobody asked for in this many target durations says nothing any more. */
const QUIET_TARGET_DURATIONS = 3;

/** A probe holds for this many of its intervals; one missed is no news, two might be. */
const PROBE_INTERVALS = 3;
/** Where nobody says how far apart probes come. */
const PROBE_INTERVAL_MS = 60_000;

/** Judges a stream at `nowMs`. `idleAfterMs`: how long without viewers until up is called idle. */
export function judgeStream(signs: StreamSigns, idleAfterMs: number, nowMs: number): StreamVerdict {
  if (signs.said !== null) {
    if (signs.said === 'up') return { state: idleOrUp(signs, idleAfterMs, nowMs), reason: signs.picture };
    return { state: signs.said, reason: signs.saidReason };
  }
  const { playlistAskedMs, playlistAdvancedMs, targetDurationMs } = signs;
  if (signs.kind === 'live' && playlistAskedMs !== null && playlistAdvancedMs !== null && targetDurationMs !== null) {
    if (nowMs - playlistAskedMs <= QUIET_TARGET_DURATIONS * targetDurationMs) {
      if (isStalled(signs)) return { state: 'down', reason: 'stalled' };
      return { state: idleOrUp(signs, idleAfterMs, nowMs), reason: signs.picture };
    }
    return probed(signs, idleAfterMs, nowMs) ?? quiet(signs, 'no playlist was asked for');
  }
  const found = probed(signs, idleAfterMs, nowMs);
  if (found !== undefined) return found;
  if (signs.sessions > 0) return { state: 'up', reason: null };
  if (signs.lastActivityMs !== null && nowMs - signs.lastActivityMs <= idleAfterMs)
    return { state: 'up', reason: null };
  return quiet(signs, 'nobody has told or asked');
}

/** Whether the last look at its playlist found nothing new for too long. */
export function isStalled(
  signs: Pick<StreamSigns, 'kind' | 'playlistAskedMs' | 'playlistAdvancedMs' | 'targetDurationMs'>,
): boolean {
  const { kind, playlistAskedMs, playlistAdvancedMs, targetDurationMs } = signs;
  if (kind !== 'live' || playlistAskedMs === null || playlistAdvancedMs === null || targetDurationMs === null)
    return false;
  return playlistAskedMs - playlistAdvancedMs > STALL_TARGET_DURATIONS * targetDurationMs;
}

function probed(signs: StreamSigns, idleAfterMs: number, nowMs: number): StreamVerdict | undefined {
  const { probeOk, probedMs } = signs;
  if (probeOk === null || probedMs === null) return undefined;
  if (nowMs - probedMs > PROBE_INTERVALS * (signs.probeIntervalMs ?? PROBE_INTERVAL_MS)) return undefined;
  return probeOk
    ? { state: idleOrUp(signs, idleAfterMs, nowMs), reason: null }
    : { state: 'down', reason: 'probe_failed' };
}

function idleOrUp(signs: StreamSigns, idleAfterMs: number, nowMs: number): StreamState {
  if (signs.sessions > 0) return 'up';
  // A stream that just came up is not idle yet, though nobody has seen it.
  const busyMs = Math.max(signs.lastActivityMs ?? Number.NEGATIVE_INFINITY, signs.saidMs ?? Number.NEGATIVE_INFINITY);
  return nowMs - busyMs > idleAfterMs ? 'idle' : 'up';
}

function quiet(signs: StreamSigns, reason: string): StreamVerdict {
  return signs.expected ? { state: 'unknown', reason } : { state: 'off', reason: null };
}
