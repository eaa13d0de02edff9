/**
 * The little of an HLS media playlist that health needs: has it advanced, and how long is a segment. A multivariant playlist
 * has neither and gives `undefined`. Not a validator: lines that are not understood are passed over.
 */

export interface PlaylistFacts {
  /** Number of the segment after the last one listed; grows while the stream is alive. */
  readonly nextSequence: number;
  readonly targetDurationMs: number;
  /** Whether the playlist says that no more will come. */
  readonly ended: boolean;
}

const TARGET = /^#EXT-X-TARGETDURATION:\s*(\d+)/m;
const SEQUENCE = /^#EXT-X-MEDIA-SEQUENCE:\s*(\d+)/m;
const SEGMENT = /^#EXTINF:/gm;
const ENDED = /^#EXT-X-ENDLIST/m;

/** Reads a media playlist; `undefined` for anything else. */
export function readMediaPlaylist(text: string): PlaylistFacts | undefined {
  if (!text.startsWith('#EXTM3U')) return undefined;
  const target = TARGET.exec(text);
  if (target === null) return undefined;
  const first = Number(SEQUENCE.exec(text)?.[1] ?? 0);
  let segments = 0;
  SEGMENT.lastIndex = 0;
  while (SEGMENT.exec(text) !== null) segments += 1;
  return { nextSequence: first + segments, targetDurationMs: Number(target[1]) * 1000, ended: ENDED.test(text) };
}
