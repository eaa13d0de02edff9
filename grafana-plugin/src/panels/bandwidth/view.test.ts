import type { DataFrame, Field } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { toFrames } from '../../datasource/frames.ts';
import { createHistory } from '../../datasource/history.ts';
import type { Reading } from '../../datasource/reading.ts';
import { LOADING } from '../../shared/frame-words.ts';
import { bandwidthRow, points } from '../../testing/rows.ts';
import { toView, type ViewContext } from './view.ts';

const NOW_MS = 1_700_000_100_000;
const ORIGIN_MS = 1_699_999_000_000;

function context(parts: Partial<ViewContext> = {}): ViewContext {
  return {
    state: LOADING.Streaming,
    errorMessage: undefined,
    range: { fromMs: NOW_MS - 900_000, toMs: NOW_MS },
    isNow: true,
    intervalMs: 15_000,
    nowMs: NOW_MS,
    stampMs: 5_000,
    originMs: ORIGIN_MS,
    window: 'auto',
    ...parts,
  };
}

/** Frames as the data source makes them. */
function live(rows: Record<string, ReturnType<typeof bandwidthRow>>, parts: Partial<Reading> = {}): DataFrame[] {
  const histories = Object.entries(rows).map(([key, row]) => {
    const history = createHistory();
    history.add(row.points);
    return [key, history] as const;
  });
  const reading: Reading = {
    topic: 'bandwidth',
    rows: new Map(Object.entries(rows)),
    histories: new Map(histories),
    phase: 'live',
    ageMs: 300,
    tickMs: 1_000,
    stampMs: 5_000,
    problem: null,
    attribution: [],
    ...parts,
  };
  return toFrames(reading, { refId: 'A', spanMs: 900_000, originMs: ORIGIN_MS });
}

interface PromOptions {
  readonly labels?: Record<string, string>;
  readonly firstMs?: number;
  readonly stepMs?: number;
  readonly refId?: string;
}

/** One time series as the Prometheus data source gives it. */
function prom(values: (number | null)[], options: PromOptions = {}): DataFrame {
  const { labels, stepMs = 15_000, refId = 'A', firstMs = NOW_MS - stepMs * (values.length - 1) } = options;
  const time = values.map((_, index) => firstMs + index * stepMs);
  const fields = [
    { name: 'Time', type: 'time', config: { interval: stepMs }, values: time },
    { name: 'Value', type: 'number', config: {}, values, labels },
  ] as Field[];
  return { refId, fields, length: values.length };
}

