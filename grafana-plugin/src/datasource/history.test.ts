import { describe, expect, it } from 'vitest';
import { points } from '../testing/rows.ts';
import { createHistory, HISTORY_POINTS } from './history.ts';

const EVER = Number.MAX_SAFE_INTEGER;

describe('the points kept of a bandwidth row', () => {
  it('grow by what is new and keep each point once', () => {
    const history = createHistory();
    history.add(points(1_000, 10, 20));
    history.add(points(1_000, 10, 20, 30));
    history.add([]);
    expect(history.last(EVER)).toEqual({
      fineFromMs: null,
      timesMs: [1_000, 2_000, 3_000],
      egress: [10, 20, 30],
      ingress: [1, 2, 3],
    });
  });

  it('keep what the client has already let go', () => {
    const history = createHistory();
    history.add(points(1_000, 10, 20));
    history.add(points(3_000, 30));
    expect(history.last(EVER).timesMs).toEqual([1_000, 2_000, 3_000]);
  });

  it('are cut to the span that is asked for', () => {
    const history = createHistory();
    history.add(points(1_000, 10, 20, 30, 40));
    expect(history.last(1_000).timesMs).toEqual([3_000, 4_000]);
  });

  it('never exceed their cap, however long the page is open', () => {
    const history = createHistory();
    for (let second = 0; second < 3 * HISTORY_POINTS; second += 1) history.add(points(second * 1_000, second));
    const { timesMs, egress } = history.last(EVER);
    expect(timesMs).toHaveLength(HISTORY_POINTS);
    expect(egress.at(-1)).toBe(3 * HISTORY_POINTS - 1);
  });

  it('start again when the clock of the server went back', () => {
    const history = createHistory();
    history.add(points(900_000, 10, 20));
    history.add(points(5_000, 30, 40));
    expect(history.last(EVER).timesMs).toEqual([5_000, 6_000]);
  });

  it('are handed out as copies', () => {
    const history = createHistory();
    history.add(points(1_000, 10));
    const before = history.last(EVER);
    history.add(points(2_000, 20));
    expect(before.timesMs).toEqual([1_000]);
  });
});

describe('the past by the minute', () => {
  const minute = (index: number, egress: number) => [index * 60_000, egress, null] as const;

  it('stands before the points, each mean in the middle of its minute, up to the first point', () => {
    const history = createHistory();
    history.fill([minute(1, 100), minute(2, 200), minute(3, 300)]);
    expect(history.last(EVER).timesMs).toEqual([]);
    history.add(points(200_000, 10, 20));
    expect(history.last(EVER)).toEqual({
      fineFromMs: 200_000,
      timesMs: [90_000, 150_000, 200_000, 201_000],
      egress: [100, 200, 10, 20],
      ingress: [null, null, 1, 2],
    });
  });

  it('is cut to the span that is asked for', () => {
    const history = createHistory();
    history.fill([minute(1, 100), minute(2, 200)]);
    history.add(points(200_000, 10));
    expect(history.last(90_000).timesMs).toEqual([150_000, 200_000]);
    expect(history.last(30_000)).toMatchObject({ fineFromMs: null, timesMs: [200_000] });
  });

  it('grows by the means of the points that are let go, so that no hole opens', () => {
    const history = createHistory();
    history.fill([]);
    for (let second = 0; second < 2 * HISTORY_POINTS; second += 1) history.add(points(second * 1_000, second));
    const { fineFromMs, timesMs, egress } = history.last(EVER);
    expect(fineFromMs).toBe(HISTORY_POINTS * 1_000);
    expect(egress.slice(0, 2)).toEqual([29.5, 89.5]);
    const holes = timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] ?? 0));
    expect(Math.max(...holes)).toBeLessThanOrEqual(3 * 60_000);
  });

  it('is not kept for rows whose past nobody asked for', () => {
    const history = createHistory();
    for (let second = 0; second < 3 * HISTORY_POINTS; second += 1) history.add(points(second * 1_000, second));
    expect(history.last(EVER).fineFromMs).toBeNull();
  });
});
