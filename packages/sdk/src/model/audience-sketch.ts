/**
 * How many distinct things were seen, in a few kilobytes whatever their number (HyperLogLog). A register keeps the longest
 * run of zeros among the hashes that fell to it. The estimate is Ertl's, which needs neither a table of corrections nor a
 * change of formula between small and large counts. Standard error 1.04 / √registers: 0.81 % at precision 14, 1.63 % at 12.
 */

/** Bits of the hashes: what fits into a number together with the arithmetic done on it, and far more than users on Earth. */
export const HASH_BITS = 48;

/** Correction for infinitely many registers: 1 / (2 ln 2). */
const ALPHA = 0.5 / Math.LN2;

export class AudienceSketch {
  readonly #registers: Uint8Array;
  /** Splits a hash into register (above) and run of zeros (below). */
  readonly #divisor: number;
  readonly #runBits: number;
  /** Nothing was seen, which needs no look at thousands of registers. */
  #isEmpty = true;

  /** @param precision bits that choose the register, 4–16; 2^precision bytes */
  constructor(precision: number) {
    this.#registers = new Uint8Array(2 ** precision);
    this.#runBits = HASH_BITS - precision;
    this.#divisor = 2 ** this.#runBits;
  }

  /** @param hash an integer below 2^48, evenly spread */
  add(hash: number): void {
    this.#isEmpty = false;
    const register = Math.floor(hash / this.#divisor);
    const rest = hash % this.#divisor;
    const rank = rest === 0 ? this.#runBits + 1 : this.#runBits - Math.floor(Math.log2(rest));
    if (rank > (this.#registers[register] as number)) this.#registers[register] = rank;
  }

  /** Takes in all that another sketch of the same precision has seen. */
  merge(other: AudienceSketch): void {
    if (other.#isEmpty) return;
    this.#isEmpty = false;
    const mine = this.#registers;
    const others = other.#registers;
    for (let index = 0; index < mine.length; index += 1) {
      const rank = others[index] as number;
      if (rank > (mine[index] as number)) mine[index] = rank;
    }
  }

  clear(): void {
    if (this.#isEmpty) return;
    this.#isEmpty = true;
    this.#registers.fill(0);
  }

  /** Distinct hashes seen, estimated. */
  estimate(): number {
    if (this.#isEmpty) return 0;
    const size = this.#registers.length;
    const counts = new Float64Array(this.#runBits + 2);
    for (const rank of this.#registers) counts[rank] = (counts[rank] as number) + 1;
    let z = size * tau(1 - (counts[this.#runBits + 1] as number) / size);
    for (let rank = this.#runBits; rank >= 1; rank -= 1) z = 0.5 * (z + (counts[rank] as number));
    z += size * sigma((counts[0] as number) / size);
    return (ALPHA * size * size) / z;
  }
}

/** What empty registers say: x + Σ x^(2^k) · 2^(k−1). Infinite when all are empty, which makes the estimate 0. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let x = share;
  let weight = 1;
  let total = share;
  for (let before = Number.NaN; before !== total; weight *= 2) {
    x *= x;
    before = total;
    total += x * weight;
  }
  return total;
}

/** What full registers say: (1 − x − Σ (1 − x^(2^−k))² · 2^−k) / 3. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let weight = 1;
  let total = 1 - share;
  for (let before = Number.NaN; before !== total; ) {
    x = Math.sqrt(x);
    before = total;
    weight *= 0.5;
    total -= (1 - x) ** 2 * weight;
  }
  return total / 3;
}
