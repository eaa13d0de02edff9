import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTick, type TickOfCase } from '../testing/health-cases.ts';
import { evaluateHealth } from './health.ts';
import { RESPONSE_TARGETS, responseScore } from './health-parts.ts';
import { restarts, STARTUP_TARGET, stallRatio, startup } from './health-player-parts.ts';
import { defineHealth } from './health-presets.ts';
import { addTotals, HEALTH_TOTALS, type HealthTotals, NO_TOTALS } from './health-totals.ts';
import { type HealthColumns, HealthWindow, WINDOW_BUCKETS } from './health-window.ts';

const WINDOW_MS = 900_000;

function count(totals: HealthTotals, tick: TickOfCase): HealthTotals {
  return addTotals(totals, {
    observedMs: tick.elapsedMs,
    availableMs: tick.isUp ? tick.elapsedMs : 0,
    requests: tick.answersMs.length + tick.failures,
    failures: tick.failures,
    scored: tick.answersMs.length,
    score: tick.answersMs.reduce((sum, ms) => sum + responseScore(RESPONSE_TARGETS.segment, ms), 0),
    responseMs: tick.answersMs.reduce((sum, ms) => sum + ms, 0),
    restarts: tick.restarts,
    playedMs: tick.playedMs,
    stalledMs: tick.stalledMs,
    startups: tick.startsMs.length,
    startupScore: tick.startsMs.reduce((sum, ms) => sum + responseScore(STARTUP_TARGET, ms), 0),
    startupMs: tick.startsMs.reduce((sum, ms) => sum + ms, 0),
    pictureMs: tick.playedMs,
    pictureShareMs: tick.playedMs / 2,
  });
}

const good = (totals: HealthTotals, more = 1): HealthTotals =>
  addTotals(totals, { ...NO_TOTALS, requests: more, scored: more, score: more });

/** Plays ticks into a window from `startMs` on, and gives what stood in it after each. */
function play(ticks: readonly TickOfCase[], startMs = 0, windowMs = WINDOW_MS): HealthTotals[] {
  const window = new HealthWindow(windowMs, startMs, 'all');
  const seen: HealthTotals[] = [];
  let counters = NO_TOTALS;
  let nowMs = startMs;
  for (const tick of ticks) {
    nowMs += tick.elapsedMs;
    counters = count(counters, tick);
    seen.push(window.take(counters, nowMs));
  }
  return seen;
}

const anyTicks = fc.array(anyTick, { maxLength: 300 });

test('law: what stands in the window is what happened in it, short of at most a bucket and a tick', () => {
  fc.assert(
    fc.property(anyTicks, fc.integer({ min: 5000, max: 1_000_000 }), (ticks, windowMs) => {
      const seen = play(ticks, 0, windowMs);
      const total = (from: number): number =>
        ticks.slice(from).reduce((sum, { answersMs, failures }) => sum + answersMs.length + failures, 0);
      const longestMs = Math.max(0, ...ticks.map(({ elapsedMs }) => elapsedMs));
      const slackMs = windowMs / WINDOW_BUCKETS + longestMs + WINDOW_BUCKETS;
      let ageMs = 0;
      let most = ticks.length;
      let least = ticks.length;
      // The ticks that began within the window may be in it; those that began well within it must be.
      for (let index = ticks.length - 1; index >= 0; index -= 1) {
        ageMs += (ticks[index] as TickOfCase).elapsedMs;
        if (ageMs <= windowMs) most = index;
        if (ageMs <= windowMs - slackMs) least = index;
      }
      const requests = seen.at(-1)?.requests ?? 0;
      expect(requests).toBeLessThanOrEqual(total(most));
      expect(requests).toBeGreaterThanOrEqual(total(least));
    }),
  );
});

const calmTick = { failures: 0, restarts: 0, stalledMs: 0 };
const components = [stallRatio(20), startup(10), restarts(10)];

test('law: a window without a fault gives 100 after any past', () => {
  const calm = fc.integer({ min: 500, max: 15_000 });
  fc.assert(
    fc.property(anyTicks, calm, (past, elapsedMs) => {
      const perfect: TickOfCase = {
        ...calmTick,
        elapsedMs,
        isUp: true,
        answersMs: [100],
        playedMs: 500,
        startsMs: [900],
      };
      const present = Array.from({ length: Math.ceil(WINDOW_MS / elapsedMs) }, () => perfect);
      const totals = play([...past, ...present]).at(-1) as HealthTotals;
      const facts = { ...totals, stream: 'news', windowMs: WINDOW_MS };
      expect(evaluateHealth(defineHealth({ components }), facts, false).score).toBeCloseTo(100, 9);
      expect([totals.failures, totals.observedMs - totals.availableMs]).toEqual([0, 0]);
    }),
    { numRuns: 30 },
  );
});

test('law: a clock that starts elsewhere changes nothing', () => {
  fc.assert(
    fc.property(anyTicks, fc.integer({ min: 0, max: 1e12 }), (ticks, startMs) => {
      expect(play(ticks, startMs)).toEqual(play(ticks));
    }),
  );
});

test('law: the order of what happens between two ticks changes nothing', () => {
  fc.assert(
    fc.property(anyTicks, (ticks) => {
      const inOrderOf = (all: readonly number[]): number[] => [...all].sort((a, b) => a - b);
      const sorted = ticks.map((tick) => ({
        ...tick,
        answersMs: inOrderOf(tick.answersMs),
        startsMs: inOrderOf(tick.startsMs),
      }));
      const inOrder = play(sorted);
      play(ticks).forEach((totals, index) => {
        expect(totals).toEqual(nearly(inOrder[index] as HealthTotals));
      });
    }),
  );
});

