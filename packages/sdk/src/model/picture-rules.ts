/**
 * Whether a picture has gone black or stands still, told from outside: an encoder that has nothing to describe makes small
 * segments, and a source that stands still falls behind its own programme dates. Compared only with the stream itself.
 * A guess by nature: it knows no picture, and a slate that was always there is normal to it.
 */

/** What a stream's picture seems to be: a label. */
export const PICTURE_FAULTS = ['black', 'frozen'] as const;
export type PictureFault = (typeof PICTURE_FAULTS)[number];

/** Segments remembered as normal: a few minutes of them. */
const MEMORY = 48;
/** So many segments until there is a normal to compare with. */
const ENOUGH = 10;
/** Below this share of the median, and clearly below everything seen, a segment has collapsed. */
const COLLAPSED_SHARE = 0.25;
const BELOW_LOWEST = 0.55;
/**
 * Encoders that hold their rate spend on a still picture what they had for a moving one: it shrinks to a half and grows back.
 * Where all of the last segments were within a fifth of the median, falling clearly below them is enough.
 */
const STEADY_SHARE = 0.8;
const STEADY_SEGMENTS = 24;
/** The segment in which the picture went is small in part; a collapse without that begins at the second small one. */
const PARTLY_SHARE = 0.75;
/** What is left of a black picture is a sound track and headers: 160 kbit/s, or nearly nothing of a rich stream. */
const SOUND_ONLY_RATE = 20_000;
const BLACK_SHARE = 0.06;
const BACK_SHARE = 0.75;
/** After so many small segments this is how the stream is now (half an hour of 2 s segments). */
const ADOPTED_AFTER = 900;

/** Watches the sizes of one rendition's segments, in order. */
export class SegmentSizes {
  readonly #ring: Float64Array = new Float64Array(MEMORY);
  #count = 0;
  #previous = Number.POSITIVE_INFINITY;
  #small = 0;
  /** What the sizes say now; null while they are normal or too few. */
  fault: PictureFault | null = null;

  /** Takes the next segment's bytes per second of media. */
  push(rate: number): PictureFault | null {
    const previous = this.#previous;
    this.#previous = rate;
    if (this.#count < ENOUGH) {
      this.#keep(rate);
      return null;
    }
    const kept = this.#ring.slice(0, Math.min(this.#count, MEMORY)).sort();
    const median = kept[kept.length >> 1] as number;
    const lowest = kept[0] as number;
    if (this.fault !== null) {
      this.#small += 1;
      if (rate > BACK_SHARE * lowest || this.#small > ADOPTED_AFTER) this.#restart(rate);
      return this.fault;
    }
    const isSteady = this.#count >= STEADY_SEGMENTS && lowest > STEADY_SHARE * median;
    const collapsed = rate < BELOW_LOWEST * lowest && (isSteady || rate < COLLAPSED_SHARE * median);
    if (!collapsed) this.#keep(rate);
    else if (previous < PARTLY_SHARE * median) {
      this.fault = rate < SOUND_ONLY_RATE || rate < BLACK_SHARE * median ? 'black' : 'frozen';
      this.#small = 0;
    }
    return this.fault;
  }

  #restart(rate: number): void {
    this.fault = null;
    if (this.#small > ADOPTED_AFTER) this.#count = 0;
    this.#keep(rate);
  }

  #keep(rate: number): void {
    this.#ring[this.#count % MEMORY] = rate;
    this.#count += 1;
  }
}

/** Programme dates that fall behind by more than this many target durations: the source stands still, or is too slow. */
const BEHIND_TARGET_DURATIONS = 2;

/** Watches how far the newest programme date of a playlist is behind the clock. */
export class ProgrammeDrift {
  /** The smallest distance seen, forgotten slowly, so that a clock that is a little slow is no fault. */
  #normalMs: number | null = null;
  #lastMs = 0;
  #lastAtMs = 0;
  fault: PictureFault | null = null;

  /** Takes the end of a playlist that has just advanced; both epoch ms. */
  push(edgeMs: number, nowMs: number, targetDurationMs: number): PictureFault | null {
    const behindMs = nowMs - edgeMs;
    const elapsedMs = nowMs - this.#lastAtMs;
    const steppedMs = behindMs - this.#lastMs;
    this.#lastMs = behindMs;
    this.#lastAtMs = nowMs;
    const normalMs = this.#normalMs;
    // Nothing can fall behind faster than time goes by: such a step is a clock that was set, or another source.
    if (normalMs === null || steppedMs > elapsedMs + targetDurationMs || behindMs < normalMs) {
      this.#normalMs = behindMs;
      this.fault = null;
      return null;
    }
    const late = behindMs - normalMs > BEHIND_TARGET_DURATIONS * targetDurationMs;
    // One per mille follows any clock and hides no fault.
    this.#normalMs = normalMs + (late ? 0 : Math.min(behindMs - normalMs, elapsedMs / 1000));
    this.fault = late ? 'frozen' : null;
    return this.fault;
  }
}
