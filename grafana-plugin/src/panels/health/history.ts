/**
 * The score of each stream over the last quarter of an hour, kept while the panel is shown: the live channel tells only now.
 * A place every five seconds, so that ten thousand streams take a few megabytes and no more.
 */
import type { ScorePoint, StreamNow } from './stream.ts';

export const SPAN_MS = 900_000;
export const STEP_MS = 5_000;
/** Sparklines begin with this, so that the first points are not a dot at an edge. */
const LEAST_SPAN_MS = 60_000;
const PLACES = SPAN_MS / STEP_MS;

export interface ScoreHistory {
  /** Remembers these scores as of now (epoch ms). */
  add(streams: readonly StreamNow[], nowMs: number): void;
  /** How far back the longest of them goes, ms. */
  spanMs(nowMs: number): number;
  /** Of a stream, oldest first; where nothing was known there is a gap. */
  of(key: string, nowMs: number): ScorePoint[];
}

interface Kept {
  /** Score of step `n` at `n % PLACES`; NaN is unknown. */
  readonly scores: Float32Array;
  lastStep: number;
}

export function createScoreHistory(): ScoreHistory {
  const kept = new Map<string, Kept>();
  let firstMs: number | undefined;
  return {
    spanMs: (nowMs) => (firstMs === undefined ? 0 : nowMs - firstMs),
    add(streams, nowMs) {
      firstMs ??= nowMs;
      const step = Math.floor(nowMs / STEP_MS);
      for (const { key, score } of streams) {
        const known = kept.get(key);
        const own = known ?? { scores: new Float32Array(PLACES).fill(Number.NaN), lastStep: step - 1 };
        if (known === undefined) kept.set(key, own);
        if (step < own.lastStep) continue;
        for (let missed = Math.max(own.lastStep + 1, step - PLACES + 1); missed < step; missed += 1) {
          own.scores[missed % PLACES] = Number.NaN;
        }
        own.scores[step % PLACES] = score ?? Number.NaN;
        own.lastStep = step;
      }
      // Streams that went are forgotten when they are more than those that are there.
      if (kept.size <= 2 * streams.length + PLACES) return;
      for (const [key, { lastStep }] of kept) if (step - lastStep > PLACES) kept.delete(key);
    },
    of(key, nowMs) {
      const own = kept.get(key);
      if (own === undefined) return [];
      const now = Math.floor(nowMs / STEP_MS);
      const points: ScorePoint[] = [];
      for (let step = Math.max(now, own.lastStep) - PLACES + 1; step <= own.lastStep; step += 1) {
        const score = own.scores[step % PLACES] ?? Number.NaN;
        const isKnown = !Number.isNaN(score);
        // Nothing before the first score: that is not known, and no gap either.
        if (isKnown || points.length > 0) points.push({ atMs: step * STEP_MS, score: isKnown ? score : null });
      }
      return points;
    },
  };
}

/** What sparklines show when so much is known: whole minutes, at least one, at most a quarter of an hour. */
export function toTrendMs(knownMs: number): number {
  return Math.min(SPAN_MS, Math.max(LEAST_SPAN_MS, Math.ceil(knownMs / LEAST_SPAN_MS) * LEAST_SPAN_MS));
}
