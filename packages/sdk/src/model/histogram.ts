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

/** How to find buckets, the same for all histograms of the same bounds. */
interface Finder {
  /** The bounds, and behind them one that nothing is above. */
  readonly uppers: Float64Array;
  /** How many bounds lie below each octave. */
  readonly below: Uint8Array;
  /** A power of two, so that nothing is rounded; the first bound lies in the first octave. */
  readonly scale: number;
  /** Numbers below this are found by their octave: where each has one bound at most, one comparison settles the bucket. */
  readonly end: number;
}

const finders = new WeakMap<readonly number[], Map<number, Finder>>();

function finderOf(bounds: readonly number[], each: number): Finder {
  const known = finders.get(bounds) ?? new Map<number, Finder>();
  finders.set(bounds, known);
  const finder = known.get(each) ?? createFinder(bounds.map((bound) => bound * each));
  known.set(each, finder);
  return finder;
}

function createFinder(bounds: readonly number[]): Finder {
  const uppers = new Float64Array(OCTAVES + 256).fill(Number.POSITIVE_INFINITY);
  uppers.set(bounds);
  const scale = 2 ** Math.ceil(-Math.log2(bounds[0] ?? 1));
  const isSparse = new Set(bounds.map((bound) => octaveOf(bound * scale))).size === bounds.length;
  const below = new Uint8Array(OCTAVES);
  for (let zeros = 0; zeros < 32; zeros += 1) {
    const beginning = 2 ** (31 - zeros) / scale;
    let count = 0;
    for (const bound of bounds) if (bound < beginning) count += 1;
    below[zeros] = count;
  }
  return { uppers, below, scale, end: isSparse ? MOST / scale : 0 };
}

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
  readonly #block: Float64Array;

  readonly #each: number;

  /**
   * @param bounds positive, rising, fewer than 256
   * @param each how many of what is observed make one of what bounds and sum are told in: 1000 for milliseconds to seconds
   */
  constructor(bounds: readonly number[], each = 1) {
    // One block: behind the counts stands the sum.
    const block = new Float64Array(bounds.length + 2);
    const sumAt = bounds.length + 1;
    const { uppers, below, scale, end } = finderOf(bounds, each);
    this.bounds = bounds;
    this.counts = block.subarray(0, sumAt);
    this.#block = block;
    const place = (value: number): void => {
      const least = below[Math.clz32((value * scale) | 0)] as number;
      // A number rather than a branch: which of the two it is cannot be guessed.
      const index = least + (Number(value > (uppers[least] as number)) | 0);
      block[index] = (block[index] as number) + 1;
      block[sumAt] = (block[sumAt] as number) + value;
    };
    const look = (value: number): void => {
      let index = 0;
      while (value > (uppers[index] as number)) index += 1;
      block[index] = (block[index] as number) + 1;
      block[sumAt] = (block[sumAt] as number) + value;
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
    return (this.#block[this.counts.length] as number) / this.#each;
  }

  /** Observations in all. */
  get count(): number {
    let total = 0;
    for (const count of this.counts) total += count;
    return total;
  }
}
