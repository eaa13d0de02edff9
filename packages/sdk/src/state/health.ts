/**
 * Health of all streams: once a tick each stream that was ever heard of is judged by what its counters gained over the
 * window. A request touches three fields of its stream and nothing here; the counters are the exported ones, so the same
 * number can be worked out again from a scrape.
 */
import type { DashboardCards } from '@tallylight/protocol';
import { evaluateHealth, type HealthDefinition } from '../model/health.ts';
import { RESPONSE_TARGETS, responseScore } from '../model/health-parts.ts';
import { healthReason } from '../model/health-reason.ts';
import type { HealthTotals } from '../model/health-totals.ts';
import { MEDIA_KINDS } from '../model/media-kind.ts';
import { HealthRecord } from './health-record.ts';
import { cutScore } from './health-row.ts';
import {
  REQUEST_RESULTS,
  REQUEST_SLOTS,
  RESPONSE_MS,
  RESTART_REASONS,
  type RequestResult,
  SCORE_LOST,
  type Stream,
} from './stream.ts';
import type { Emit } from './streams.ts';

const OK = REQUEST_RESULTS.indexOf('ok');
const FAILED = REQUEST_RESULTS.indexOf('server_error');
const OTHER_KIND = MEDIA_KINDS.indexOf('other');
/** Results that say nothing of the stream; every result that is neither these nor ok is a failure. */
const NEUTRAL: readonly RequestResult[] = ['client_error', 'aborted'];
const JUDGED: readonly number[] = REQUEST_RESULTS.map((result) => (NEUTRAL.includes(result) ? 0 : 1));

/** Restarts that a person asked for say nothing of the stream. */
const MANUAL = RESTART_REASONS.indexOf('manual');

const TARGETS = MEDIA_KINDS.map((kind) => RESPONSE_TARGETS[kind]);

/** A request ended: counts the score of its answer. `kind` and `result` are places in their lists. */
export function recordResponse(stream: Stream, kind: number, result: number, firstByteMs: number): void {
  if (result !== OK) return;
  const { goodMs, badMs } = TARGETS[kind] ?? RESPONSE_TARGETS.other;
  const { requests } = stream;
  if (firstByteMs > goodMs) loseScore(requests, goodMs, badMs, firstByteMs);
  requests[RESPONSE_MS] = (requests[RESPONSE_MS] as number) + firstByteMs;
}

/** The score of an answer that was not as good as can be. */
export function loseScore(requests: Float64Array, goodMs: number, badMs: number, firstByteMs: number): void {
  requests[SCORE_LOST] = (requests[SCORE_LOST] as number) + 1 - responseScore({ goodMs, badMs }, firstByteMs);
}

/** A probe is a request in all three parts, so a stream that is probed and not watched has a score. */
export function recordProbe(stream: Stream, ok: boolean, durationMs: number, _nowMs: number): void {
  const slot = OTHER_KIND * REQUEST_RESULTS.length + (ok ? OK : FAILED);
  stream.requests[slot] = (stream.requests[slot] as number) + 1;
  if (!ok) return;
  const { goodMs, badMs } = RESPONSE_TARGETS.probe;
  const { requests } = stream;
  if (durationMs > goodMs) loseScore(requests, goodMs, badMs, durationMs);
  requests[RESPONSE_MS] = (requests[RESPONSE_MS] as number) + durationMs;
}

export interface StreamsHealth {
  readonly definition: HealthDefinition;
  /** Judges every stream that has something to be judged by. After time has passed in the streams. */
  advance(nowMs: number): void;
  /** All streams together. */
  card(): DashboardCards['health'];
}