describe('bandwidth of Tallylight Live', () => {
  const rows = {
    total: bandwidthRow({ current: 500, trend: 0.04, points: points(NOW_MS - 3_000, 300, 900, 600, 500) }),
    news: bandwidthRow({ current: 400, points: points(NOW_MS - 3_000, 240, 720, 480, 400) }),
    sports: bandwidthRow({ current: 100, points: points(NOW_MS - 3_000, 60, 180, 120, 100) }),
    radio: bandwidthRow({ current: null }),
    quiet: bandwidthRow({ current: 0 }),
  };
  const view = toView(live(rows), context());

  it('shows the current and the trend that the server tells', () => {
    expect(view.notice).toBeUndefined();
    expect(view.current.value).toBe(500);
    expect(view.trend.value).toBe(0.04);
  });

  it('takes average and peak from the points that are drawn', () => {
    expect(view.average.value).toBe(575);
    expect(view.peak.value).toBe(900);
    expect(view.peakAtMs).toBe(NOW_MS - 2_000);
    expect(view.ingress.value).toBe(50);
  });

  it('draws the points of the total, in a window of 100 s that ends at the newest', () => {
    expect(view.chart).toMatchObject({
      egress: [300, 900, 600, 500],
      points: 4,
      lastMs: NOW_MS,
      fromMs: NOW_MS - 100_000,
      toMs: NOW_MS,
      hasIngress: true,
    });
    expect(view.windowWords).toBe('100 s');
  });

  it('ranks the streams by what they sent in the window, with their share of the whole', () => {
    expect(view.top).toEqual([
      { key: 'news', rate: 460, share: 0.8 },
      { key: 'sports', rate: 115, share: 0.2 },
    ]);
    expect(view.topWords).toBe('100 s');
  });

  it('keeps a stream in its place between two segments, and lets one go that sent nothing in the window', () => {
    const bursts = bandwidthRow({ current: 0, points: points(NOW_MS - 3_000, 0, 600, 0, 0) });
    const ended = bandwidthRow({ current: 0, points: points(NOW_MS - 200_000, 800, 0) });
    const { top, others } = toView(live({ ...rows, bursts, ended }), context());
    expect(top.map(({ key, rate }) => [key, rate])).toEqual([
      ['news', 460],
      ['bursts', 150],
      ['sports', 115],
    ]);
    expect(others).toBe(0);
  });

  it('keeps ten streams and counts the others', () => {
    const many = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`s${index}`, bandwidthRow({ current: index + 1 })]),
    );
    const ranked = toView(live({ total: rows.total, ...many }), context());
    expect(ranked.top.map(({ key }) => key).slice(0, 2)).toEqual(['s13', 's12']);
    expect(ranked.top).toHaveLength(10);
    expect(ranked.others).toBe(4);
  });

  it('has the age of the data', () => {
    expect(view.freshness).toEqual({ phase: 'live', ageMs: 300, tickMs: 1_000, stampMs: 5_000 });
  });

  it('does not know the age of frames that were made in another page', () => {
    expect(toView(live(rows), context({ originMs: ORIGIN_MS + 1 })).freshness.ageMs).toBeNull();
  });

  it('keeps unknown unknown, with the reason', () => {
    const unknown = { current: null, average: null, peak: null, peakAtMs: null, trend: null };
    const dark = toView(
      live({ total: bandwidthRow({ ...unknown, points: [[NOW_MS, 5, null]] }), news: bandwidthRow(unknown) }),
      context(),
    );
    expect(dark.current).toMatchObject({ value: null, why: expect.stringMatching(/./) });
    expect(dark.trend).toMatchObject({ value: null, why: expect.stringMatching(/./) });
    expect(dark.ingress.value).toBeNull();
    expect(dark.chart?.hasIngress).toBe(false);
    expect(dark.top).toEqual([]);
  });

  it('adds the streams up when the total was not asked for', () => {
    const { total, ...streams } = rows;
    const summed = toView(live(streams), context());
    expect(summed.current.value).toBe(500);
    expect(summed.chart?.egress).toEqual([300, 900, 600, 500]);
  });

  it('shows the server clock as it is, though the clock of the browser differs by an hour', () => {
    const behind = context({ range: { fromMs: NOW_MS + 2_700_000, toMs: NOW_MS + 3_600_000 } });
    expect(toView(live(rows), behind).chart?.points).toBe(4);
    expect(toView(live(rows), { ...behind, window: 'range' }).chart).toBeUndefined();
  });

  it('widens its window in steps, up to the range of the dashboard', () => {
    const long = Array.from({ length: 400 }, () => 7);
    const grown = live({ total: bandwidthRow({ points: points(NOW_MS - 399_000, ...long) }) });
    expect(toView(grown, context()).windowWords).toBe('15 min');
    const short = context({ range: { fromMs: NOW_MS - 60_000, toMs: NOW_MS } });
    expect(toView(grown, short).chart?.points).toBe(61);
  });

  it('breaks the line where nothing was measured', () => {
    const torn = [...points(NOW_MS - 30_000, 1, 2), ...points(NOW_MS - 1_000, 3, 4)];
    const { chart } = toView(live({ total: bandwidthRow({ points: torn }) }), context());
    expect(chart?.egress).toEqual([1, 2, null, 3, 4]);
    expect(chart?.points).toBe(4);
  });

  it('takes a key that two queries bring once, and the fresher of the two', () => {
    const older = live({ total: bandwidthRow({ current: 1 }) }, { ageMs: 9_000 });
    const merged = toView([...older, ...live(rows)], context());
    expect(merged.current.value).toBe(500);
    expect(merged.freshness.ageMs).toBe(300);
  });
});

