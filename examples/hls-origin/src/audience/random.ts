/**
 * Chance from a seed, so that a crowd that showed a fault can be called back. Each player has a stream of its own: what one
 * does, and when, does not change what another draws. Not for secrets.
 */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** At least `min`, below `max`. */
  between(min: number, max: number): number;
  /** True in `probability` of the calls. */
  chance(probability: number): boolean;
  /** One of `items`, each as likely as its weight. Throws when there are none. */
  pick<T>(items: readonly T[], weightOf?: (item: T) => number): T;
  /** Exponentially distributed with this mean: lengths of stays and pauses. */
  exponential(mean: number): number;
}

/** A generator on 32 bits of state: an odd step through all of them, mixed as Wellons' lowbias32 does. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (items, weightOf = () => 1) => pickFrom(items, weightOf, next()),
    exponential: (mean) => -Math.log(1 - next()) * mean,
  };
}

function pickFrom<T>(items: readonly T[], weightOf: (item: T) => number, draw: number): T {
  const [first] = items;
  if (first === undefined) throw new RangeError('pick: expected at least one item, received none.');
  let left = draw * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return first;
}
