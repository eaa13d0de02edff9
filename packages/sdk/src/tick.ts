/**
 * The one order of a tick: sample what the edges hold, let time pass in state, take rates, collect what changed, publish.
 * A part that fails is counted and the tick goes on.
 */
import { RateWindow } from './model/window.ts';
import { advanceBusiness } from './state/business.ts';
import { History } from './state/history.ts';
import type { State } from './state/state.ts';
import type { Stream } from './state/stream.ts';
import type { Topics } from './state/topics.ts';

export interface TickParts {
  readonly state: State;
  readonly topics: Topics;
  /** Read what only the edges know: open responses, sockets, the process. */
  readonly samplers: readonly (() => void)[];
  readonly publish: () => void;
  readonly guard: (part: string, task: () => void) => void;
}

/** Makes the tick; call it with both clocks. */
export function createTick(parts: TickParts, startedAtMs: number): (nowMs: number, epochMs: number) => void {
  const { state, topics, samplers, publish, guard } = parts;
  const windowPoints = state.options.historyMs / state.options.tickMs;
  let lastMs = startedAtMs;
  let ingressEver = false;

  function takeRates(nowMs: number, elapsedMs: number, epochMs: number): void {
    let egress = 0;
    let ingress = 0;
    const take = (stream: Stream): void => {
      const out = stream.egressBytes - stream.egressAtTick;
      const into = stream.ingressBytes - stream.ingressAtTick;
      stream.egressAtTick = stream.egressBytes;
      stream.ingressAtTick = stream.ingressBytes;
      egress += out;
      ingress += into;
      if (stream.ingressCounted) ingressEver = true;
      if (out > 0 || into > 0) {
        stream.rates ??= new RateWindow(windowPoints);
        // Handles count without a look at the clock; what they moved since the last tick is told here.
        if (stream.lastActivityMs === null || stream.lastActivityMs < nowMs - elapsedMs) stream.lastActivityMs = nowMs;
        stream.changed = true;
      }
      stream.rates?.push(epochMs, perSecond(out, elapsedMs), stream.ingressCounted ? perSecond(into, elapsedMs) : null);
      stream.history ??= new History();
      stream.history.push({
        epochMs,
        elapsedMs,
        egressBytes: out,
        ingressBytes: stream.ingressCounted ? into : null,
        sessions: stream.sessions,
        health: stream.health?.verdict?.score ?? null,
      });
    };
    for (const stream of state.streams.all.values()) take(stream);
    take(state.streams.other);
    state.history.push({
      epochMs,
      elapsedMs,
      egressBytes: egress,
      ingressBytes: ingressEver ? ingress : null,
      sessions: state.sessions.now,
      health: null,
    });
    state.total.push(epochMs, perSecond(egress, elapsedMs), ingressEver ? perSecond(ingress, elapsedMs) : null);
  }

  return (nowMs, epochMs) => {
    const elapsedMs = nowMs - lastMs;
    // Two ticks at one moment (a timer that caught up) would divide by nothing.
    if (elapsedMs <= 0) return;
    lastMs = nowMs;
    state.sessions.tell(nowMs);
    for (const sample of samplers) guard('tick.sample', sample);
    guard('tick.sessions', () => state.sessions.sweep(nowMs));
    guard('tick.business', () => advanceBusiness(state, nowMs, epochMs));
    guard('tick.devices', () => state.devices.advance(nowMs, epochMs));
    guard('tick.players', () => state.players.sweep(nowMs));
    guard('tick.streams', () => state.streams.advance(nowMs, elapsedMs, epochMs));
    guard('tick.health', () => state.health.advance(nowMs));
    guard('tick.rates', () => takeRates(nowMs, elapsedMs, Math.round(epochMs)));
    guard('tick.alerts', () => state.alertWatch.advance(nowMs, elapsedMs, epochMs));
    guard('tick.collect', () => topics.collect(nowMs, epochMs));
    guard('tick.publish', publish);
  };
}

function perSecond(bytes: number, elapsedMs: number): number {
  return Math.round((bytes * 1000) / elapsedMs);
}
