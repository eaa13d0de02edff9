/**
 * A histogram of plain numbers with fixed upper bounds: an observation is one look into a table and two additions, no hashing,
 * no allocation and nothing that depends on which bucket it is, because a guess that goes wrong costs a processor more than all
 * the rest. Bounds are in the unit of the metric (seconds for durations).
 */

/** Request to answer, start to first byte, probes, commands. From "at once" to the longest anybody waits. */
export const RESPONSE_BOUNDS_SECONDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Length of a viewing session: seconds to half a day. */
export const SESSION_BOUNDS_SECONDS: readonly number[] = [10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200];

/** Numbers are told apart by octaves of their whole multiples of 1/scale; there are no octaves beyond this. */
const MOST = 2 ** 30;

/** Told by its leading zeros, the greatest one first; 32 is all that is less than 1. */
const octaveOf = (scaled: number): number => Math.clz32(Math.min(scaled, MOST) | 0);

/** As many as there are leading zeros to tell octaves by, and some: an array this long needs no check of its bounds. */
const OCTAVES = 128;

export class Histogram {
  readonly bounds: readonly number[];
  /** Not cumulative; the last one is above the highest bound. */
  readonly counts: Float64Array;
  /** Counts a number that is not negative. */
  readonly observe: (value: number) => void;
  /**
   * The same for who knows that the number is below {@link end}. A function of its own for each histogram rather than a method:
   * what it reads are constants to it, and whoever keeps it in a constant has all of it compiled into place.
   */
  readonly place: (value: number) => void;
  /** 0 where each number has to be looked for. */
  readonly end: number;
  readonly #sums: Float64Array;

  readonly #each: number;

  /**
   * @param bounds positive, rising, fewer than 256
   * @param each how many of what is observed make one of what bounds and sum are told in: 1000 for milliseconds to seconds
   */
  constructor(bounds: readonly number[], each = 1) {
    const counts = new Float64Array(bounds.length + 1);
    const sums = new Float64Array(OCTAVES);
    this.bounds = bounds;
    this.counts = counts;
    this.#sums = sums;
    /** The bounds, and behind them one that nothing is above. */
    const uppers = new Float64Array(OCTAVES + 256).fill(Number.POSITIVE_INFINITY);
    uppers.set(bounds.map((bound) => bound * each));
    // A power of two, so that nothing is rounded; the first bound lies in the first octave.
    const scale = 2 ** Math.ceil(-Math.log2((bounds[0] ?? 1) * each));
    // Where each octave has one bound at most, one comparison settles the bucket.
    const isSparse = new Set(bounds.map((bound) => octaveOf(bound * each * scale))).size === bounds.length;
    const end = isSparse ? MOST / scale : 0;
    /** How many bounds lie below each octave. */
    const below = Uint8Array.from({ length: OCTAVES }, (_, zeros) => {
      const beginning = zeros >= 32 ? 0 : 2 ** (31 - zeros) / scale;
      return bounds.filter((bound) => bound * each < beginning).length;
    });

    const place = (value: number): void => {
      const least = below[Math.clz32((value * scale) | 0)] as number;
      // A number rather than a branch: which of the two it is cannot be guessed.
      const index = least + (Number(value > (uppers[least] as number)) | 0);
      counts[index] = (counts[index] as number) + 1;
      sums[0] = (sums[0] as number) + value;
    };
    const look = (value: number): void => {
      let index = 0;
      while (value > (uppers[index] as number)) index += 1;
      counts[index] = (counts[index] as number) + 1;
      sums[0] = (sums[0] as number) + value;
    };
    this.#each = each;
    this.end = end;
    this.place = place;
    this.observe = (value) => {
      if (value < end) place(value);
      else look(value);
    };
  }

  get sum(): number {
    return (this.#sums[0] as number) / this.#each;
  }

  /** Observations in all. */
  get count(): number {
    let total = 0;
    for (const count of this.counts) total += count;
    return total;
  }
}
