/**
 * Chance that can be had again: every fault draws from one seed, which a failing run prints. `FAULTS_SEED=7` sets it,
 * `FAULTS_LONG=1` asks for the long form, whose counts are those of the goals.
 */

export const SEED: number = Number(process.env.FAULTS_SEED ?? 1);
export const IS_LONG: boolean = process.env.FAULTS_LONG === '1';

/** Numbers 0 ≤ x < 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is counted here: fewer in the short form, which runs with every other test. */
export function count(short: number, long: number): number {
  return IS_LONG ? long : short;
}
