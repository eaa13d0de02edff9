/**
 * The little of an HLS playlist that is needed: has it advanced, which segments does it name and how long are they, which
 * renditions are there. Not a validator: lines that are not understood are passed over.
 * Segments and playlists are known by the tail of their path, so that a proxy that puts something in front changes nothing.
 */

export interface PlaylistFacts {
  /** Number of the segment after the last one listed; grows while the stream is alive. */
  readonly nextSequence: number;
  readonly targetDurationMs: number;
  /** Whether the playlist says that no more will come. */
  readonly ended: boolean;
  /** The newest segments by the tail of their path, with their length in ms; at most {@link MAX_SEGMENTS}. */
  readonly segments: ReadonlyMap<string, number>;
  /** Tails of the parts (low latency) and init segments it names; at most {@link MAX_SEGMENTS} parts. */
  readonly parts: ReadonlySet<string>;
  /** It leaves out segments that the reader has from before. */
  readonly isDelta: boolean;
  /** End of the last segment by its programme date, epoch ms; null where the playlist tells none. */
  readonly edgeMs: number | null;
}

/** A media playlist that a multivariant playlist names. */
export interface Variant {
  /** Tail of the playlist's path. */
  readonly tail: string;
  /** Its name as a label: the part of the path that tells it from others. */
  readonly name: string;
  /** Bits per second; null for one that plays along with others (sound, subtitles). */
  readonly bandwidth: number | null;
}

/** Segments kept of a playlist: a live window has 3 to 30, and older ones of a long window are hardly asked for. */
export const MAX_SEGMENTS = 128;
/** Init segments kept: one, and one more for each break. */
const MAX_INITS = 16;
/** Longest name of a rendition. */
const MAX_NAME = 32;
/** Names that every playlist has; the folder tells more. */
const GENERIC = /^(?:index|playlist|stream|media|chunklist|prog_index|main|live|video|audio|mono)?$/i;

const URI = /[:,]URI="([^"]+)"/;
const TARGET = /^#EXT-X-TARGETDURATION:\s*(\d+)/m;

/** Reads a media playlist that was served at `path`; `undefined` for anything else. */
export function readMediaPlaylist(text: string, path = ''): PlaylistFacts | undefined {
  if (!text.startsWith('#EXTM3U')) return undefined;
  const target = TARGET.exec(text);
  if (target === null) return undefined;
  let first = 0;
  let count = 0;
  let ended = false;
  let durationMs = 0;
  let edgeMs: number | null = null;
  let isGap = false;
  let skipped = 0;
  const named: [string, number][] = [];
  const parts: string[] = [];
  const inits = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.charCodeAt(0) !== 35) {
      const uri = line.trim();
      if (uri === '' || durationMs === 0) continue;
      // A gap is a segment of which the playlist itself says that it is not there.
      if (!isGap) named.push([tailOf(resolved(uri, path)), durationMs]);
      durationMs = 0;
      isGap = false;
    } else if (line.startsWith('#EXTINF:')) {
      count += 1;
      durationMs = Math.max(1, Math.round(Number.parseFloat(line.slice(8)) * 1000) || 1);
      if (edgeMs !== null) edgeMs += durationMs;
    } else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) {
      const dateMs = Date.parse(line.slice(25).trim());
      edgeMs = Number.isNaN(dateMs) ? null : dateMs;
    } else if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) first = Number.parseInt(line.slice(22), 10) || 0;
    else if (line.startsWith('#EXT-X-PART:') || line.startsWith('#EXT-X-MAP:')) {
      const uri = URI.exec(line)?.[1];
      if (uri === undefined || /[:,]GAP=YES/.test(line)) continue;
      if (line.startsWith('#EXT-X-MAP:')) inits.add(tailOf(resolved(uri, path)));
      else parts.push(tailOf(resolved(uri, path)));
    } else if (line.startsWith('#EXT-X-SKIP:')) skipped = Number(/SKIPPED-SEGMENTS=(\d+)/.exec(line)?.[1] ?? 0);
    else if (line.startsWith('#EXT-X-GAP')) isGap = true;
    else if (line.startsWith('#EXT-X-ENDLIST')) ended = true;
  }
  return {
    nextSequence: first + skipped + count,
    targetDurationMs: Math.max(1, Number(target[1])) * 1000,
    ended,
    segments: new Map(named.slice(-MAX_SEGMENTS)),
    parts: new Set([...[...inits].slice(-MAX_INITS), ...parts.slice(-MAX_SEGMENTS)]),
    isDelta: skipped > 0,
    edgeMs,
  };
}

/** The media playlists that a multivariant playlist names, in its order; empty for anything else. */
export function readVariants(text: string, path = ''): Variant[] {
  if (!text.startsWith('#EXTM3U') || TARGET.test(text)) return [];
  const variants: Variant[] = [];
  let bandwidth: number | undefined;
  const add = (uri: string, bits: number | null): void => {
    const resolvedPath = resolved(uri, path);
    const tail = tailOf(resolvedPath);
    if (variants.some((known) => known.tail === tail)) return;
    variants.push({ tail, name: nameOf(resolvedPath), bandwidth: bits });
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-STREAM-INF:')) bandwidth = Number(/[:,]BANDWIDTH=(\d+)/.exec(line)?.[1] ?? 0);
    else if (line.startsWith('#EXT-X-MEDIA:')) {
      const uri = URI.exec(line)?.[1];
      if (uri !== undefined) add(uri, null);
    } else if (bandwidth !== undefined && line.charCodeAt(0) !== 35 && line.trim() !== '') {
      add(line.trim(), bandwidth);
      bandwidth = undefined;
    }
  }
  return variants;
}

/** The last two names of a path, without query: `v0/seg12.m4s`. */
export function tailOf(path: string): string {
  const end = endOfPath(path);
  const last = path.lastIndexOf('/', end - 1);
  const before = last <= 0 ? -1 : path.lastIndexOf('/', last - 1);
  return path.slice(before + 1, end);
}

/** The path of `uri` as a player would ask for it, `..` taken away. */
export function resolved(uri: string, playlistPath: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(uri);
  if (scheme !== null) return uri.slice(scheme[0].length);
  if (uri.startsWith('/')) return uri;
  const folder = playlistPath.slice(0, playlistPath.lastIndexOf('/', endOfPath(playlistPath) - 1) + 1);
  const joined = folder + uri;
  if (!joined.includes('./')) return joined;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** `v0/index.m3u8` is `v0`, `news_720p.m3u8` is `news_720p`. */
function nameOf(path: string): string {
  const [folder = '', file = ''] = tailOf(path).includes('/') ? tailOf(path).split('/') : ['', tailOf(path)];
  const stem = file.replace(/\.[a-z0-9]+$/i, '');
  const name = GENERIC.test(stem) && folder !== '' ? folder : stem;
  return name.slice(0, MAX_NAME) || 'main';
}

function endOfPath(path: string): number {
  const query = path.indexOf('?');
  return query === -1 ? path.length : query;
}
