/** The highest number of users: of the last 24 hours (a ring with the highest of each minute) and of the business day. */

/** A peak, and when it was, monotonic ms; null before anything was seen. */
export interface Peak {
  readonly users: number;
  readonly atMs: number | null;
}

const MINUTE_MS = 60_000;
const MINUTES = 1440;

export interface Peaks {
  /** Takes the number of users now. */
  take(users: number, nowMs: number): void;
  newDay(): void;
  lastDay(): Peak;
  today(): Peak;
}

export function createPeaks(): Peaks {
  const highest = new Float64Array(MINUTES);
  const when = new Float64Array(MINUTES);
  let minute = -1;
  /** Nobody was there yet, so that there is nothing to look for. */
  let isQuiet = true;
  let today: Peak = { users: 0, atMs: null };
  return {
    take(users, nowMs) {
      const next = Math.floor(nowMs / MINUTE_MS);
      if (next > minute) {
        const passed = Math.min(next - minute, MINUTES);
        for (let step = 1; step <= passed; step += 1) highest[(next - passed + step) % MINUTES] = 0;
        minute = next;
      }
      const slot = minute % MINUTES;
      if (users > (highest[slot] as number)) {
        isQuiet = false;
        highest[slot] = users;
        when[slot] = nowMs;
      }
      if (users > today.users) today = { users, atMs: nowMs };
    },
    newDay() {
      today = { users: 0, atMs: null };
    },
    lastDay() {
      if (isQuiet) return { users: 0, atMs: null };
      let best = 0;
      let atMs: number | null = null;
      // From the oldest minute on, so that of equal peaks the first is told.
      for (let step = 1; step <= MINUTES; step += 1) {
        const slot = (minute + step) % MINUTES;
        if ((highest[slot] as number) <= best) continue;
        best = highest[slot] as number;
        atMs = when[slot] as number;
      }
      return { users: best, atMs };
    },
    today: () => today,
  };
}
