/**
 * All streams. A stream is declared by the host, or born from its first good media answer; beyond the cap traffic is counted
 * under `other`. Each change of state is timed and told; the totals of a removed stream stay in `other`.
 */
import type { EventName, EventPayloads } from '@tallylight/protocol';
import { OTHER } from '../model/labels.ts';
import { judgeStream, type StreamVerdict } from '../model/stream-rules.ts';
import type { Cap } from './cap.ts';
import { DROP_REASONS, RESTART_REASONS, reasonSlot, Stream, type StreamFacts } from './stream.ts';

/** Told for each thing that happened; the composition root hands it to the journal. */
export type Emit = <N extends EventName>(name: N, atMs: number, payload: EventPayloads[N]) => void;

export interface Streams {
  /** The stream of this id, if there is one. */
  get(id: string): Stream | undefined;
  /** Get or create on the host's word, later facts merged. `undefined` when the host's room is full. */
  declare(id: string, facts: StreamFacts, nowMs: number): Stream | undefined;
  /** Get or create for traffic; {@link other} when there is no room. */
  born(id: string, nowMs: number): Stream;
  /** What the host says of a stream. */
  say(stream: Stream, said: 'starting' | 'up' | 'down' | 'off', reason: string | null, nowMs: number): void;
  restarted(stream: Stream, reason: string, nowMs: number): void;
  /** Counts observed time since the last call and judges every stream. */
  advance(nowMs: number, elapsedMs: number): void;
  remove(id: string, nowMs: number): boolean;
  /** Ids removed since they were last forgotten, for the live channel. */
  readonly removed: readonly string[];
  forgetRemoved(): void;
  /** Traffic that belongs to no stream that may have a name. */
  readonly other: Stream;
  readonly all: ReadonlyMap<string, Stream>;
  readonly cap: Cap;
  readonly labelCap: Cap;
}

export function createStreams(parts: {
  cap: Cap;
  labelCap: Cap;
  idleAfterMs: number;
  emit: Emit;
  /** A stream that came up after `starting`, with the time it took. */
  onStarted(stream: Stream, durationMs: number): void;
}): Streams {
  const { cap, labelCap, idleAfterMs, emit } = parts;
  const all = new Map<string, Stream>();
  const other = new Stream(OTHER, true, true, 0);
  let removed: string[] = [];

  function create(id: string, declared: boolean, nowMs: number): Stream | undefined {
    if (id === OTHER || !cap.admit(declared)) return undefined;
    const stream = new Stream(id, declared, labelCap.admit(declared), nowMs);
    all.set(id, stream);
    return stream;
  }

  function enter(stream: Stream, verdict: StreamVerdict, nowMs: number): void {
    const previous = stream.state;
    if (previous === verdict.state) {
      if (stream.reason !== verdict.reason) {
        stream.reason = verdict.reason;
        stream.changed = true;
      }
      return;
    }
    const wasUp = previous === 'up' || previous === 'idle';
    stream.state = verdict.state;
    stream.reason = verdict.reason;
    stream.stateSinceMs = nowMs;
    stream.changed = true;
    const id = stream.id;
    switch (verdict.state) {
      case 'starting':
        stream.startingSinceMs = nowMs;
        emit('stream-starting', nowMs, { stream: id });
        break;
      case 'up': {
        const startedAtMs = stream.startingSinceMs;
        stream.startingSinceMs = null;
        if (startedAtMs !== null) parts.onStarted(stream, nowMs - startedAtMs);
        emit('stream-up', nowMs, {
          stream: id,
          previous,
          ...(startedAtMs === null ? {} : { startDurationMs: nowMs - startedAtMs }),
        });
        break;
      }
      case 'idle':
        emit('stream-idle', nowMs, { stream: id });
        break;
      case 'down':
        if (wasUp) count(stream.drops, reasonSlot(DROP_REASONS, verdict.reason));
        emit('stream-down', nowMs, { stream: id, previous, reason: verdict.reason ?? 'unknown' });
        break;
      case 'off':
        emit('stream-off', nowMs, { stream: id, previous });
        break;
      case 'unknown':
        emit('stream-unknown', nowMs, { stream: id, previous });
        break;
    }
  }

  function judge(stream: Stream, nowMs: number): void {
    enter(stream, judgeStream(stream, idleAfterMs, nowMs), nowMs);
  }

  return {
    get: (id) => all.get(id),
    declare(id, facts, nowMs) {
      let stream = all.get(id);
      if (stream === undefined) stream = create(id, true, nowMs);
      else if (!stream.declared) stream.declared = cap.adopt();
      if (stream === undefined) return undefined;
      if (facts.title !== undefined) stream.title = facts.title;
      if (facts.protocol !== undefined) stream.protocol = facts.protocol;
      if (facts.kind !== undefined) stream.kind = facts.kind;
      if (facts.expected !== undefined) stream.expectedByHost = facts.expected;
      stream.changed = true;
      judge(stream, nowMs);
      return stream;
    },
    born: (id, nowMs) => all.get(id) ?? create(id, false, nowMs) ?? other,
    say(stream, said, reason, nowMs) {
      stream.said = said;
      stream.saidReason = reason;
      stream.saidMs = nowMs;
      judge(stream, nowMs);
    },
    restarted(stream, reason, nowMs) {
      count(stream.restarts, reasonSlot(RESTART_REASONS, reason));
      stream.changed = true;
      emit('stream-restarted', nowMs, { stream: stream.id, reason });
    },
    advance(nowMs, elapsedMs) {
      for (const stream of all.values()) {
        // The time since the last tick belongs to the state it was in.
        const state = stream.state;
        if (state === 'up' || state === 'idle') {
          stream.observedMs += elapsedMs;
          stream.availableMs += elapsedMs;
        } else if (state === 'down' && stream.expected) stream.observedMs += elapsedMs;
        judge(stream, nowMs);
      }
    },
    remove(id, nowMs) {
      const stream = all.get(id);
      if (stream === undefined) return false;
      all.delete(id);
      stream.removed = true;
      cap.release(stream.declared);
      if (stream.labelled) labelCap.release(stream.declared);
      fold(stream, other);
      removed.push(id);
      if (stream.state !== 'off') emit('stream-off', nowMs, { stream: id, previous: stream.state });
      return true;
    },
    get removed() {
      return removed;
    },
    forgetRemoved() {
      removed = [];
    },
    other,
    all,
    cap,
    labelCap,
  };
}

/** Keeps the totals of a stream that goes, so that sums over all streams never fall. */
function fold(gone: Stream, into: Stream): void {
  into.egressBytes += gone.egressBytes;
  into.ingressBytes += gone.ingressBytes;
  into.observedMs += gone.observedMs;
  into.availableMs += gone.availableMs;
  add(into.drops, gone.drops);
  add(into.restarts, gone.restarts);
  add(into.requests, gone.requests);
}

function count(counters: Float64Array, slot: number): void {
  counters[slot] = (counters[slot] as number) + 1;
}

function add(into: Float64Array, more: Float64Array): void {
  for (let slot = 0; slot < into.length; slot += 1) into[slot] = (into[slot] as number) + (more[slot] as number);
}
