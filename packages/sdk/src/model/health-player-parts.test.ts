import { expect, test } from 'vitest';
import { evaluateHealth, type HealthWindowFacts } from './health.ts';
import { bitrateShare, restarts, stallRatio, startup } from './health-player-parts.ts';
import { defineHealth, isComponents } from './health-presets.ts';
import { healthReason } from './health-reason.ts';
import { type HealthTotals, NO_TOTALS } from './health-totals.ts';

const WINDOW_MS = 900_000;
const told = (totals: Partial<HealthTotals>): HealthWindowFacts => ({
  ...NO_TOTALS,
  ...totals,
  stream: 'news',
  windowMs: WINDOW_MS,
});

test('a stream whose players tell nothing is unknown in all of them', () => {
  for (const component of [stallRatio(1), startup(1), restarts(1), bitrateShare(1)]) {
    expect(component.evaluate(told({})), component.id).toBeUndefined();
  }
});

test.each([
  [0, 1],
  [0.002, 1],
  [0.01, 0.589],
  [0.02, 0.411],
  [0.1, 0],
  [0.5, 0],
])('standing still for %d of the time is worth %d', (ratio, worth) => {
  const facts = told({ stalledMs: 1_000_000 * ratio, playedMs: 1_000_000 * (1 - ratio) });
  expect(stallRatio(1).evaluate(facts)).toBeCloseTo(worth, 3);
});

test('a minute of play in a quarter of an hour has to be told before stalls are judged', () => {
  expect(stallRatio(1).evaluate(told({ playedMs: 50_000, stalledMs: 9999 }))).toBeUndefined();
  expect(stallRatio(1).evaluate(told({ playedMs: 50_000, stalledMs: 10_000 }))).toBe(0);
});

test('starts are worth the mean of their scores, not the score of their mean', () => {
  expect(startup(1).evaluate(told({ startups: 4, startupScore: 3 }))).toBe(0.75);
});

test.each([
  [0, 1],
  [1, 0.5],
  [2, 1 / 3],
])('%i restarts in a quarter of an hour are worth %d', (count, worth) => {
  expect(restarts(1).evaluate(told({ observedMs: WINDOW_MS, restarts: count }))).toBeCloseTo(worth, 12);
});

test('restarts count by the quarter of an hour, whatever the window', () => {
  const facts = { ...told({ observedMs: 4 * WINDOW_MS, restarts: 4 }), windowMs: 4 * WINDOW_MS };
  expect(restarts(1).evaluate(facts)).toBe(0.5);
});

test('the share of the best bitrate is worth itself', () => {
  expect(bitrateShare(1).evaluate(told({ pictureMs: 10_000, pictureShareMs: 4000 }))).toBe(0.4);
});

test('the preset players weighs them, and without them the three give the score', () => {
  const players = defineHealth({ preset: 'players' });
  const fine: Partial<HealthTotals> = {
    ...{ observedMs: WINDOW_MS, availableMs: WINDOW_MS, requests: 1000, scored: 1000, score: 1000 },
  };
  expect(evaluateHealth(players, told(fine), false)).toMatchObject({ score: 100, coverage: 0.6 });
  const seen = { ...fine, playedMs: 900_000, stalledMs: 100_000, startups: 1, startupScore: 1, pictureMs: 1 };
  const verdict = evaluateHealth(players, told({ ...seen, pictureShareMs: 1 }), false);
  expect(verdict).toMatchObject({ score: 80, coverage: 1, worst: 3 });
  expect(healthReason(players, told(seen), verdict)).toBe('players stood still 10 % of the time');
});

test('a component of the host takes the place of the preset’s own of the same name', () => {
  const { components } = defineHealth({ preset: 'players', components: [stallRatio(50)] });
  expect(components.map(({ id, weight }) => [id, weight])).toEqual([
    ['uptime', 30],
    ['errors', 20],
    ['response', 10],
    ['startup', 10],
    ['bitrate_share', 10],
    ['stall_ratio', 50],
  ]);
  expect(isComponents([stallRatio(50), startup(1), restarts(1), bitrateShare(1)])).toBe(true);
});

test.each([
  [startup(100), { startups: 2, startupMs: 9000, startupScore: 0.5 }, 'first picture after 4500 ms on average'],
  [restarts(100), { observedMs: WINDOW_MS, availableMs: WINDOW_MS, restarts: 1 }, 'restarted once'],
  [restarts(100), { observedMs: WINDOW_MS, availableMs: WINDOW_MS, restarts: 3 }, 'restarted 3 times'],
  [bitrateShare(100), { pictureMs: 1000, pictureShareMs: 250 }, 'picture at 25 % of the best bitrate'],
] as const)('the reason of $id has a number to check', (component, totals, words) => {
  const definition = defineHealth({ components: [component] });
  const facts = told(totals);
  expect(healthReason(definition, facts, evaluateHealth(definition, facts, false))).toBe(words);
});
