import type { DataFrame } from '@grafana/data';
import type { StreamRow } from '@tallylight/protocol';
import { describe, expect, it } from 'vitest';
import { toFrames } from '../../datasource/frames.ts';
import type { Reading } from '../../datasource/reading.ts';
import { LOADING } from '../../shared/frame-words.ts';
import { alertRow, health, streamRow } from '../../testing/rows.ts';
import {
  instantFrames,
  RECORDED_AT_MS,
  RECORDED_STEP_MS,
  type RecordedQuery,
  rangeFrames,
  tableFrame,
} from './recorded/prometheus-frames.ts';
import type { StreamNow } from './stream.ts';
import { toView, type ViewContext } from './view.ts';

const ORIGIN_MS = 1_795_000_000_000;

function context(parts: Partial<ViewContext> = {}): ViewContext {
  return {
    state: LOADING.Streaming,
    errorMessage: undefined,
    isNow: true,
    intervalMs: 15_000,
    nowMs: RECORDED_AT_MS + 1_000,
    stampMs: 5_000,
    originMs: ORIGIN_MS,
    ...parts,
  };
}

/** Frames as the data source makes them. */
function live(rows: Record<string, StreamRow>, parts: Partial<Reading> = {}, fields?: readonly string[]): DataFrame[] {
  const reading: Reading = {
    topic: 'streams',
    rows: new Map(Object.entries(rows)),
    histories: new Map(),
    phase: 'live',
    ageMs: 300,
    tickMs: 1_000,
    stampMs: 5_000,
    problem: null,
    attribution: [],
    ...parts,
  };
  return toFrames(reading, { refId: 'A', spanMs: 900_000, originMs: ORIGIN_MS, fields });
}

function streamOf(frames: readonly DataFrame[], key: string, parts?: Partial<ViewContext>): StreamNow {
  const stream = toView(frames, context(parts)).streams.find((one) => one.key === key);
  if (stream === undefined) throw new Error(`expected a stream ${key}, received none`);
  return stream;
}

