/**
 * All streams. A stream is declared by the host, or born from its first good media answer; beyond the cap traffic is counted
 * under `other`. Each change of state is timed and told; the totals of a removed stream stay in `other`.
 */

import type { EventName, EventPayloads } from '@tallylight/protocol';
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import { OTHER } from '../model/labels.ts';
import { judgeStream, type StreamVerdict } from '../model/stream-rules.ts';
import type { Cap } from './cap.ts';
import { Renditions } from './renditions.ts';
import { DROP_REASONS, Probes, RESTART_REASONS, reasonSlot, Stream, type StreamFacts } from './stream.ts';
import { StreamPlayers } from './stream-players.ts';

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
  /** Counts observed time since the last call and judges every stream. `epochMs` for what goes by dates. */
  advance(nowMs: number, elapsedMs: number, epochMs?: number): void;
  /** What a probe found. */
  probed(stream: Stream, ok: boolean, durationMs: number, nowMs: number): void;
  /** Looks again at what a stream is meant to be, after a mute. */
  settle(id: string, nowMs: number): void;
  remove(id: string, nowMs: number): boolean;
  /** Ids removed since they were last forgotten, for the live channel. */
  readonly removed: readonly string[];
  forgetRemoved(): void;
  /** Traffic that belongs to no stream that may have a name. */
  readonly other: Stream;
  /** How long probes took, of all streams together: histograms carry no stream label. */
  readonly probeDurations: Histogram;
  readonly all: ReadonlyMap<string, Stream>;
  readonly cap: Cap;
  readonly labelCap: Cap;
}

export function createStreams(parts: {
  cap: Cap;
  labelCap: Cap;
  idleAfterMs: number;
  emit: Emit;
  /** Whether a person said that it may be off for now. @default nobody does */
  isMuted?(id: string, epochMs: number): boolean;
  /** A stream that came up after `starting`, with the time it took. */
  onStarted(stream: Stream, durationMs: number): void;
}): Streams {
  const { cap, labelCap, idleAfterMs, emit } = parts;
  const all = new Map<string, Stream>();
  const probeDurations = new Histogram(RESPONSE_BOUNDS_SECONDS);
  const other = new Stream(OTHER, true, true, 0);
  /** Epoch ms of monotonic zero, as the last tick told it. */
  let epochOffsetMs = 0;
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

  function settleExpected(stream: Stream, nowMs: number): void {
    const epochMs = nowMs + epochOffsetMs;
    const { expectedByHost } = stream;
    const meant = typeof expectedByHost === 'function' ? expectedByHost(epochMs) : expectedByHost;
    const expected = (meant ?? stream.kind === 'live') && parts.isMuted?.(stream.id, epochMs) !== true;
    if (expected === stream.expected) return;
    stream.expected = expected;
    stream.changed = true;
  }

  function judge(stream: Stream, nowMs: number): void {
    settleExpected(stream, nowMs);
    lookAtPicture(stream, nowMs);
    enter(stream, judgeStream(stream, idleAfterMs, nowMs), nowMs);
  }

  function lookAtPicture(stream: Stream, nowMs: number): void {
    const picture = stream.kind === 'live' ? (stream.renditions?.pictureFault ?? null) : null;
    if (picture === stream.picture) return;
    const before = stream.picture;
    stream.picture = picture;
    stream.changed = true;
    if (picture !== null) emit('stream-picture-lost', nowMs, { stream: stream.id, picture });
    else if (before !== null) emit('stream-picture-back', nowMs, { stream: stream.id, picture: before });
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
    probed(stream, ok, durationMs, nowMs) {
      stream.probes ??= new Probes();
      const { probes } = stream;
      count(probes.counts, ok ? 0 : 1);
      probeDurations.observe(durationMs / 1000);
      // A burst of probes is no reason to forget them within the second.
      if (!stream.probeIntervalGiven && stream.probedMs !== null)
        stream.probeIntervalMs = Math.max(1000, nowMs - stream.probedMs);
      stream.probeOk = ok;
      stream.probedMs = nowMs;
      judge(stream, nowMs);
    },
    settle(id, nowMs) {
      const stream = all.get(id);
      if (stream !== undefined) judge(stream, nowMs);
    },
    advance(nowMs, elapsedMs, epochMs = nowMs + epochOffsetMs) {
      epochOffsetMs = epochMs - nowMs;
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
      stream.heir = other;
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
    probeDurations,
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
  if (gone.renditions !== null) {
    into.renditions ??= new Renditions(into.id);
    into.renditions.absorb(gone.renditions);
  }
  if (gone.probes !== null) {
    into.probes ??= new Probes();
    add(into.probes.counts, gone.probes.counts);
  }
  if (gone.players !== null) {
    into.players ??= new StreamPlayers(0);
    into.players.absorb(gone.players);
  }
}

function count(counters: Float64Array, slot: number): void {
  counters[slot] = (counters[slot] as number) + 1;
}

function add(into: Float64Array, more: Float64Array): void {
  for (let slot = 0; slot < into.length; slot += 1) into[slot] = (into[slot] as number) + (more[slot] as number);
}
