/**
 * Playlists of a live stream that loops a finite sample for ever. Everything follows from a fixed epoch and the time now:
 * nothing is remembered, so a restarted origin goes on where it was and players notice nothing.
 *
 * `k` is the absolute number of a segment since the epoch (its media sequence number). A seam is a `k` at which the sample
 * begins again: time stamps jump back there, hence the discontinuity (RFC 8216 §4.3.2.3, §4.3.3.3).
 */
import { FRAMES_PER_SECOND, INIT_NAME, type Rendition, SEGMENT_COUNT, SEGMENT_MS, segmentName } from './sample.ts';

export interface LiveLoop {
  /** When segment 0 began, epoch ms. */
  readonly epochMs: number;
  readonly segmentMs: number;
  /** Segments in the sample. */
  readonly segmentCount: number;
  /** By how many segments the loop is turned, so that streams of the same sample differ. */
  readonly offset: number;
}

/** First and last segment that a playlist names; only segments that are complete. */
export interface LiveWindow {
  readonly first: number;
  readonly last: number;
}

/** 12 s: three target durations to start from (RFC 8216 §6.3.3) and as much again for a player that fell behind. */
export const WINDOW_SEGMENTS = 6;

/** Far enough back for any clock, and a round date for people who read sequence numbers. */
export const DEFAULT_EPOCH_MS: number = Date.UTC(2026, 0, 1);

/** The loop of the committed sample. */
export function sampleLoop(options: { readonly epochMs?: number; readonly offset?: number } = {}): LiveLoop {
  return {
    epochMs: options.epochMs ?? DEFAULT_EPOCH_MS,
    segmentMs: SEGMENT_MS,
    segmentCount: SEGMENT_COUNT,
    offset: options.offset ?? 0,
  };
}

/** What is on air at `nowMs`; undefined until the first segment is complete. */
export function windowAt(loop: LiveLoop, nowMs: number): LiveWindow | undefined {
  const last = Math.floor((nowMs - loop.epochMs) / loop.segmentMs) - 1;
  return last < 0 ? undefined : { first: Math.max(0, last - WINDOW_SEGMENTS + 1), last };
}

/** Which file of the sample segment `k` is. */
export function sampleIndex(loop: LiveLoop, k: number): number {
  return (k + loop.offset) % loop.segmentCount;
}

/** How often the loop has begun again up to and including segment `k`: its discontinuity number. */
export function seamsUpTo(loop: LiveLoop, k: number): number {
  return Math.floor((k + loop.offset) / loop.segmentCount) - Math.floor(loop.offset / loop.segmentCount);
}

/** The media playlist at `nowMs`, the same for each rendition because its URIs are relative; undefined before the first. */
export function mediaPlaylist(loop: LiveLoop, nowMs: number): string | undefined {
  const window = windowAt(loop, nowMs);
  if (window === undefined) return undefined;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.round(loop.segmentMs / 1000)}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MEDIA-SEQUENCE:${window.first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${seamsBefore(loop, window.first)}`,
  ];
  for (let k = window.first; k <= window.last; k += 1) {
    const seam = seamsUpTo(loop, k) !== seamsBefore(loop, k);
    if (seam) lines.push('#EXT-X-DISCONTINUITY');
    if (seam || k === window.first) {
      lines.push(`#EXT-X-MAP:URI="${INIT_NAME}"`);
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(loop.epochMs + k * loop.segmentMs).toISOString()}`);
    }
    lines.push(`#EXTINF:${(loop.segmentMs / 1000).toFixed(3)},`, `${k}/${segmentName(sampleIndex(loop, k))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The multivariant playlist, best rendition first. */
export function multivariantPlaylist(renditions: readonly Rendition[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const rendition of renditions) {
    const attributes = [
      `BANDWIDTH=${rendition.peakBitsPerSecond}`,
      `AVERAGE-BANDWIDTH=${rendition.averageBitsPerSecond}`,
      `RESOLUTION=${rendition.width}x${rendition.height}`,
      `FRAME-RATE=${FRAMES_PER_SECOND.toFixed(3)}`,
      `CODECS="${rendition.codecs}"`,
    ];
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${rendition.name}/index.m3u8`);
  }
  return `${lines.join('\n')}\n`;
}

/** Seams that lie before segment `k`. The very first segment follows nothing, so it is not a seam. */
function seamsBefore(loop: LiveLoop, k: number): number {
  return k === 0 ? 0 : seamsUpTo(loop, k - 1);
}
