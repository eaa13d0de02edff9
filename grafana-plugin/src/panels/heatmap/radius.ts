/** Size of a circle: its area says the number, because areas are what eyes compare. */

/** Smaller cannot be seen, nor hit. */
const SMALLEST_PX = 2;

/** Radius in pixels; 0 for what is not above 0. */
export function toRadiusPx(value: number, most: number, largestPx: number): number {
  if (!(value > 0) || !(most > 0)) return 0;
  return Math.max(SMALLEST_PX, largestPx * Math.sqrt(Math.min(1, value / most)));
}