const nothing = { ...calmTick, answersMs: [], playedMs: 0, startsMs: [] };

test('law: an interval told in two halves is the interval', () => {
  fc.assert(
    fc.property(fc.array(anyTick, { maxLength: 60 }), (ticks) => {
      const halves = ticks.flatMap((tick) => [
        { ...tick, ...nothing, elapsedMs: tick.elapsedMs / 2 },
        { ...tick, elapsedMs: tick.elapsedMs / 2 },
      ]);
      // A window that holds all of it, so that nothing leaves it in between.
      expect(play(halves, 0, 3_600_000).at(-1)).toEqual(play(ticks, 0, 3_600_000).at(-1));
    }),
  );
});

test('law: a window that was kept goes on where it ended, with counters that begin at 0 again', () => {
  const anyColumns = fc.constantFrom<HealthColumns>('basic', 'all');
  fc.assert(
    fc.property(anyTicks, anyTicks, anyColumns, (past, future, kept) => {
      const before = new HealthWindow(WINDOW_MS, 0, kept);
      let counters = NO_TOTALS;
      let nowMs = 0;
      for (const tick of past) {
        nowMs += tick.elapsedMs;
        counters = count(counters, tick);
        before.take(counters, nowMs);
      }
      const restartMs = 5_000_000;
      const saved = JSON.parse(JSON.stringify(before.save(counters, nowMs)));
      const after = HealthWindow.restore(saved, WINDOW_MS, restartMs, 0, kept) as HealthWindow;
      let fresh = NO_TOTALS;
      let sinceMs = 0;
      for (const tick of future) {
        sinceMs += tick.elapsedMs;
        fresh = count(fresh, tick);
        counters = count(counters, tick);
        expect(after.take(fresh, restartMs + sinceMs)).toEqual(nearly(before.take(counters, nowMs + sinceMs)));
      }
    }),
    { numRuns: 50 },
  );
});

/** Sums of floats differ in their last digits. */
function nearly(totals: HealthTotals): HealthTotals {
  const closely = (value: number): number => expect.closeTo(value, 6) as unknown as number;
  return { ...totals, score: closely(totals.score), startupScore: closely(totals.startupScore) };
}

test('a window kept five minutes ago has lost what is too old by now', () => {
  const window = new HealthWindow(WINDOW_MS, 0);
  let counters = NO_TOTALS;
  for (let nowMs = 5000; nowMs <= WINDOW_MS; nowMs += 5000) {
    counters = good(counters);
    window.take(counters, nowMs);
  }
  const saved = window.save(counters, WINDOW_MS);
  expect(HealthWindow.restore(saved, WINDOW_MS, 0)?.take(NO_TOTALS, 0).requests).toBe(180);
  expect(HealthWindow.restore(saved, WINDOW_MS, 0, 300_000)?.take(NO_TOTALS, 0).requests).toBe(120);
  expect(HealthWindow.restore(saved, WINDOW_MS, 0, 3_600_000)?.take(NO_TOTALS, 0).requests).toBe(0);
});

test('a kept window of another length or shape is not taken', () => {
  const saved = new HealthWindow(WINDOW_MS, 0).save(NO_TOTALS, 0);
  expect(HealthWindow.restore(saved, 60_000, 0)).toBeUndefined();
  expect(HealthWindow.restore(saved, WINDOW_MS, 0, 0, 'all')).toBeUndefined();
  expect(HealthWindow.restore({ ...saved, since: saved.since.slice(1) }, WINDOW_MS, 0)).toBeUndefined();
  expect(HealthWindow.restore({ ...saved, since: saved.since.map(() => [1]) }, WINDOW_MS, 0)).toBeUndefined();
});

test.each([
  ['basic', 4096],
  ['all', 8192],
] as const)('a window with %s totals never grows, and has less than %i bytes', (kept, limitBytes) => {
  const window = new HealthWindow(WINDOW_MS, 0, kept);
  const before = window.sizeBytes;
  for (let nowMs = 0; nowMs < 10 * WINDOW_MS; nowMs += 5000) window.take(good(NO_TOTALS, nowMs), nowMs);
  expect([window.sizeBytes, before < limitBytes]).toEqual([before, true]);
});

test('what players tell is kept only where health is made of it', () => {
  const told = Object.fromEntries(HEALTH_TOTALS.map((name, place) => [name, place + 1])) as unknown as HealthTotals;
  const { observedMs, availableMs, requests, failures, scored, score, responseMs } = told;
  const basic = { observedMs, availableMs, requests, failures, scored, score, responseMs };
  expect(new HealthWindow(WINDOW_MS, 0).take(told, 5000)).toEqual({ ...NO_TOTALS, ...basic });
  expect(new HealthWindow(WINDOW_MS, 0, 'all').take(told, 5000)).toEqual(told);
});

test('a process that slept longer than the window remembers nothing of before', () => {
  const window = new HealthWindow(WINDOW_MS, 0);
  window.take(good(NO_TOTALS, 10), 5000);
  expect(window.take(good(NO_TOTALS, 12), 10_000_000).requests).toBe(0);
});
