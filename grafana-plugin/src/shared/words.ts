/** Short words for spans of time, the same in every panel. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Below this many, the smaller unit says more: `100 s`, not `1 min`. */
const FEW = 2;

/** A span in one whole unit: `14 s`, `3 min`, `2 h`, `4 d`. Never rounded up: 59.9 s is `59 s`. */
export function toSpanWords(ms: number): string {
  if (ms < FEW * MINUTE_MS) return `${Math.floor(Math.max(0, ms) / SECOND_MS)} s`;
  if (ms < FEW * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < FEW * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}
