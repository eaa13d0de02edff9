/**
 * What the players of one stream report, added up: counters for metrics, and figures of the recent past for its row. Recent
 * means the five-minute stretch that runs now and the one before it, so that a figure neither jumps at a border nor drags
 * yesterday along.
 */
import type { PlayerFigures } from '@tallylight/protocol';
import { responseScore } from '../model/health-parts.ts';
import { STARTUP_TARGET } from '../model/health-player-parts.ts';

const STRETCH_MS = 300_000;

interface Stretch {
  stalls: number;
  stalledMs: number;
  playedMs: number;
  startups: number;
  startupMs: number;
  /** Bitrate times duration, and the durations: a weighted mean. */
  weightedBitrate: number;
  weightMs: number;
  buffers: number;
  bufferMs: number;
  latencies: number;
  latencyMs: number;
}

function emptyStretch(): Stretch {
  return {
    ...{ stalls: 0, stalledMs: 0, playedMs: 0, startups: 0, startupMs: 0, weightedBitrate: 0, weightMs: 0 },
    ...{ buffers: 0, bufferMs: 0, latencies: 0, latencyMs: 0 },
  };
}

export class StreamPlayers {
  /** Players heard of lately. */
  now = 0;
  /** Players heard of lately, as the running count of a sweep has them. */
  counting = 0;
  stalls = 0;
  stalledMs = 0;
  /** Only of players that tell their time, so that stalled and played time may be compared. */
  playedMs = 0;
  /** Playbacks that began, the sum of their scores (each 0–1), and of their times to the first picture. */
  startups = 0;
  startupScore = 0;
  startupMs = 0;
  /** Media time of delivered pictures whose share of the best bitrate is known, and the same weighted by that share. */
  pictureMs = 0;
  pictureShareMs = 0;
  #recent: Stretch = emptyStretch();
  #before: Stretch = emptyStretch();
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** The stretch of `nowMs`. */
  #at(nowMs: number): Stretch {
    const elapsedMs = nowMs - this.#sinceMs;
    if (elapsedMs < STRETCH_MS) return this.#recent;
    this.#before = elapsedMs < 2 * STRETCH_MS ? this.#recent : emptyStretch();
    this.#recent = emptyStretch();
    this.#sinceMs = nowMs;
    return this.#recent;
  }

  stalled(nowMs: number): void {
    this.stalls += 1;
    this.#at(nowMs).stalls += 1;
  }

  stalledFor(ms: number, nowMs: number): void {
    this.stalledMs += ms;
    this.#at(nowMs).stalledMs += ms;
  }

  playedFor(ms: number, nowMs: number): void {
    this.playedMs += ms;
    this.#at(nowMs).playedMs += ms;
  }

  startedAfter(ms: number, nowMs: number): void {
    this.startups += 1;
    this.startupScore += responseScore(STARTUP_TARGET, ms);
    this.startupMs += ms;
    const stretch = this.#at(nowMs);
    stretch.startups += 1;
    stretch.startupMs += ms;
  }

  /** @param bestBytesPerSecond bitrate of the top rendition, where anybody knows it */
  delivered(bytesPerSecond: number, durationMs: number, bestBytesPerSecond: number | null, nowMs: number): void {
    if (bestBytesPerSecond !== null && bestBytesPerSecond > 0) {
      this.pictureMs += durationMs;
      this.pictureShareMs += durationMs * Math.min(1, bytesPerSecond / bestBytesPerSecond);
    }
    const stretch = this.#at(nowMs);
    stretch.weightedBitrate += bytesPerSecond * durationMs;
    stretch.weightMs += durationMs;
  }

  buffered(ms: number, nowMs: number): void {
    const stretch = this.#at(nowMs);
    stretch.buffers += 1;
    stretch.bufferMs += ms;
  }

  lateBy(ms: number, nowMs: number): void {
    const stretch = this.#at(nowMs);
    stretch.latencies += 1;
    stretch.latencyMs += ms;
  }

  /** Lets time pass: whether the figures changed by it, and whether nothing is left to show. */
  turn(nowMs: number): { readonly changed: boolean; readonly empty: boolean } {
    const recent = this.#recent;
    const changed = this.#at(nowMs) !== recent;
    return { changed, empty: isEmpty(this.#recent) && isEmpty(this.#before) };
  }

  /** Takes over the counters of a stream that goes. */
  absorb(gone: StreamPlayers): void {
    this.stalls += gone.stalls;
    this.stalledMs += gone.stalledMs;
    this.playedMs += gone.playedMs;
    this.startups += gone.startups;
    this.startupScore += gone.startupScore;
    this.startupMs += gone.startupMs;
    this.pictureMs += gone.pictureMs;
    this.pictureShareMs += gone.pictureShareMs;
  }

  /** What a row shows. */
  figures(nowMs: number): PlayerFigures {
    const recent = this.#at(nowMs);
    const before = this.#before;
    const playedMs = recent.playedMs + before.playedMs;
    const stalledMs = recent.stalledMs + before.stalledMs;
    return {
      now: this.now,
      stalls: recent.stalls + before.stalls,
      stallRatio: mean(stalledMs, playedMs + stalledMs),
      startupMs: rounded(mean(recent.startupMs + before.startupMs, recent.startups + before.startups)),
      bitrateBytesPerSecond: rounded(
        mean(recent.weightedBitrate + before.weightedBitrate, recent.weightMs + before.weightMs),
      ),
      bufferMs: rounded(mean(recent.bufferMs + before.bufferMs, recent.buffers + before.buffers)),
      liveLatencyMs: rounded(mean(recent.latencyMs + before.latencyMs, recent.latencies + before.latencies)),
    };
  }
}

function isEmpty(stretch: Stretch): boolean {
  return Object.values(stretch).every((value) => value === 0);
}

function mean(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
