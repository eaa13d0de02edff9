/**
 * As much of HLS as a player of live fMP4 needs to read. Written apart from `playlist.ts` on purpose: a player that shares
 * code with the origin would agree with its mistakes.
 */
export interface Variant {
  readonly url: URL;
  readonly bitsPerSecond: number;
}

export interface Segment {
  /** Media sequence number. */
  readonly sequence: number;
  readonly url: URL;
  readonly durationMs: number;
  /** The init section it needs, if any. */
  readonly map: URL | undefined;
}

export interface MediaPlaylist {
  readonly targetMs: number;
  readonly segments: readonly Segment[];
}

/** The variants of a multivariant playlist; none when `text` is something else. */
export function readVariants(text: string, base: URL): Variant[] {
  const variants: Variant[] = [];
  let bitsPerSecond: number | undefined;
  for (const line of linesOf(text)) {
    if (line.startsWith('#EXT-X-STREAM-INF:')) bitsPerSecond = Number(/[:,]BANDWIDTH=(\d+)/.exec(line)?.[1] ?? 0);
    else if (!line.startsWith('#') && bitsPerSecond !== undefined) {
      variants.push({ url: new URL(line, base), bitsPerSecond });
      bitsPerSecond = undefined;
    }
  }
  return variants;
}

/** A media playlist; undefined when `text` is something else. */
export function readMediaPlaylist(text: string, base: URL): MediaPlaylist | undefined {
  const target = /^#EXT-X-TARGETDURATION:(\d+)/m.exec(text)?.[1];
  if (target === undefined) return undefined;
  const segments: Segment[] = [];
  let sequence = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(text)?.[1] ?? 0);
  let durationMs = 0;
  let map: URL | undefined;
  for (const line of linesOf(text)) {
    if (line.startsWith('#EXTINF:')) durationMs = Number.parseFloat(line.slice('#EXTINF:'.length)) * 1000;
    else if (line.startsWith('#EXT-X-MAP:')) {
      const uri = /URI="([^"]*)"/.exec(line)?.[1];
      map = uri === undefined ? undefined : new URL(uri, base);
    } else if (!line.startsWith('#')) {
      segments.push({ sequence, url: new URL(line, base), durationMs, map });
      sequence += 1;
    }
  }
  return { targetMs: Number(target) * 1000, segments };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}
