/**
 * One real player on one live stream: multivariant playlist, media playlist, init section, segments, at the speed of the
 * picture, with a buffer of a few segments. It decodes nothing; to an origin it is a player like any other. An origin that
 * is away or ill is asked again with back-off, as players do.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createHttpReader, type HttpReader, type Mischief, type Reading } from './http-read.ts';
import { readMediaPlaylist, readVariants, type Segment, type Variant } from './playlist-reader.ts';
import type { Random } from './random.ts';
import { addResponse, type Totals } from './totals.ts';
import type { Viewer } from './viewers.ts';

export interface PlayerOptions {
  readonly origin: string;
  readonly viewer: Viewer;
  readonly random: Random;
  /** Breaks downloads off, reads slowly, asks for what is not there. */
  readonly chaos: boolean;
  /** Leaves by itself after so many segments. */
  readonly segmentLimit: number;
  /** Leaves by itself after so long. */
  readonly stayMs: number;
  readonly totals: Totals;
  /** Leaves once the body under way is read. */
  readonly leave: AbortSignal;
  /** Leaves at once. */
  readonly cut: AbortSignal;
}

/** As most players: three segments from the live edge, and never more than that ahead of the picture. */
const BUFFER_SEGMENTS = 3;
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 8000;

/** How often per segment; together about one trouble in thirty segments, a minute of watching. */
const CHANCE = { switch: 0.02, missing: 0.008, breakOff: 0.008, slow: 0.015 } as const;

/** Watches until the stay is over, the limit is reached, or the viewer is called away. Never rejects. */
export async function watch(options: PlayerOptions): Promise<void> {
  const player = new Player(options);
  let failures = 0;
  try {
    while (!player.isOver()) {
      const before = player.segmentsRead;
      if (await player.play()) return;
      failures = player.segmentsRead > before ? 1 : failures + 1;
      const ceilingMs = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** failures);
      await player.wait(options.random.between(FIRST_BACK_OFF_MS, ceilingMs));
    }
  } finally {
    player.close();
  }
}

