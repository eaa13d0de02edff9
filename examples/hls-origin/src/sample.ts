/**
 * What lies in `media/`, said once: playlists, routes and tests read it here. `make-sample.sh` made the files; a test holds
 * this list against them, so that the two cannot drift apart.
 */
import { fileURLToPath } from 'node:url';

/** One encoding of the same picture. Bit rates as HLS defines them: of the largest segment, and of all together. */
export interface Rendition {
  /** Folder in `media/` and in the URL. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** RFC 6381, as the MP4 boxes say. */
  readonly codecs: string;
  readonly peakBitsPerSecond: number;
  readonly averageBitsPerSecond: number;
}

/** The best one first: players without an opinion start with the first. */
export const RENDITIONS: readonly Rendition[] = [
  {
    name: '360p',
    width: 640,
    height: 360,
    codecs: 'avc1.4d401e,mp4a.40.2',
    peakBitsPerSecond: 410_000,
    averageBitsPerSecond: 390_000,
  },
  {
    name: '180p',
    width: 320,
    height: 180,
    codecs: 'avc1.4d400d,mp4a.40.2',
    peakBitsPerSecond: 180_000,
    averageBitsPerSecond: 170_000,
  },
];

export const FRAMES_PER_SECOND = 24;
export const SEGMENT_COUNT = 12;
export const SEGMENT_MS = 2000;
export const INIT_NAME = 'init.mp4';
export const MEDIA_FOLDER: string = fileURLToPath(new URL('../media/', import.meta.url));

/** File name of the nth segment of the loop, the same in every rendition. */
export function segmentName(index: number): string {
  return `${String(index).padStart(2, '0')}.m4s`;
}