describe('bandwidth of Prometheus', () => {
  const frames = [
    prom([100, 100, 200, 300], { labels: { stream: 'news' } }),
    prom([50, 50, 50, 100], { labels: { stream: 'sports' } }),
    prom([10, 10, 10, 20], { labels: { stream: 'news' }, refId: 'ingress' }),
  ];
  const view = toView(frames, context({ state: LOADING.Done }));

  it('adds the streams up to the total', () => {
    expect(view.chart?.egress).toEqual([150, 150, 250, 400]);
    expect(view.current.value).toBe(400);
    expect(view.average.value).toBe(237.5);
    expect(view.peak.value).toBe(400);
    expect(view.peakAtMs).toBe(NOW_MS);
  });

  it('is drawn over the range of the dashboard, whatever the data covers', () => {
    expect(view.chart).toMatchObject({ fromMs: NOW_MS - 900_000, toMs: NOW_MS });
  });

  it('compares the second half of the range with the first', () => {
    expect(view.trend.value).toBeCloseTo(325 / 150 - 1);
    const short = toView([prom([1, 2, 3], { labels: { stream: 'news' } })], context());
    expect(short.trend.value).toBeNull();
    expect(toView([prom([0, 0, 5, 5])], context()).trend.value).toBeNull();
  });

  it('tells ingress by the name of the query, the metric or a label', () => {
    expect(view.ingress.value).toBe(20);
    const byMetric = prom([7], { labels: { __name__: 'tallylight_stream_ingress_bytes_total', stream: 'news' } });
    expect(toView([byMetric], context()).ingress.value).toBe(7);
    const byLabel = prom([8], { labels: { direction: 'ingress' } });
    expect(toView([byLabel], context()).ingress.value).toBe(8);
    expect(toView([byLabel], context()).current.value).toBeNull();
    const streamOfThatName = prom([9], { labels: { stream: 'ingress' } });
    expect(toView([streamOfThatName], context()).current.value).toBe(9);
  });

  it('ranks streams by their newest value', () => {
    expect(view.top).toEqual([
      { key: 'news', rate: 300, share: 0.75 },
      { key: 'sports', rate: 100, share: 0.25 },
    ]);
  });

  it('leaves out a stream whose series ended earlier', () => {
    const ended = prom([90, 90], { labels: { stream: 'old' }, firstMs: NOW_MS - 600_000 });
    expect(toView([...frames, ended], context()).top.map(({ key }) => key)).toEqual(['news', 'sports']);
  });

  it('prefers a series without a stream to the sum', () => {
    expect(toView([...frames, prom([1, 1, 1, 999])], context()).current.value).toBe(999);
  });

  it('adds up one stream from two servers, and counts a repeated series once', () => {
    const a = prom([10], { labels: { stream: 'news', instance: 'a' } });
    const b = prom([20], { labels: { stream: 'news', instance: 'b' } });
    expect(toView([a, b, a], context()).top).toEqual([{ key: 'news', rate: 30, share: 1 }]);
  });

  it('is as old as its newest point, and promises news every step', () => {
    const old = prom([1, 2], { firstMs: NOW_MS - 60_000 });
    expect(toView([old], context()).freshness).toEqual({
      phase: 'live',
      ageMs: 45_000,
      tickMs: 15_000,
      stampMs: 5_000,
    });
  });

  it('is not live when the range ends in the past', () => {
    expect(toView(frames, context({ isNow: false })).freshness.phase).toBe('off');
  });

  it('reads several value columns of one frame', () => {
    const wide = prom([1, 2], { labels: { stream: 'news' } });
    const second = { ...wide.fields[1], values: [3, 4], labels: { stream: 'sports' } } as Field;
    const { current, top } = toView([{ ...wide, fields: [...wide.fields, second] }], context());
    expect(current.value).toBe(6);
    expect(top).toHaveLength(2);
  });
});

describe('instead of numbers there is a sentence', () => {
  it('while the first data is awaited', () => {
    const waiting = live({}, { phase: 'loading', ageMs: null, tickMs: null });
    expect(toView(waiting, context()).notice).toMatchObject({
      kind: 'loading',
      sentence: 'Connecting to the live channel.',
    });
    expect(toView([], context({ state: LOADING.Loading })).notice?.kind).toBe('loading');
  });

  it('that says why the first data does not come', () => {
    const lost = live({}, { phase: 'loading', ageMs: null, problem: 'Reconnecting, attempt 2: refused.' });
    expect(toView(lost, context()).notice).toMatchObject({
      kind: 'loading',
      sentence: 'Reconnecting, attempt 2: refused.',
    });
  });

  it('when the server refuses', () => {
    const refused = live({}, { phase: 'error', ageMs: null, problem: 'The server refused: no.' });
    const view = toView(refused, context({ state: LOADING.Error }));
    expect(view.notice).toMatchObject({
      kind: 'error',
      sentence: 'The server refused: no.',
      next: expect.stringMatching(/./),
    });
    expect(view.freshness.phase).toBe('error');
  });

  it('when a query fails without data', () => {
    const failed = context({ state: LOADING.Error, errorMessage: 'bad query' });
    expect(toView([], failed).notice).toMatchObject({ kind: 'error', sentence: 'bad query' });
  });

  it('when the data holds no bandwidth', () => {
    expect(toView([], context({ state: LOADING.Done })).notice?.kind).toBe('empty');
    const streams = live({}, { topic: 'streams' });
    expect(toView(streams, context()).notice?.kind).toBe('empty');
    expect(toView(live({}), context()).notice?.kind).toBe('empty');
  });
});

describe('a failing query with data', () => {
  it('keeps its numbers, and its lamp says down', () => {
    const view = toView(live({ total: bandwidthRow() }), context({ state: LOADING.Error, errorMessage: 'closed' }));
    expect(view.current.value).toBe(500);
    expect(view.freshness.phase).toBe('error');
  });
});
