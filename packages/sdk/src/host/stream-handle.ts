/**
 * What the host holds: small faces over state that never throw once made. A handle whose id was refused, or of a root that is
 * off or closed, is inert: it takes every call and does nothing.
 */
import type { Clock } from '../clock.ts';
import { recordProbe } from '../state/health.ts';
import type { State } from '../state/state.ts';
import type { Stream } from '../state/stream.ts';
import { isCount } from './session-handle.ts';

/** Tells what the host knows of a stream, and counts what passes outside HTTP. */
export interface StreamHandle {
  readonly id: string;
  /** It is being started; the time until up() is its start duration. */
  starting(): void;
  /** It delivers. */
  up(): void;
  /** It does not deliver. `reason`: `stalled`, `source_lost`, `crash`, `manual`, or another word. */
  down(reason?: string): void;
  /** It is off on purpose. */
  off(): void;
  /** It was restarted. `reason`: `crash`, `stall`, `source_lost`, `manual`, or another word. */
  restarted(reason: string): void;
  /** What the host's own probe of it found; counts as a request. */
  probe(found: { readonly ok: boolean; readonly durationMs: number }): void;
  /** Counts bytes read from its source. */
  received(bytes: number): void;
  /** Counts bytes sent to nobody in particular (a relay, a recording). */
  sent(bytes: number): void;
  /** Forgets it; its totals stay in `other`. */
  remove(): void;
}

const nothing = (): void => {};

export function inertStream(id: string): StreamHandle {
  return {
    id,
    starting: nothing,
    up: nothing,
    down: nothing,
    off: nothing,
    restarted: nothing,
    probe: nothing,
    received: nothing,
    sent: nothing,
    remove: nothing,
  };
}

/** A probe is judged with the state and counts as a request in health. A duration that is none counts as 0. */
export function recordProbed(
  stream: Stream,
  state: State,
  { ok, durationMs }: { readonly ok: boolean; readonly durationMs: number },
  nowMs: number,
): void {
  const tookMs = durationMs > 0 && durationMs < Number.MAX_SAFE_INTEGER ? durationMs : 0;
  recordProbe(stream, ok === true, tookMs, nowMs);
  state.streams.probed(stream, ok === true, tookMs, nowMs);
}

export function createStreamHandle(
  stream: Stream,
  state: State,
  clock: Clock,
  guard: (task: () => void) => void,
): StreamHandle {
  const say = (said: 'starting' | 'up' | 'down' | 'off', reason: string | null): void =>
    guard(() => {
      if (!stream.removed) state.streams.say(stream, said, reason, clock.monotonicMs());
    });
  const target = (): Stream => (stream.removed ? state.streams.other : stream);
  return {
    id: stream.id,
    starting: () => say('starting', null),
    up: () => say('up', null),
    down: (reason) => say('down', reason ?? null),
    off: () => say('off', null),
    restarted: (reason) =>
      guard(() => {
        if (!stream.removed) state.streams.restarted(stream, String(reason), clock.monotonicMs());
      }),
    probe: (found) =>
      guard(() => {
        if (!stream.removed) recordProbed(stream, state, found, clock.monotonicMs());
      }),
    received(bytes) {
      if (!isCount(bytes)) return;
      const into = target();
      into.ingressBytes += bytes;
      into.ingressCounted = true;
      into.lastActivityMs = clock.monotonicMs();
    },
    sent(bytes) {
      if (!isCount(bytes)) return;
      const from = target();
      from.egressBytes += bytes;
      from.lastActivityMs = clock.monotonicMs();
    },
    remove: () =>
      guard(() => {
        const nowMs = clock.monotonicMs();
        state.sessions.closeAllOf(stream, state.streams.other, nowMs);
        state.streams.remove(stream.id, nowMs);
      }),
  };
}
