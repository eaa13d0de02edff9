/**
 * A viewing session as the host holds it: counting through it looks nothing up. It is the session of the table itself with the
 * host's calls on top and no field of its own, because a host holds one for each viewer.
 */
import type { Clock } from '../clock.ts';
import { RESPONSE_TARGETS } from '../model/health-parts.ts';
import type { Histogram } from '../model/histogram.ts';
import { MEDIA_KINDS, type MediaKind } from '../model/media-kind.ts';
import { loseScore } from '../state/health.ts';
import { Session } from '../state/session.ts';
import type { SessionClass } from '../state/sessions.ts';
import type { State } from '../state/state.ts';
import { REQUEST_RESULTS, RESPONSE_MS, type RequestResult, UNTIMED } from '../state/stream.ts';

export { isCount } from '../state/session.ts';

/** One viewing session that the host opened. */
export interface SessionHandle {
  /** Counts body bytes sent to this viewer. */
  sent(bytes: number): void;
  /** Counts an answer given to this viewer: what was asked for, how it ended, and the time to its first byte. */
  responded(kind: MediaKind, result: RequestResult, durationMs: number): void;
  /** Ends it. */
  close(reason?: 'left' | 'aborted' | 'closed'): void;
}

const nothing = (): void => {};

export const inertSession: SessionHandle = { sent: nothing, responded: nothing, close: nothing };

/** What handles of one root share. */
export interface SessionHandleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Counts an answer of one kind in the block of a stream; `result` is its place in the list of results. */
type AnswerCounter = (requests: Float64Array, result: number, durationMs: number) => void;

const OK = REQUEST_RESULTS.indexOf('ok');
const ABORTED = REQUEST_RESULTS.indexOf('aborted');

/** A function for each kind, to which all that belongs to the kind is constant. */
function createAnswerCounter(kind: MediaKind, durations: Histogram): AnswerCounter {
  const first = MEDIA_KINDS.indexOf(kind) * REQUEST_RESULTS.length;
  const ok = OK;
  const aborted = ABORTED;
  const { goodMs, badMs } = RESPONSE_TARGETS[kind];
  const { observe: observeMs, place: placeMs, end: endMs } = durations;
  const sumMs = RESPONSE_MS;
  const lose = loseScore;

  /** An answer of weeks, or one that nobody timed. */
  function countOdd(requests: Float64Array, result: number, durationMs: number): void {
    if (durationMs >= 0 && durationMs < Number.MAX_SAFE_INTEGER) {
      if (result === OK) {
        lose(requests, goodMs, badMs, durationMs);
        requests[RESPONSE_MS] = (requests[RESPONSE_MS] as number) + durationMs;
      }
      if (result !== ABORTED) observeMs(durationMs);
    } else if (result === OK) requests[UNTIMED] = (requests[UNTIMED] as number) + 1;
  }

  return (requests, result, durationMs) => {
    requests[first + result] = (requests[first + result] as number) + 1;
    if (!(durationMs >= 0 && durationMs < endMs)) {
      countOdd(requests, result, durationMs);
      return;
    }
    if (result === ok) {
      if (durationMs > goodMs) lose(requests, goodMs, badMs, durationMs);
      requests[sumMs] = (requests[sumMs] as number) + durationMs;
    }
    // An aborted answer has no duration of ours.
    if (result !== aborted) placeMs(durationMs);
  };
}

/**
 * The class of one root's handles; what they share stands in its closure, not in each of them. Kind and result are told apart
 * by comparison with the words themselves, so that where a host writes them out, as it does, nothing is looked up at all.
 */
export function createSessionHandles({
  state,
  clock,
  onFault,
}: SessionHandleParts): SessionClass<Session & SessionHandle> {
  const counterOf = (kind: MediaKind): AnswerCounter =>
    createAnswerCounter(kind, state.responseDurations[MEDIA_KINDS.indexOf(kind)] as Histogram);
  const countManifest = counterOf('manifest');
  const countSegment = counterOf('segment');
  const countOther = counterOf('other');

  /** The place of a result in the list of results; -1 for another word. */
  function resultPlace(result: RequestResult): number {
    switch (result) {
      case 'ok':
        return 0;
      case 'client_error':
        return 1;
      case 'server_error':
        return 2;
      case 'timeout':
        return 3;
      case 'aborted':
        return 4;
      case 'missing':
        return 5;
      default:
        return -1;
    }
  }

  return class OpenSession extends Session implements SessionHandle {
    responded(kind: MediaKind, result: RequestResult, durationMs: number): void {
      const place = resultPlace(result);
      // A word that is not known is not counted: it has no series.
      if (place < 0) return;
      switch (kind) {
        case 'manifest':
          this.seen();
          countManifest(this.lane.requests, place, durationMs);
          break;
        case 'segment':
          this.seen();
          countSegment(this.lane.requests, place, durationMs);
          break;
        case 'other':
          this.seen();
          countOther(this.lane.requests, place, durationMs);
          break;
      }
    }

    close(reason: 'left' | 'aborted' | 'closed' = 'left'): void {
      try {
        if (this.open) state.sessions.close(this, reason, clock.monotonicMs());
      } catch (error) {
        onFault(error);
      }
    }
  };
}
