/**
 * A histogram of plain numbers with fixed upper bounds: an observation is one scan and three additions, no hashing and no
 * allocation. Bounds are in the unit of the metric (seconds for durations).
 */

/** Request to answer, start to first byte, probes, commands. From "at once" to the longest anybody waits. */
export const RESPONSE_BOUNDS_SECONDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Length of a viewing session: seconds to half a day. */
export const SESSION_BOUNDS_SECONDS: readonly number[] = [10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 43_200];

export class Histogram {
  readonly bounds: readonly number[];
  /** Not cumulative; the last one is above the highest bound. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.bounds;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] as number)) index += 1;
    this.counts[index] = (this.counts[index] as number) + 1;
    this.sum += value;
    this.count += 1;
  }
}
