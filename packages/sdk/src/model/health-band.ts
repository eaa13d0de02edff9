/**
 * The band of a score, damped: a worse band at once when the score is a full point below the bound (or the gate fell), a
 * better one only after the score has stood two points above the bound for half a minute. Only the band is damped; the
 * score never is.
 */
import type { HealthBand } from '@tallylight/protocol';

/** From best to worst: a label. */
export const HEALTH_BANDS: readonly HealthBand[] = ['excellent', 'good', 'fair', 'poor'];

/** The lowest score of each band. */
const BOUNDS: readonly number[] = [90, 70, 50, 0];

export const WORSE_BY = 1;
export const BETTER_BY = 2;
export const BETTER_AFTER_MS = 30_000;

/** The band that an unrounded score lies in: 89.99 is good. */
export function bandOf(score: number): HealthBand {
  return HEALTH_BANDS[placeOf(score)] as HealthBand;
}

function placeOf(score: number): number {
  let place = 0;
  while (score < (BOUNDS[place] as number)) place += 1;
  return place;
}

export class BandDamper {
  #place = -1;
  /** Since when the score has stood above the bound of a better band, and its lowest since then. */
  #betterSinceMs = 0;
  #betterFloor = Number.NaN;

  /** The band after this score; `null` while there is no score. */
  step(score: number | undefined, isGated: boolean, nowMs: number): HealthBand | null {
    if (score === undefined) {
      this.#place = -1;
      this.#betterFloor = Number.NaN;
      return null;
    }
    if (this.#place === -1 || (isGated && placeOf(score) > this.#place)) this.#enter(placeOf(score));
    while (score < (BOUNDS[this.#place] as number) - WORSE_BY) this.#enter(this.#place + 1);
    this.#climb(score, nowMs);
    return HEALTH_BANDS[this.#place] as HealthBand;
  }

  #climb(score: number, nowMs: number): void {
    if (this.#place === 0 || score < (BOUNDS[this.#place - 1] as number) + BETTER_BY) {
      this.#betterFloor = Number.NaN;
      return;
    }
    if (Number.isNaN(this.#betterFloor)) {
      this.#betterSinceMs = nowMs;
      this.#betterFloor = score;
    } else if (score < this.#betterFloor) this.#betterFloor = score;
    if (nowMs - this.#betterSinceMs < BETTER_AFTER_MS) return;
    const floor = this.#betterFloor;
    while (this.#place > 0 && floor >= (BOUNDS[this.#place - 1] as number) + BETTER_BY) this.#enter(this.#place - 1);
  }

  #enter(place: number): void {
    this.#place = place;
    this.#betterFloor = Number.NaN;
  }
}
