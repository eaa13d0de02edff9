import { expect, test } from 'vitest';
import { HISTORY_MINUTES, History } from './history.ts';

const MINUTE_MS = 60_000;
const DAY_MS = HISTORY_MINUTES * MINUTE_MS;
/** Ticks of 10 s from `fromMs`, each with this many bytes and sessions. */
const pass = (history: History, fromMs: number, minutes: number, egressBytes: number, sessions = 1): number => {
  let epochMs = fromMs;
  for (let tick = 0; tick < minutes * 6; tick += 1) {
    history.push({ epochMs, elapsedMs: 10_000, egressBytes, ingressBytes: null, sessions, health: 90 });
    epochMs += 10_000;
  }
  return epochMs;
};

test('a minute is the mean of its bytes, the most sessions and the mean health', () => {
  const history = new History();
  history.push({ epochMs: 1000, elapsedMs: 1000, egressBytes: 500, ingressBytes: 40, sessions: 3, health: 80 });
  history.push({ epochMs: 2000, elapsedMs: 3000, egressBytes: 1500, ingressBytes: 40, sessions: 1, health: 100 });
  history.push({ epochMs: 3000, elapsedMs: 0, egressBytes: 0, ingressBytes: null, sessions: 0, health: null });
  expect(history.points(0, MINUTE_MS)).toEqual([]);
  history.push({ epochMs: MINUTE_MS, elapsedMs: 1000, egressBytes: 9, ingressBytes: null, sessions: 9, health: null });
  expect(history.points(0, MINUTE_MS)).toEqual([{ atMs: 0, egress: 500, ingress: 20, sessions: 3, health: 90 }]);
});

test('a day is kept and no more, and a gap stays a gap', () => {
  const history = new History();
  let epochMs = pass(history, 0, 30, 100);
  epochMs = pass(history, epochMs + 10 * MINUTE_MS, HISTORY_MINUTES - 20, 200);
  const points = history.points(0, epochMs);
  expect(points.length).toBe(HISTORY_MINUTES - 10);
  expect(points[0]).toMatchObject({ atMs: 19 * MINUTE_MS, egress: 10 });
  expect(points.some(({ atMs }) => atMs >= 30 * MINUTE_MS && atMs < 40 * MINUTE_MS)).toBe(false);
  expect(points.at(-1)?.egress).toBe(20);
  expect(history.points(epochMs - 60 * MINUTE_MS, epochMs).length).toBe(59);
});

test('after days of silence nothing old comes back', () => {
  const history = new History();
  pass(history, 0, 5, 100);
  pass(history, 3 * DAY_MS + MINUTE_MS, 2, 100);
  expect(history.points(0, 4 * DAY_MS).map(({ atMs }) => atMs)).toEqual([3 * DAY_MS + MINUTE_MS]);
});

test('a clock set back begins a new past', () => {
  const history = new History();
  pass(history, DAY_MS, 5, 100);
  pass(history, DAY_MS - 120 * MINUTE_MS, 3, 300);
  expect(history.points(0, 2 * DAY_MS).map(({ egress }) => egress)).toEqual([30, 30]);
});
