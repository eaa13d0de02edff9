/** One rendition of a stream, and one of the playlists that are followed: plain fields, touched for each request. */
import type { ProgrammeDrift, SegmentSizes } from '../model/picture-rules.ts';

export class Rendition {
  readonly name: string;
  /** Stream and rendition, as labels. */
  readonly labels: readonly string[];
  /** Bits per second; null for one that plays along with others, or unknown. */
  bandwidth: number | null;
  /** Whether viewers choose it: sound beside a picture is not chosen. */
  readonly chosen: boolean;
  egressBytes = 0;
  sessions = 0;
  path: RegExp | null = null;
  sizes: SegmentSizes | null = null;

  constructor(stream: string, name: string, bandwidth: number | null, chosen: boolean) {
    this.name = name;
    this.labels = [stream, name];
    this.bandwidth = bandwidth;
    this.chosen = chosen;
  }
}

/** A media playlist as it was last served. */
export class Playlist {
  text = '';
  next = -1;
  askedMs: number;
  /** Tail of each segment it names, and its length; negative once its size was taken. */
  segments: Map<string, number> = new Map();
  /** Tails of its parts and init segments. */
  parts: ReadonlySet<string> = new Set();
  drift: ProgrammeDrift | null = null;
  rendition: Rendition;

  constructor(rendition: Rendition, nowMs: number) {
    this.rendition = rendition;
    this.askedMs = nowMs;
  }
}
