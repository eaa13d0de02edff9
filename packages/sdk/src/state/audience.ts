/**
 * Distinct users: in the last five minutes, today (business day), and the peaks. Users are 48-bit hashes; who they are never
 * gets here. Exact up to a cap, then sketches, which the readers are told (`estimated`). Counting one is a map look-up and a
 * few additions: the five minutes are a ring of thirty buckets, and what falls out of it is subtracted bucket by bucket.
 */
import { AudienceSketch } from '../model/audience-sketch.ts';
import type { Calendar, DayNumber } from '../model/calendar.ts';
import { createPeaks, type Peak } from './audience-peaks.ts';

/** Length of a bucket: "the last five minutes" are 290 to 300 s. */
export const AUDIENCE_BUCKET_MS = 10_000;
const BUCKETS = 30;

/** 16 KiB for the day: 0.81 % standard error. */
const DAY_PRECISION = 14;
/** 4 KiB for each bucket of the window: 1.63 %. */
const WINDOW_PRECISION = 12;

export interface Audience {
  /** Counts a user as seen now. @param hash an evenly spread integer below 2^48 */
  touch(hash: number, nowMs: number, epochMs: number): void;
  /** Lets time pass: what is older than the window is gone, a new business day starts at none, peaks are taken. */
  advance(nowMs: number, epochMs: number): void;
  /**
   * Forgets one user; whether it was known. A day that is estimated holds no users, only the shape of their hashes, and
   * nothing can be taken out of that.
   */
  erase(hash: number): boolean;
  /** Forgets everybody; the peaks stay. For when the salt of the hashes changes. */
  forget(): void;
  /** Users of the last five minutes. */
  readonly current: number;
  readonly currentEstimated: boolean;
  readonly today: number;
  readonly todayEstimated: boolean;
  /** Highest {@link current} of the last 24 h and of today, as of the last {@link advance}. */
  readonly peakOfDay: Peak;
  readonly peakToday: Peak;
  /** Epoch ms at which today began. */
  readonly todayStartMs: number;
}