describe('streams of Tallylight Live', () => {
  const rows = {
    news: streamRow({ title: 'News HD', health: health() }),
    sports: streamRow({ state: 'down', reason: 'source_lost', health: health({ score: 38, band: 'poor' }) }),
    radio: streamRow({ state: 'unknown' }),
    archive: streamRow({ state: 'off', expected: false }),
  };

  it('have score, band, the worst reason, and each part with its weight and what it was made of', () => {
    const news = streamOf(live(rows), 'news');
    expect(news).toMatchObject({ name: 'News HD', score: 71, band: 'good', reason: '4 % of the requests fail' });
    expect(news.parts).toEqual([
      { id: 'uptime', value: 1, weight: 0.5, raw: 'up 100 % of 5 min' },
      { id: 'errors', value: 0.4, weight: 0.3, raw: '4.0 % of 250 requests failed' },
      { id: 'response', value: null, weight: 0.2, raw: null },
    ]);
    expect(news).toMatchObject({ coverage: 0.8, windowMs: 300_000, errorRatio: 0.04, responseMs: null });
  });

  it('have the parts that a host added, under their own names', () => {
    const base = health();
    const added = { ...base, parts: { ...base.parts, encoder: 0.5 }, weights: { ...base.weights, encoder: 0.2 } };
    const { parts } = streamOf(live({ news: streamRow({ health: added }) }), 'news');
    expect(parts.at(-1)).toEqual({ id: 'encoder', value: 0.5, weight: 0.2, raw: null });
  });

  it('without a score say why, and are never 0', () => {
    expect(streamOf(live(rows), 'radio')).toMatchObject({ score: null, band: 'unknown', errorRatio: null });
    expect(streamOf(live(rows), 'radio').unknownWhy).toMatch(/too little/);
    expect(streamOf(live(rows), 'archive').unknownWhy).toMatch(/off on purpose/);
    expect(streamOf(live(rows, {}, ['stream', 'state']), 'news').unknownWhy).toMatch(/leaves out the column health/);
  });

  it('add up to totals: states, bands, means of what is known', () => {
    const { totals } = toView(live(rows), context());
    expect(totals).toMatchObject({
      count: 4,
      presence: { online: 1, offline: 1, unknown: 1, off: 1 },
      bands: { excellent: 0, good: 1, fair: 0, poor: 1, unknown: 2 },
      meanScore: 54.5,
      meanUptime: 1,
      isUptimePart: false,
    });
  });

  it('of two queries are one stream, told by the fresher, under the worse lamp', () => {
    const older = live({ news: streamRow({ sessions: 99 }) }, { ageMs: 9_000, phase: 'stale' });
    for (const frames of [
      [...older, ...live(rows)],
      [...live(rows), ...older],
    ]) {
      const view = toView(frames, context());
      expect(view.streams).toHaveLength(4);
      expect(streamOf(frames, 'news').sessions).toBe(3);
      expect(view.freshness).toMatchObject({ phase: 'stale', ageMs: 9_000 });
    }
  });

  it('win over other frames of the panel', () => {
    expect(toView([...rangeFrames('health'), ...live(rows)], context()).streams).toHaveLength(4);
  });

  it('keep their numbers when the query fails, and the lamp says so', () => {
    const view = toView(live(rows), context({ state: LOADING.Error, errorMessage: 'gone' }));
    expect(view.notice).toBeUndefined();
    expect(view.freshness.phase).toBe('error');
  });

  it('bring alerts for toasts where a query asks for them, and only once it is answered', () => {
    const alerts = (parts: Partial<Reading>): DataFrame[] =>
      toFrames(
        {
          ...{ topic: 'alerts', rows: new Map([['a', alertRow()]]), histories: new Map(), phase: 'live', ageMs: 0 },
          ...{ tickMs: 1_000, stampMs: 5_000, problem: null, attribution: [] },
          ...parts,
        } as Reading,
        { refId: 'B', spanMs: 1, originMs: ORIGIN_MS },
      );
    expect(toView([...live(rows), ...alerts({})], context()).alerts).toEqual([
      { key: 'a', severity: 'error', summary: 'News is down' },
    ]);
    expect(toView([...live(rows), ...alerts({ phase: 'loading' })], context()).alerts).toBeUndefined();
    expect(toView(live(rows), context()).alerts).toBeUndefined();
  });

  it('may be ten thousand', () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `s${index}`,
        streamRow({ health: health({ score: index % 101 }) }),
      ]),
    );
    expect(toView(live(many), context()).totals.count).toBe(10_000);
  });
});

