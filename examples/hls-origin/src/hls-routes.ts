/**
 * The HLS routes: what an origin does without Tallylight. Playlists come from the clock, segments from the committed files
 * by `sendFile`. A segment is served while a player may still ask for it, and no longer: an origin that answers for
 * segments of tomorrow or last week hides a player's faults.
 */
import { Router } from 'express';
import type { Channel } from './channels.ts';
import {
  DEFAULT_EPOCH_MS,
  type LiveLoop,
  mediaPlaylist,
  multivariantPlaylist,
  sampleIndex,
  sampleLoop,
  WINDOW_SEGMENTS,
  windowAt,
} from './playlist.ts';
import { INIT_NAME, MEDIA_FOLDER, RENDITIONS, segmentName } from './sample.ts';

export interface HlsRoutesOptions {
  readonly channels: readonly Channel[];
  /** When segment 0 began, epoch ms. @default the first of January 2026 */
  readonly epochMs?: number;
  /** Wall clock, epoch ms. @default Date.now */
  readonly now?: () => number;
}

/** RFC 8216 §4. */
const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** RFC 8216 §6.2.2: a removed segment stays for its duration plus that of the longest playlist that named it. */
const GRACE_SEGMENTS = WINDOW_SEGMENTS + 1;

/** Router for `/hls`: `/:name/index.m3u8`, `/:name/:rendition/index.m3u8`, `…/init.mp4`, `…/:k/:file`. */
export function createHlsRoutes(options: HlsRoutesOptions): Router {
  const { channels, epochMs = DEFAULT_EPOCH_MS, now = Date.now } = options;
  const loops = new Map<string, LiveLoop>(
    channels.map(({ id, offset, phaseMs = 0 }) => [id, sampleLoop({ epochMs: epochMs + phaseMs, offset })]),
  );
  const renditions = new Set(RENDITIONS.map((rendition) => rendition.name));
  const multivariant = multivariantPlaylist(RENDITIONS);
  const routes = Router();

  routes.get('/:name/index.m3u8', (request, response, next) => {
    if (!loops.has(request.params.name)) return next();
    response.type(PLAYLIST_TYPE).set('cache-control', 'max-age=60').send(multivariant);
  });

  routes.get('/:name/:rendition/index.m3u8', (request, response, next) => {
    const loop = loops.get(request.params.name);
    const playlist = loop && renditions.has(request.params.rendition) ? mediaPlaylist(loop, now()) : undefined;
    if (playlist === undefined) return next();
    response.type(PLAYLIST_TYPE).set('cache-control', 'no-cache').send(playlist);
  });

  routes.get(`/:name/:rendition/${INIT_NAME}`, (request, response, next) => {
    const { name, rendition } = request.params;
    if (!loops.has(name) || !renditions.has(rendition)) return next();
    response.type('video/mp4').sendFile(`${rendition}/${INIT_NAME}`, { root: MEDIA_FOLDER, maxAge: 60_000 });
  });

  routes.get('/:name/:rendition/:k/:file', (request, response, next) => {
    const { name, rendition, k, file } = request.params;
    const loop = loops.get(name);
    if (loop === undefined || !renditions.has(rendition) || !isOnAir(loop, k, file, now())) return next();
    response.type('video/mp4').sendFile(`${rendition}/${file}`, { root: MEDIA_FOLDER, maxAge: 60_000 });
  });

  return routes;
}

/** Whether `k/file` is a segment that a current or recent playlist names. */
function isOnAir(loop: LiveLoop, k: string, file: string, nowMs: number): boolean {
  const window = windowAt(loop, nowMs);
  if (window === undefined || !/^\d{1,12}$/.test(k)) return false;
  const segment = Number(k);
  if (segment > window.last || segment < window.first - GRACE_SEGMENTS) return false;
  return file === segmentName(sampleIndex(loop, segment));
}
