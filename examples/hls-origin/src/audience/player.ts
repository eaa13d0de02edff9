/**
 * One real player on one live stream: multivariant playlist, media playlist, init section, segments, at the speed of the
 * picture, with a buffer of a few segments. It decodes nothing; to an origin it is a player like any other. An origin that
 * is away or ill is asked again with back-off, as players do.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestFacts } from './cmcd.ts';
import { createHttpReader, type HttpReader, type Mischief, type Reading } from './http-read.ts';
import { readMediaPlaylist, readVariants, type Segment, type Variant } from './playlist-reader.ts';
import type { Random } from './random.ts';
import { addResponse, type Totals } from './totals.ts';
import type { Viewer } from './viewers.ts';
import { createVoice, type Voice } from './voice.ts';

export interface PlayerOptions {
  readonly origin: string;
  readonly viewer: Viewer;
  readonly random: Random;
  /** Breaks downloads off, reads slowly, asks for what is not there. */
  readonly chaos: boolean;
  /** How much likelier than usual that is. @default 1 */
  readonly trouble?: number;
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
    await player.close();
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
  #variant: Variant | undefined;
  /** Of the last segment, bits per second. */
  #throughput: number | undefined;
  readonly #voice: Voice;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#leaveAtMs = performance.now() + options.stayMs;
    const { origin, viewer, leave, cut, totals } = options;
    this.#voice = createVoice({ origin, viewer, totals, cut });
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
      this.#variant = variant;
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

  async close(): Promise<void> {
    this.#reader.close();
    await this.#voice.left();
  }

  async #text(url: URL): Promise<string | undefined> {
    const reading = await this.#get(url, 'm');
    return reading.outcome === 'complete' && reading.status === 200 ? reading.body : undefined;
  }

  /** Reads a segment, and before it the init section when that is another one. False when it did not come. */
  async #segment(segment: Segment): Promise<boolean> {
    const { chaos, random, totals, trouble = 1 } = this.#options;
    if (segment.map !== undefined && segment.map.href !== this.#initUrl) {
      if (!isWhole(await this.#get(segment.map, 'i'))) return false;
      this.#initUrl = segment.map.href;
      if (this.isOver()) return false;
    }
    if (chaos && random.chance(CHANCE.missing * trouble)) {
      await this.#get(new URL('../0/never.m4s', segment.url), 'av');
      if (this.isOver()) return false;
    }
    const askedMs = performance.now();
    const reading = await this.#get(segment.url, 'av', this.#mischief(), segment.durationMs);
    if (!isWhole(reading)) return false;
    totals.segments += 1;
    this.segmentsRead += 1;
    const nowMs = performance.now();
    this.#throughput = (reading.bytes * 8000) / Math.max(1, nowMs - askedMs);
    this.#show(nowMs);
    this.#pictureUntilMs = Math.max(this.#pictureUntilMs ?? nowMs, nowMs) + segment.durationMs;
    return true;
  }

  /** A segment has come: the picture begins, goes on, or had stood still. */
  #show(nowMs: number): void {
    const until = this.#pictureUntilMs;
    if (until === undefined) this.#voice.began();
    else if (until < nowMs) {
      this.#options.totals.stalls += 1;
      this.#voice.stalled(nowMs - until);
    } else this.#voice.goesOn();
  }

  #mischief(): Mischief {
    const { chaos, random, trouble = 1 } = this.#options;
    if (!chaos) return {};
    if (random.chance(CHANCE.breakOff * trouble)) return { breakOff: true };
    return random.chance(CHANCE.slow * trouble) ? { pauseMs: random.between(2000, 10_000) } : {};
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

  async #get(url: URL, object: RequestFacts['object'], mischief: Mischief = {}, durationMs?: number): Promise<Reading> {
    const { totals, viewer } = this.#options;
    totals.requests += 1;
    const bufferMs = Math.max(0, (this.#pictureUntilMs ?? 0) - performance.now());
    const bitsPerSecond = this.#variant?.bitsPerSecond;
    const asking = { object, durationMs, bufferMs, bitsPerSecond, throughput: this.#throughput };
    const asked = this.#voice.about(url, asking);
    const reading = await this.#reader.read(asked, mischief);
    if (asked !== url && reading.outcome === 'complete') totals.reports.query += 1;
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

function isWhole(reading: Reading): reading is Extract<Reading, { outcome: 'complete' }> {
  return reading.outcome === 'complete' && reading.status === 200;
}

function headersOf(viewer: Viewer): Record<string, string> {
  return {
    'user-agent': viewer.userAgent,
    'x-forwarded-for': viewer.address,
    ...(viewer.sid === undefined || (viewer.cmcd ?? 'header') !== 'header'
      ? {}
      : { 'cmcd-session': `sid="${viewer.sid}"` }),
  };
}