describe('streams of Prometheus, as they were recorded', () => {
  const QUERIES: readonly RecordedQuery[] = ['health', 'parts', 'up', 'expected', 'clients', 'errors', 'uptime'];
  const all = (make: (query: RecordedQuery, refId: string) => DataFrame[]): DataFrame[] =>
    QUERIES.flatMap((query, index) => make(query, 'ABCDEFGH'.charAt(index)));
  const points = (frames: DataFrame[], key: string): number | null => {
    const { score } = streamOf(frames, key);
    return score === null ? null : Math.floor(score);
  };

  it.each([
    ['series of a range', all((query, refId) => rangeFrames(query, refId))],
    ['series of one moment', all((query, refId) => instantFrames(query, refId))],
    ['tables', all((query, refId) => [tableFrame(query, refId, `Value #${refId}`)])],
  ])('are merged by stream from %s', (_, frames) => {
    const view = toView(frames, context());
    expect(view.streams.map(({ key }) => key).sort()).toEqual(
      expect.arrayContaining(['archive', 'kids', 'movies', 'news-hd', 'radio', 'sports-2']),
    );
    expect(['movies', 'news-hd', 'kids', 'sports-2', 'radio'].map((key) => points(frames, key))).toEqual([
      ...[100, 75, 57, 17],
      null,
    ]);
    expect(streamOf(frames, 'sports-2')).toMatchObject({ state: 'down', expected: true, band: 'poor', sessions: 7 });
    expect(streamOf(frames, 'sports-2').errorRatio).toBeCloseTo(0.125, 2);
    expect(streamOf(frames, 'sports-2').reason).toMatch(/13 % of the requests fail|uptime is worth 0 %/);
    expect(streamOf(frames, 'kids').parts.map(({ id, value }) => [id, Math.round((value ?? 0) * 100)])).toEqual([
      ['uptime', 100],
      ['errors', 15],
      ['response', 47],
    ]);
    expect(streamOf(frames, 'radio')).toMatchObject({ state: 'unknown', score: null, uptime: null });
    expect(view.streams.some(({ key }) => key === 'other')).toBe(false);
  });

  it('are known by the query where the metric’s name is gone', () => {
    expect(points(rangeFrames('healthByStream'), 'news-hd')).toBe(75);
    expect(points([tableFrame('healthByStream')], 'news-hd')).toBe(75);
  });

  it('have the past of their scores from a range query', () => {
    const view = toView(rangeFrames('health'), context());
    expect([view.hasHistory, view.historyMs]).toEqual([true, 60_000]);
    const { history } = streamOf(rangeFrames('health'), 'news-hd');
    expect(history).toHaveLength(13);
    expect(history.at(-1)?.atMs).toBe(RECORDED_AT_MS);
    expect(toView(instantFrames('health'), context()).hasHistory).toBe(false);
  });

  it('have their failures worked out from requests by result: of rates, and of how counters grew', () => {
    const byRate = streamOf([...rangeFrames('up'), ...rangeFrames('results', 'B')], 'kids').errorRatio;
    expect(byRate).toBeCloseTo(0.05, 2);
    const byGrowth = streamOf([...rangeFrames('up'), ...rangeFrames('requests', 'B')], 'kids').errorRatio;
    expect(byGrowth).toBeCloseTo(0.05, 2);
    // Of one reading of a counter nobody can tell what happened lately.
    expect(streamOf([...instantFrames('up'), ...instantFrames('requests', 'B')], 'kids').errorRatio).toBeNull();
  });

  it('whose series ended with their server are unknown now, not well', () => {
    const regional = streamOf(
      all((query, refId) => rangeFrames(query, refId)),
      'regional',
    );
    expect(regional).toMatchObject({ state: 'unknown', score: null, band: 'unknown' });
    expect(regional.unknownWhy).toMatch(/series have ended/);
  });

  it('say which query is missing where no score is asked for', () => {
    expect(streamOf(rangeFrames('up'), 'movies')).toMatchObject({ state: 'up', score: null });
    expect(streamOf(rangeFrames('up'), 'movies').unknownWhy).toMatch(/tallylight_stream_health_ratio/);
  });

  it('are as old as the query that is farthest behind, and promise news every step', () => {
    const { freshness } = toView(rangeFrames('health'), context({ nowMs: RECORDED_AT_MS + 7_000 }));
    expect(freshness).toEqual({ phase: 'live', ageMs: 7_000, tickMs: RECORDED_STEP_MS, stampMs: 5_000 });
    expect(toView(rangeFrames('health'), context({ isNow: false })).freshness.phase).toBe('off');
  });
});

describe('a panel without streams', () => {
  const notice = (frames: DataFrame[], parts?: Partial<ViewContext>) => toView(frames, context(parts)).notice;

  it('waits, asks for other data, or tells the error and who can mend it', () => {
    expect(notice([], { state: LOADING.Loading })?.kind).toBe('loading');
    expect(notice([], { state: LOADING.Done })).toMatchObject({
      kind: 'empty',
      sentence: expect.stringMatching(/no streams in this data/),
    });
    expect(notice([], { state: LOADING.Error, errorMessage: 'boom' })).toMatchObject({ kind: 'error' });
    expect(notice([], { errorMessage: 'The token may not watch streams.' })?.kind).toBe('no-permission');
  });

  it('tells a server without streams from one that does not answer yet', () => {
    expect(notice(live({}))).toMatchObject({ kind: 'empty' });
    expect(notice(live({}, { phase: 'loading', ageMs: null }))?.kind).toBe('loading');
    expect(notice(live({}, { phase: 'error', problem: 'Forbidden' }))?.kind).toBe('no-permission');
  });
});
