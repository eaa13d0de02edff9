/**
 * Sub-scores for hosts whose players report of themselves (CMCD), and one for restarts: ready components, each with the weight
 * that the host gives it. Where nobody told anything they are unknown, so that a stream without such players loses nothing.
 */
import type { HealthComponent } from './health.ts';
import { clamp, minObservedMs, type ResponseTarget } from './health-parts.ts';

/** Names of the ready components. */
export const PLAYER_PARTS = ['stall_ratio', 'startup', 'restarts', 'bitrate_share'] as const;

/** Standing still for less than this share of the time goes unnoticed; for more than the limit nobody stays. */
export const STALL_TARGET = 0.002;
export const STALL_LIMIT = 0.1;

/** A picture within a second is at once; 2 s are worth 0.75, 4 s 0.50, 8 s 0.25. */
export const STARTUP_TARGET: ResponseTarget = { goodMs: 1000, badMs: 16_000 };

/** Restarts are counted by this time, whatever the window. */
const RESTART_UNIT_MS = 900_000;

/**
 * How little players stand still: 1 up to 0.2 % of the time, 0 from 10 % on; in between, each doubling costs the same. Known
 * once a fifteenth of the window (60 s of 15 min) was played.
 */
export function stallRatio(weight: number): HealthComponent {
  return {
    id: 'stall_ratio',
    weight,
    evaluate({ playedMs, stalledMs, windowMs }) {
      const toldMs = playedMs + stalledMs;
      if (toldMs === 0 || toldMs < minObservedMs(windowMs)) return undefined;
      // Without a stall the logarithm is endless, and cut to 1 like all that is below the target.
      return clamp(1 - Math.log(stalledMs / toldMs / STALL_TARGET) / Math.log(STALL_LIMIT / STALL_TARGET));
    },
  };
}

/** How soon players show a picture: the mean of the scores of all starts, each 1 up to 1 s and 0 from 16 s on. */
export function startup(weight: number): HealthComponent {
  return {
    id: 'startup',
    weight,
    evaluate: ({ startups, startupScore }) => (startups === 0 ? undefined : clamp(startupScore / startups)),
  };
}

/**
 * How seldom it is restarted without anybody asking for it: 1 without a restart, 0.50 with one in a quarter of an hour, 0.33
 * with two. Known as soon as uptime is.
 */
export function restarts(weight: number): HealthComponent {
  return {
    id: 'restarts',
    weight,
    evaluate({ observedMs, windowMs, restarts }) {
      if (observedMs === 0 || observedMs < minObservedMs(windowMs)) return undefined;
      return 1 / (1 + (restarts * RESTART_UNIT_MS) / windowMs);
    },
  };
}

/** How much of the best picture is seen: bitrate over that of the top rendition, weighted by the time of what was delivered. */
export function bitrateShare(weight: number): HealthComponent {
  return {
    id: 'bitrate_share',
    weight,
    evaluate: ({ pictureMs, pictureShareMs }) => (pictureMs === 0 ? undefined : clamp(pictureShareMs / pictureMs)),
  };
}