class Player {
  segmentsRead = 0;
  readonly #options: PlayerOptions;
  readonly #reader: HttpReader;
  readonly #leaveAtMs: number;
  #initUrl: string | undefined;
  /** Until when there is picture to show, on the monotonic clock; undefined before the first. */
  #pictureUntilMs: number | undefined;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#leaveAtMs = performance.now() + options.stayMs;
    const { viewer, leave, cut } = options;
    this.#reader = createHttpReader({ headers: headersOf(viewer), keepAlive: viewer.keepAlive, leave, cut });
  }

  isOver(): boolean {
    const { leave, segmentLimit } = this.#options;
    return leave.aborted || this.segmentsRead >= segmentLimit || performance.now() >= this.#leaveAtMs;
  }

  /** Plays from the live edge. True when the viewer had enough, false when the stream could not be played on. */
  async play(): Promise<boolean> {
    const { origin, viewer, random } = this.#options;
    const start = new URL(`/hls/${encodeURIComponent(viewer.stream)}/index.m3u8`, origin);
    const variants = readVariants((await this.#text(start)) ?? '', start);
    let [variant] = variants;
    let next: number | undefined;
    while (!this.isOver()) {
      if (variant === undefined) return false;
      const loadedAtMs = performance.now();
      const playlist = readMediaPlaylist((await this.#text(variant.url)) ?? '', variant.url);
      if (playlist === undefined) return this.isOver();
      const fresh: Segment[] = fromEdge(playlist.segments, next);
      for (const segment of fresh) {
        if (this.isOver()) return true;
        if (!(await this.#segment(segment))) break;
        next = segment.sequence + 1;
        await this.#playDown(playlist.targetMs * BUFFER_SEGMENTS);
        if (random.chance(CHANCE.switch)) variant = this.#switchFrom(variant, variants);
      }
      // RFC 8216 §6.3.4: a target duration after a change, half of it when nothing had changed.
      const reloadMs = fresh.length > 0 ? playlist.targetMs : playlist.targetMs / 2;
      await this.wait(loadedAtMs + reloadMs - performance.now());
    }
    return true;
  }

  /** Ends early when the viewer is called away; who has had enough waits for nothing. */
  async wait(ms: number): Promise<void> {
    if (ms <= 0 || this.isOver()) return;
    await delay(ms, undefined, { signal: this.#options.leave }).catch(() => {});
  }

  close(): void {
    this.#reader.close();
  }

  async #text(url: URL): Promise<string | undefined> {
    const reading = await this.#get(url);
    return reading.outcome === 'complete' && reading.status === 200 ? reading.body : undefined;
  }

  /** Reads a segment, and before it the init section when that is another one. False when it did not come. */
  async #segment(segment: Segment): Promise<boolean> {
    const { chaos, random, totals } = this.#options;
    if (segment.map !== undefined && segment.map.href !== this.#initUrl) {
      if (!isWhole(await this.#get(segment.map))) return false;
      this.#initUrl = segment.map.href;
      if (this.isOver()) return false;
    }
    if (chaos && random.chance(CHANCE.missing)) {
      await this.#get(new URL('../0/never.m4s', segment.url));
      if (this.isOver()) return false;
    }
    if (!isWhole(await this.#get(segment.url, this.#mischief()))) return false;
    totals.segments += 1;
    this.segmentsRead += 1;
    const nowMs = performance.now();
    if (this.#pictureUntilMs !== undefined && this.#pictureUntilMs < nowMs) totals.stalls += 1;
    this.#pictureUntilMs = Math.max(this.#pictureUntilMs ?? nowMs, nowMs) + segment.durationMs;
    return true;
  }

  #mischief(): Mischief {
    const { chaos, random } = this.#options;
    if (!chaos) return {};
    if (random.chance(CHANCE.breakOff)) return { breakOff: true };
    return random.chance(CHANCE.slow) ? { pauseMs: random.between(2000, 10_000) } : {};
  }

  /** Waits until no more than `aheadMs` of picture is left. */
  async #playDown(aheadMs: number): Promise<void> {
    if (this.#pictureUntilMs !== undefined) await this.wait(this.#pictureUntilMs - aheadMs - performance.now());
  }

  #switchFrom(variant: Variant, variants: readonly Variant[]): Variant {
    const others = variants.filter((other) => other !== variant);
    if (others.length === 0) return variant;
    this.#options.totals.switches += 1;
    return this.#options.random.pick(others);
  }

  async #get(url: URL, mischief: Mischief = {}): Promise<Reading> {
    const { totals, viewer } = this.#options;
    totals.requests += 1;
    const reading = await this.#reader.read(url, mischief);
    if (reading.outcome === 'failed') totals.failed += 1;
    else if (reading.outcome === 'aborted') {
      totals.aborted += 1;
      totals.abortedBytes += reading.bytes;
    } else {
      addResponse(totals, viewer.stream, viewer.country, reading.bytes);
      if (reading.status >= 400) totals.refused += 1;
    }
    return reading;
  }
}

/** What is new since `next`; from the live edge for one who starts or has fallen out of the window. */
function fromEdge(segments: readonly Segment[], next: number | undefined): Segment[] {
  const first = segments[0]?.sequence ?? 0;
  if (next === undefined || next < first) return segments.slice(-BUFFER_SEGMENTS);
  return segments.filter(({ sequence }) => sequence >= next);
}

function isWhole(reading: Reading): boolean {
  return reading.outcome === 'complete' && reading.status === 200;
}

function headersOf(viewer: Viewer): Record<string, string> {
  return {
    'user-agent': viewer.userAgent,
    'x-forwarded-for': viewer.address,
    ...(viewer.sid === undefined ? {} : { 'cmcd-session': `sid="${viewer.sid}"` }),
  };
}
