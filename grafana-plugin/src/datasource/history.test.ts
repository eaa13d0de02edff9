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
    expect(history.last(EVER)).toEqual({ timesMs: [1_000, 2_000, 3_000], egress: [10, 20, 30], ingress: [1, 2, 3] });
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
