import { expect, test } from 'vitest';
import { createCalendar } from '../model/calendar.ts';
import { type Audience, createAudience } from './audience.ts';

const START_MS = Date.parse('2026-11-21T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** An audience whose two clocks run together from {@link START_MS}. */
function audience(more: { zone?: string; exactUpTo?: number; startMs?: number } = {}): {
  audience: Audience;
  see(user: number, atMs: number): void;
  at(atMs: number): Audience;
} {
  const { zone = 'UTC', exactUpTo = 1000, startMs = START_MS } = more;
  const made = createAudience({ calendar: createCalendar({ zone, weekStart: 'monday' }), exactUpTo });
  made.advance(0, startMs);
  return {
    audience: made,
    see: (user, atMs) => made.touch(spread(user), atMs, startMs + atMs),
    at(atMs) {
      made.advance(atMs, startMs + atMs);
      return made;
    },
  };
}

/** Evenly spread 48-bit numbers, one for each user. */
function spread(user: number): number {
  const mix = (seed: number): number => {
    let x = Math.imul(user ^ seed, 0x9e3779b1);
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return (x ^ (x >>> 16)) >>> 0;
  };
  return mix(0x1234) * 65_536 + (mix(0x9876) & 0xffff);
}

test('a user counts once, for five minutes after being seen last', () => {
  const { see, at } = audience();
  see(1, 0);
  see(2, 0);
  see(1, 4 * MINUTE_MS);
  expect(at(4 * MINUTE_MS).current).toBe(2);
  expect(at(5 * MINUTE_MS).current).toBe(1);
  expect(at(9 * MINUTE_MS).current).toBe(0);
  expect(at(9 * MINUTE_MS).today).toBe(2);
});

test('current and today agree with a count that keeps everything, over two days of coming and going', () => {
  const { see, at } = audience({ zone: 'Asia/Tokyo', exactUpTo: 100_000 });
  const seen: [user: number, atMs: number][] = [];
  let random = 7;
  const next = (below: number): number => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
    return random % below;
  };
  // Tokyo turns the day at 15:00 UTC: three hours after the start.
  const midnights = [3 * HOUR_MS, 27 * HOUR_MS];
  for (let atMs = 0; atMs < 30 * HOUR_MS; atMs += 10_000 * (1 + next(6))) {
    for (let count = next(3); count > 0; count -= 1) {
      const user = next(400);
      seen.push([user, atMs]);
      see(user, atMs);
    }
    const now = at(atMs);
    const dayStart = midnights.filter((midnight) => midnight <= atMs).at(-1) ?? Number.NEGATIVE_INFINITY;
    const distinct = (sinceMs: number): number =>
      new Set(seen.filter(([, t]) => t >= sinceMs).map(([user]) => user)).size;
    if (atMs % 70_000 === 0) {
      expect([atMs, now.current, now.today]).toEqual([atMs, distinct(atMs - 290_000), distinct(dayStart)]);
    }
  }
  expect(seen.length).toBeGreaterThan(1000);
});

test('a user who watches over midnight is one of now, and one of the new day', () => {
  const startMs = Date.parse('2026-11-21T23:59:55Z');
  const { see, at } = audience({ startMs });
  see(1, 0);
  see(2, 1000);
  expect(at(2000).today).toBe(2);
  see(1, 6000);
  expect([at(6000).current, at(6000).today]).toEqual([2, 1]);
  expect([at(10 * MINUTE_MS).current, at(10 * MINUTE_MS).today]).toEqual([0, 1]);
});

test('the peak of 24 hours and that of today say when they were', () => {
  const startMs = Date.parse('2026-11-21T20:00:00Z');
  const { see, at } = audience({ startMs });
  for (let user = 0; user < 5; user += 1) see(user, 0);
  at(1000);
  at(10 * MINUTE_MS);
  see(1, 5 * HOUR_MS);
  const now = at(5 * HOUR_MS);
  expect(now.peakOfDay).toEqual({ users: 5, atMs: 1000 });
  expect(now.peakToday).toEqual({ users: 1, atMs: 5 * HOUR_MS });
  expect(at(25 * HOUR_MS).peakOfDay.users).toBe(1);
  expect(at(60 * HOUR_MS).peakOfDay).toEqual({ users: 0, atMs: null });
});

test('beyond the cap the day is estimated within its bound, and said to be; now stays exact while it fits', () => {
  const { see, audience: made, at } = audience({ exactUpTo: 4000 });
  const users = 50_000;
  // 500 a minute: 2 500 at a time, 50 000 in the day.
  for (let user = 0; user < users; user += 1) see(user, Math.floor(user / 500) * MINUTE_MS);
  at(99 * MINUTE_MS);
  expect([made.todayEstimated, made.currentEstimated]).toEqual([true, true]);
  expect(Math.abs(made.today / users - 1)).toBeLessThan(0.03);
  expect(Math.abs(made.current / 2500 - 1)).toBeLessThan(0.06);
});

test('a day of many but few at a time keeps now exact', () => {
  const { see, audience: made, at } = audience({ exactUpTo: 4000 });
  for (let user = 0; user < 30_000; user += 1) see(user, Math.floor(user / 200) * MINUTE_MS);
  at(149 * MINUTE_MS);
  expect([made.todayEstimated, made.currentEstimated, made.current]).toEqual([true, false, 1000]);
});

test('the next day is exact again, and now is once five minutes have passed', () => {
  const startMs = Date.parse('2026-11-21T23:50:00Z');
  const { see, audience: made, at } = audience({ exactUpTo: 1000, startMs });
  for (let user = 0; user < 5000; user += 1) see(user, 9 * MINUTE_MS);
  expect([at(9 * MINUTE_MS).todayEstimated, made.currentEstimated]).toEqual([true, true]);
  see(70_001, 10 * MINUTE_MS);
  expect([at(10 * MINUTE_MS).todayEstimated, made.today, made.currentEstimated]).toEqual([false, 1, true]);
  expect(Math.abs(made.current / 5001 - 1)).toBeLessThan(0.06);
  see(70_002, 14 * MINUTE_MS);
  at(15 * MINUTE_MS);
  expect([made.currentEstimated, made.current]).toEqual([false, 1]);
});

test('a clock that slept for hours forgets who was there', () => {
  const { see, at } = audience();
  see(1, 0);
  expect(at(7 * HOUR_MS).current).toBe(0);
  see(1, 7 * HOUR_MS);
  expect(at(7 * HOUR_MS).current).toBe(1);
});
