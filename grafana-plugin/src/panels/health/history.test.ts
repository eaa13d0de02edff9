import { describe, expect, it } from 'vitest';
import { createScoreHistory, SPAN_MS, STEP_MS, toTrendMs } from './history.ts';
import { toSpark } from './spark.ts';
import type { StreamNow } from './stream.ts';

const T0 = 1_795_000_000_000;
const news = (score: number | null): StreamNow[] => [{ key: 'news', score } as StreamNow];

describe('the score over time', () => {
  it('is kept a place every few seconds, the newest of each', () => {
    const history = createScoreHistory();
    history.add(news(80), T0);
    history.add(news(81), T0 + 1_000);
    history.add(news(60), T0 + STEP_MS);
    expect(history.of('news', T0 + STEP_MS)).toEqual([
      { atMs: T0, score: 81 },
      { atMs: T0 + STEP_MS, score: 60 },
    ]);
    expect(history.spanMs(T0 + STEP_MS)).toBe(STEP_MS);
  });

  it('has a gap where nothing was known or told, and nothing before the first score', () => {
    const history = createScoreHistory();
    history.add(news(null), T0);
    history.add(news(70), T0 + STEP_MS);
    history.add(news(null), T0 + 2 * STEP_MS);
    history.add(news(72), T0 + 4 * STEP_MS);
    expect(history.of('news', T0 + 4 * STEP_MS).map(({ score }) => score)).toEqual([70, null, null, 72]);
    expect(history.of('other', T0)).toEqual([]);
  });

  it('forgets what is older than a quarter of an hour', () => {
    const history = createScoreHistory();
    for (let step = 0; step <= (2 * SPAN_MS) / STEP_MS; step += 1) history.add(news(step % 100), T0 + step * STEP_MS);
    const points = history.of('news', T0 + 2 * SPAN_MS);
    expect(points).toHaveLength(SPAN_MS / STEP_MS);
    expect(points[0]?.atMs).toBe(T0 + SPAN_MS + STEP_MS);
    expect(points.every(({ score }) => score !== null)).toBe(true);
  });

  it('does not show old scores after a long silence', () => {
    const history = createScoreHistory();
    for (let step = 0; step < SPAN_MS / STEP_MS; step += 1) history.add(news(10), T0 + step * STEP_MS);
    history.add(news(90), T0 + 3 * SPAN_MS);
    expect(history.of('news', T0 + 3 * SPAN_MS)).toEqual([{ atMs: T0 + 3 * SPAN_MS, score: 90 }]);
  });

  it('is drawn over whole minutes, from one to fifteen', () => {
    expect([0, 60_000, 61_000, 5 * SPAN_MS].map(toTrendMs)).toEqual([60_000, 60_000, 120_000, SPAN_MS]);
  });
});

describe('a sparkline', () => {
  const box = { width: 104, height: 24, fromMs: 0, toMs: 100 };

  it('is 100 points high, and the right edge is now', () => {
    const points = [
      { atMs: 0, score: 100 },
      { atMs: 100, score: 0 },
    ];
    expect(toSpark(points, box)).toEqual({ line: 'M2 2L102 22', end: { x: 102, y: 22 } });
  });

  it('has a hole where nothing is known, and leaves out what is too old', () => {
    const points = [
      { atMs: -50, score: 1 },
      { atMs: 0, score: 50 },
      { atMs: 50, score: null },
      { atMs: 100, score: 50 },
    ];
    expect(toSpark(points, box).line).toBe('M2 12M102 12');
    expect(toSpark([], box)).toEqual({ line: '', end: undefined });
  });
});
