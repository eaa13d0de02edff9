/**
 * A viewing session as the host holds it: counting through it looks nothing up. A class, so that a million of them share their
 * methods; it is called for each chunk and each answer.
 */
import type { Clock } from '../clock.ts';
import type { Histogram } from '../model/histogram.ts';
import { MEDIA_KINDS, type MediaKind } from '../model/media-kind.ts';
import { recordResponse } from '../state/health.ts';
import type { Session } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { REQUEST_RESULTS, type RequestResult } from '../state/stream.ts';

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

/** A count that would break a counter is passed over. */
export const isCount = (bytes: unknown): bytes is number =>
  typeof bytes === 'number' && bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER;

/** What handles of one root share. */
export interface SessionHandleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly guard: (task: () => void) => void;
}

class OpenSession implements SessionHandle {
  readonly #session: Session;
  readonly #parts: SessionHandleParts;
  // Kind and result of the last answer and where they are counted: as a rule the next one has the same.
  #kind: MediaKind | undefined;
  #result: RequestResult | undefined;
  #kindSlot = -1;
  #resultSlot = -1;
  #durations: Histogram | undefined;

  constructor(session: Session, parts: SessionHandleParts) {
    this.#session = session;
    this.#parts = parts;
  }

  sent(bytes: number): void {
    if (isCount(bytes)) this.#session.sent(bytes);
  }

  responded(kind: MediaKind, result: RequestResult, durationMs: number): void {
    if (kind !== this.#kind || result !== this.#result) this.#resolve(kind, result);
    const kindSlot = this.#kindSlot;
    if (kindSlot < 0) return;
    const session = this.#session;
    const { stream } = session;
    const slot = kindSlot * REQUEST_RESULTS.length + this.#resultSlot;
    stream.requests[slot] = (stream.requests[slot] as number) + 1;
    session.seen();
    if (!(durationMs >= 0 && durationMs < Number.MAX_SAFE_INTEGER)) return;
    recordResponse(stream, kindSlot, this.#resultSlot, durationMs);
    this.#durations?.observe(durationMs / 1000);
  }

  close(reason: 'left' | 'aborted' | 'closed' = 'left'): void {
    const { state, clock, guard } = this.#parts;
    guard(() => state.sessions.close(this.#session, reason, clock.monotonicMs()));
  }

  /** A word that is not known is not counted: it has no series. An aborted answer has no duration of ours. */
  #resolve(kind: MediaKind, result: RequestResult): void {
    const kindSlot = MEDIA_KINDS.indexOf(kind);
    const resultSlot = REQUEST_RESULTS.indexOf(result);
    this.#kind = kind;
    this.#result = result;
    this.#kindSlot = resultSlot < 0 ? -1 : kindSlot;
    this.#resultSlot = resultSlot;
    this.#durations = result === 'aborted' ? undefined : this.#parts.state.responseDurations[kindSlot];
  }
}

export function createSessionHandle(session: Session, parts: SessionHandleParts): SessionHandle {
  return new OpenSession(session, parts);
}
