/**
 * The closed sets and the measures by which player reports are judged. Which player it is never becomes a label: figures are
 * told by the format that is played, so that a fault of one packager or player family shows.
 */

import type { MediaKind } from './media-kind.ts';
import type { PlayerReport, PlayerState } from './player-report.ts';
import type { StreamKind } from './stream-rules.ts';

/** Streaming format and stream type (`sf`, `st`), a closed set: a label. Low latency is live. */
export const PLAYER_FORMATS = [
  'dash_live',
  'dash_vod',
  'hls_live',
  'hls_vod',
  'smooth_live',
  'smooth_vod',
  'other',
] as const;
export type PlayerFormat = (typeof PLAYER_FORMATS)[number];

/** How a report came, a closed set: a label. */
export const REPORT_MODES = ['query', 'header', 'event', 'json'] as const;
export type ReportMode = (typeof REPORT_MODES)[number];

/** What became of a report, a closed set: a label. */
export const REPORT_RESULTS = ['parsed', 'malformed', 'oversized'] as const;
export type ReportResult = (typeof REPORT_RESULTS)[number];

export const SWITCH_DIRECTIONS = ['up', 'down'] as const;

/** From a hiccup to a minute of standing still; also how much media waits. */
export const STALL_BOUNDS_SECONDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60];
/** 0.25 to 128 Mbit/s in doublings, as bytes/s. */
export const BITRATE_BOUNDS_BYTES_PER_SECOND: readonly number[] = [
  3.1e4, 6.2e4, 1.25e5, 2.5e5, 5e5, 1e6, 2e6, 4e6, 8e6, 1.6e7,
];

/** The requests for audio and video repeat the same stall: one a second for one player. */
export const STALL_DISTANCE_MS = 1000;
/** A player that said nothing for so long is gone; time across such a gap was not seen. */
export const PLAYER_IDLE_MS = 120_000;
/** Reports are sent late and in batches: by so much a player may claim more time than passed here since it came. */
export const CLAIM_SLACK_MS = 60_000;
/** Reports of one player that are in the wrong order lie closer together than this; more is a clock that was set. */
export const DISORDER_MS = 60_000;

const CONCURRENT_MS = 30_000;
const CONCURRENT_OBJECTS = 3;
/** Event mode reports every 30 s unless told otherwise (CTA-5004-B); one may be missed. */
const CONCURRENT_EVENTS_MS = 75_000;

/** From the token of `sf`, or from a stream's protocol. A map, because the word comes from outside. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['d', 'dash'],
  ['h', 'hls'],
  ['s', 'smooth'],
  ['dash', 'dash'],
  ['hls', 'hls'],
]);

/** The slot in {@link PLAYER_FORMATS}: what the player says, else what is known of the stream. */
export function playerFormatSlot(report: PlayerReport, protocol: string, kind: StreamKind): number {
  const format = FORMATS.get(report.format ?? protocol);
  if (format === undefined) return PLAYER_FORMATS.length - 1;
  const { streamType } = report;
  const isLive = streamType === null ? kind === 'live' : streamType !== 'v';
  return PLAYER_FORMATS.indexOf(`${format}_${isLive ? 'live' : 'vod'}` as PlayerFormat);
}

/** Whether the object is media that is watched or heard: no playlist, init part, key or subtitle. */
export function isMedia(report: PlayerReport, kind: MediaKind): boolean {
  const { objectType } = report;
  return objectType === null ? kind === 'segment' : isPicture(report, kind) || objectType === 'a';
}

/** Whether the object carries the picture, whose bitrate is the one that people see. */
export function isPicture({ objectType }: PlayerReport, kind: MediaKind): boolean {
  return objectType === null ? kind === 'segment' : objectType === 'v' || objectType === 'av';
}

/**
 * Whether going from one state into rebuffering is a stall: waiting at the start or after a seek is not. Shaka begins with it,
 * so the first state that is heard of is a start too.
 */
export function isStall(from: PlayerState | null): boolean {
  return from !== null && from !== 's' && from !== 'd' && from !== 'k' && from !== 'r';
}

/** For how long a player counts as playing after it was last seen. */
export function concurrentForMs(objectMs: number, onlyEvents: boolean): number {
  return Math.max(onlyEvents ? CONCURRENT_EVENTS_MS : CONCURRENT_MS, CONCURRENT_OBJECTS * objectMs);
}