export function createStreamsHealth(parts: {
  definition: HealthDefinition;
  streams: { readonly all: ReadonlyMap<string, Stream> };
  emit: Emit;
  /** A component of the host threw. */
  onFault(error: unknown): void;
}): StreamsHealth {
  const { definition, streams, emit, onFault } = parts;

  function judge(stream: Stream, record: HealthRecord, totals: HealthTotals, nowMs: number): void {
    const facts = { ...record.window.take(totals, nowMs), stream: stream.id, windowMs: definition.windowMs };
    const isDown = stream.state === 'down' && stream.expected;
    const verdict = evaluateHealth(definition, facts, isDown, onFault);
    // What is off on purpose is neither well nor ill.
    const score = stream.state === 'off' ? undefined : verdict.score;
    const previous = record.band;
    record.facts = facts;
    record.verdict = score === undefined ? { ...verdict, score } : verdict;
    record.band = record.damper.step(score, verdict.gated, nowMs);
    record.reason = score === undefined ? null : healthReason(definition, facts, verdict);
    record.checkedMs = nowMs;
    if (previous !== null && record.band !== null && previous !== record.band) {
      emit('stream-health-changed', nowMs, {
        stream: stream.id,
        band: record.band,
        previous,
        score: cutScore(score as number),
        reason: record.reason,
      });
      stream.changed = true;
    }
    const tenths = score === undefined ? -1 : Math.floor(score * 10);
    if (tenths === record.toldTenths && record.reason === record.toldReason) return;
    record.toldTenths = tenths;
    record.toldReason = record.reason;
    stream.changed = true;
  }

  return {
    definition,
    advance(nowMs) {
      for (const stream of streams.all.values()) {
        const record = stream.health;
        const totals = totalsOf(stream);
        if (record !== null) judge(stream, record, totals, nowMs);
        else if (totals.observedMs > 0 || totals.requests > 0 || stream.players !== null) {
          stream.health = new HealthRecord(definition, nowMs);
          judge(stream, stream.health, totals, nowMs);
        }
      }
    },
    card() {
      let known = 0;
      let unknown = 0;
      let sum = 0;
      let worst: number | null = null;
      let worstStream: string | null = null;
      let uptimes = 0;
      let uptimeSum = 0;
      let online = 0;
      let offline = 0;
      for (const stream of streams.all.values()) {
        const { state, health } = stream;
        if (state === 'up' || state === 'idle') online += 1;
        else if (state === 'down' || state === 'starting') offline += 1;
        const score = health?.verdict?.score;
        if (score !== undefined) {
          known += 1;
          sum += score;
          if (worst === null || score < worst) {
            worst = score;
            worstStream = stream.id;
          }
        } else if (state !== 'off') unknown += 1;
        // The first part is uptime; it is known when enough time was observed.
        if (state === 'off' || health?.facts == null || health.verdict?.parts[0] === undefined) continue;
        uptimes += 1;
        uptimeSum += health.facts.availableMs / health.facts.observedMs;
      }
      return {
        mean: known === 0 ? null : cutScore(sum / known),
        worst: worst === null ? null : cutScore(worst),
        worstStream,
        known,
        unknown,
        meanUptime: uptimes === 0 ? null : Math.floor((uptimeSum / uptimes) * 10_000) / 10_000,
        online,
        offline,
      };
    },
  };
}

/** What the counters of a stream read now. */
function totalsOf(stream: Stream): HealthTotals {
  const { requests, players } = stream;
  let restarts = 0;
  for (let reason = 0; reason < RESTART_REASONS.length; reason += 1) {
    if (reason !== MANUAL) restarts += stream.restarts[reason] as number;
  }
  const results = REQUEST_RESULTS.length;
  let judged = 0;
  let good = 0;
  for (let slot = 0; slot < REQUEST_SLOTS; slot += 1) {
    const result = slot % results;
    const count = requests[slot] as number;
    judged += count * (JUDGED[result] as number);
    if (result === OK) good += count;
  }
  return {
    observedMs: stream.observedMs,
    availableMs: stream.availableMs,
    requests: judged,
    failures: judged - good,
    scored: stream.responseScored,
    score: stream.responseScore,
    responseMs: stream.responseMs,
    restarts,
    playedMs: players?.playedMs ?? 0,
    stalledMs: players?.stalledMs ?? 0,
    startups: players?.startups ?? 0,
    startupScore: players?.startupScore ?? 0,
    startupMs: players?.startupMs ?? 0,
    pictureMs: players?.pictureMs ?? 0,
    pictureShareMs: players?.pictureShareMs ?? 0,
  };
}