export function createAudience(parts: { readonly calendar: Calendar; readonly exactUpTo: number }): Audience {
  const { calendar, exactUpTo } = parts;
  /** Users of today → bucket in which they were last seen. Some may be gone from it once {@link todaySketch} counts them. */
  let users = new Map<number, number>();
  /** Yesterday's, for as long as the window reaches back to them. */
  let before = new Map<number, number>();
  const counts = new Float64Array(BUCKETS);
  let inWindow = 0;
  let bucket = 0;
  let day: DayNumber | undefined;
  let rolledAtBucket = 0;
  let todaySketch: AudienceSketch | undefined;
  let windowSketches: AudienceSketch[] | undefined;
  /** From this bucket on the ring has seen everybody in the window again. */
  let windowExactFrom = Number.POSITIVE_INFINITY;
  let estimatedToday: number | undefined;
  let estimatedCurrent: number | undefined;
  const peaks = createPeaks();

  function toBucket(next: number): void {
    if (next <= bucket) return;
    const passed = Math.min(next - bucket, BUCKETS);
    for (let step = 1; step <= passed; step += 1) {
      const slot = (next - passed + step) % BUCKETS;
      inWindow -= counts[slot] as number;
      counts[slot] = 0;
      windowSketches?.[slot]?.clear();
    }
    bucket = next;
    estimatedCurrent = undefined;
    if (bucket - rolledAtBucket >= BUCKETS && before.size > 0) before = new Map();
    if (bucket >= windowExactFrom) {
      windowSketches = undefined;
      windowExactFrom = Number.POSITIVE_INFINITY;
    }
  }

  function toDay(epochMs: number): void {
    const today = calendar.dayOf(epochMs);
    if (today === day) return;
    if (day !== undefined) {
      before = users;
      users = new Map();
      rolledAtBucket = bucket;
      todaySketch = undefined;
      estimatedToday = undefined;
      if (windowSketches !== undefined) windowExactFrom = bucket + BUCKETS;
      peaks.newDay();
    }
    day = today;
  }

  function tell(nowMs: number, epochMs: number): void {
    toBucket(Math.floor(nowMs / AUDIENCE_BUCKET_MS));
    toDay(epochMs);
  }

  /** The cap is reached: the day goes on in a sketch, and only who is in the window keeps a place. */
  function shrink(): void {
    if (todaySketch === undefined) {
      todaySketch = new AudienceSketch(DAY_PRECISION);
      for (const hash of users.keys()) todaySketch.add(hash);
    }
    for (const [hash, seen] of users) if (bucket - seen >= BUCKETS) users.delete(hash);
    if (users.size <= exactUpTo / 2) return;
    if (windowSketches === undefined) {
      windowSketches = Array.from({ length: BUCKETS }, () => new AudienceSketch(WINDOW_PRECISION));
      for (const known of [before, users]) {
        for (const [hash, seen] of known) if (bucket - seen < BUCKETS) windowSketches[seen % BUCKETS]?.add(hash);
      }
    }
    // Until the next day the ring does not know everybody; the sketches do.
    windowExactFrom = Number.POSITIVE_INFINITY;
    users = new Map();
    before = new Map();
    counts.fill(0);
    inWindow = 0;
  }

  function current(): number {
    if (windowSketches === undefined) return inWindow;
    if (estimatedCurrent === undefined) {
      const all = new AudienceSketch(WINDOW_PRECISION);
      for (const sketch of windowSketches) all.merge(sketch);
      estimatedCurrent = Math.round(all.estimate());
    }
    return estimatedCurrent;
  }

  return {
    touch(hash, nowMs, epochMs) {
      tell(nowMs, epochMs);
      const slot = bucket % BUCKETS;
      if (windowSketches !== undefined) {
        windowSketches[slot]?.add(hash);
        estimatedCurrent = undefined;
      }
      if (todaySketch !== undefined) {
        todaySketch.add(hash);
        estimatedToday = undefined;
        if (windowSketches !== undefined) return;
      }
      const seen = users.get(hash) ?? before.get(hash);
      if (seen !== bucket || !users.has(hash)) users.set(hash, bucket);
      if (seen !== undefined && bucket - seen < BUCKETS) {
        if (seen === bucket) return;
        const old = seen % BUCKETS;
        counts[old] = (counts[old] as number) - 1;
        inWindow -= 1;
      }
      counts[slot] = (counts[slot] as number) + 1;
      inWindow += 1;
      if (users.size >= exactUpTo) shrink();
    },
    advance(nowMs, epochMs) {
      tell(nowMs, epochMs);
      peaks.take(current(), nowMs);
    },
    erase(hash) {
      const seen = users.get(hash) ?? before.get(hash);
      if (seen === undefined) return false;
      users.delete(hash);
      before.delete(hash);
      if (windowSketches === undefined && bucket - seen < BUCKETS) {
        const slot = seen % BUCKETS;
        counts[slot] = (counts[slot] as number) - 1;
        inWindow -= 1;
      }
      return true;
    },
    forget() {
      users = new Map();
      before = new Map();
      counts.fill(0);
      inWindow = 0;
      todaySketch = undefined;
      windowSketches = undefined;
      windowExactFrom = Number.POSITIVE_INFINITY;
      estimatedToday = undefined;
      estimatedCurrent = undefined;
    },
    get current() {
      return current();
    },
    get currentEstimated() {
      return windowSketches !== undefined;
    },
    get today() {
      if (todaySketch === undefined) return users.size;
      estimatedToday ??= Math.round(todaySketch.estimate());
      return estimatedToday;
    },
    get todayEstimated() {
      return todaySketch !== undefined;
    },
    get peakOfDay() {
      return peaks.lastDay();
    },
    get peakToday() {
      return peaks.today();
    },
    get todayStartMs() {
      return day === undefined ? 0 : calendar.startOf(day);
    },
  };
}
