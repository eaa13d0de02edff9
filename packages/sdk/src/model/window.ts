/**
 * The last rates of one flow: a ring of points at tick resolution, twice as long as the window so that the window before it
 * can be compared with. A rate is delta over elapsed time between two ticks, never a lifetime mean.
 */
import type { BandwidthPoint } from '@tallylight/protocol';

export interface RateSummary {
  /** Newest rate, bytes per second; null before the second tick. */
  readonly current: number | null;
  readonly average: number | null;
  readonly peak: number | null;
  readonly peakAtMs: number | null;
  /** Average of this window against the one before, as a ratio; null when that was 0 or is not full yet. */
  readonly trend: number | null;
}

const COLUMNS = 3;
const NO_INGRESS = -1;

export class RateWindow {
  readonly #ring: Float64Array;
  readonly #capacity: number;
  readonly #windowPoints: number;
  #count = 0;

  /** @param windowPoints points in the window: its length over the tick, at least 1 */
  constructor(windowPoints: number) {
    this.#windowPoints = Math.max(1, Math.ceil(windowPoints));
    this.#capacity = this.#windowPoints * 2;
    this.#ring = new Float64Array(this.#capacity * COLUMNS);
  }

  /** Adds a point. `ingress` is null where nobody counts it. */
  push(atMs: number, egress: number, ingress: number | null): void {
    const at = (this.#count % this.#capacity) * COLUMNS;
    this.#ring[at] = atMs;
    this.#ring[at + 1] = egress;
    this.#ring[at + 2] = ingress ?? NO_INGRESS;
    this.#count += 1;
  }

  /** Points pushed so far; grows for ever, so a reader can ask for what came since. */
  get count(): number {
    return this.#count;
  }

  /** The points from number `from` on (see {@link count}), at most one window of them, oldest first. */
  points(from = 0): BandwidthPoint[] {
    const first = Math.max(from, this.#count - this.#windowPoints, 0);
    const points: BandwidthPoint[] = [];
    for (let index = first; index < this.#count; index += 1) {
      const at = (index % this.#capacity) * COLUMNS;
      const ingress = this.#ring[at + 2] as number;
      points.push([this.#ring[at] as number, this.#ring[at + 1] as number, ingress === NO_INGRESS ? null : ingress]);
    }
    return points;
  }

  summary(): RateSummary {
    const size = Math.min(this.#count, this.#windowPoints);
    if (size === 0) return { current: null, average: null, peak: null, peakAtMs: null, trend: null };
    let sum = 0;
    let peak = Number.NEGATIVE_INFINITY;
    let peakAtMs = 0;
    for (let index = this.#count - size; index < this.#count; index += 1) {
      const at = (index % this.#capacity) * COLUMNS;
      const egress = this.#ring[at + 1] as number;
      sum += egress;
      if (egress > peak) {
        peak = egress;
        peakAtMs = this.#ring[at] as number;
      }
    }
    const newest = ((this.#count - 1) % this.#capacity) * COLUMNS;
    const average = Math.round(sum / size);
    return { current: this.#ring[newest + 1] as number, average, peak, peakAtMs, trend: this.#trend(average) };
  }

  #trend(average: number): number | null {
    if (this.#count < this.#capacity) return null;
    let before = 0;
    for (let index = this.#count - this.#capacity; index < this.#count - this.#windowPoints; index += 1) {
      before += this.#ring[(index % this.#capacity) * COLUMNS + 1] as number;
    }
    before /= this.#windowPoints;
    return before === 0 ? null : (average - before) / before;
  }
}
