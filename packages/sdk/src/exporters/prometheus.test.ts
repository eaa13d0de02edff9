import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCatalogue } from '../metrics/catalogue.ts';
import { createState, type State } from '../state/state.ts';
import { REQUEST_RESULTS } from '../state/stream.ts';
import { manualClock } from '../testing/manual-clock.ts';
import type { TextFormat } from './line-text.ts';
import { chooseFormat, createTextRenderer, type TextRenderer } from './prometheus.ts';

const clock = manualClock();
const stateWith = (streamLabels = 500): State =>
  createState(
    {
      maxStreams: 5000,
      maxSessions: 1000,
      streamLabels,
      streamIdleAfterMs: 60_000,
      sessionIdleFloorMs: 30_000,
      tickMs: 5000,
      historyMs: 100_000,
    },
    () => {},
  );

const page = (state: State, format: TextFormat = 'prometheus'): Promise<string> => textOf(rendererOf(state), format);
const linesOf = (text: string, family: string): string[] =>
  text.split('\n').filter((line) => line.startsWith(`${family}{`) || line.startsWith(`${family} `));

test('each family has its help and type once, before its samples', async () => {
  const state = stateWith();
  state.streams.declare('news', {}, 0);
  const text = await page(state);
  const heads = text.split('\n').filter((line) => line.startsWith('# TYPE '));
  expect(new Set(heads).size).toBe(heads.length);
  expect(text).toContain(
    '# HELP tallylight_stream_egress_bytes_total Body bytes sent to viewers.\n# TYPE tallylight_stream_egress_bytes_total counter\ntallylight_stream_egress_bytes_total{stream="news"} 0\n',
  );
});

test('every closed label value is there from the start, at 0', async () => {
  const state = stateWith();
  state.streams.declare('news', {}, 0);
  expect(
    linesOf(await page(state), 'tallylight_stream_requests_total').filter((line) => line.includes('"news"')),
  ).toEqual(REQUEST_RESULTS.map((result) => `tallylight_stream_requests_total{stream="news",result="${result}"} 0`));
});

test('what is not known has no sample', async () => {
  const state = stateWith();
  state.streams.declare('news', {}, 0);
  expect(linesOf(await page(state), 'tallylight_stream_up')).toEqual([]);
});

test('beyond the label cap values are summed under other, and the metric that lost them is named', async () => {
  const state = stateWith(2);
  for (const id of ['a', 'b', 'c', 'd']) {
    const stream = state.streams.declare(id, {}, 0);
    if (stream !== undefined) stream.egressBytes = 10;
  }
  const text = await page(state);
  expect(linesOf(text, 'tallylight_stream_egress_bytes_total')).toEqual([
    'tallylight_stream_egress_bytes_total{stream="a"} 10',
    'tallylight_stream_egress_bytes_total{stream="b"} 10',
    'tallylight_stream_egress_bytes_total{stream="other"} 20',
  ]);
  expect(text).toContain('tallylight_sdk_series_dropped_total{metric="tallylight_stream_egress_bytes_total"} 2');
});

test('a histogram is cumulative and ends at +Inf', async () => {
  const state = stateWith();
  for (const value of [4, 200, 99_000]) state.responseDurations[0]?.observe(value);
  const lines = linesOf(await page(state), 'tallylight_stream_response_duration_seconds_bucket').filter((line) =>
    line.includes('manifest'),
  );
  expect(lines[0]).toBe('tallylight_stream_response_duration_seconds_bucket{kind="manifest",le="0.005"} 1');
  expect(lines.at(-2)).toBe('tallylight_stream_response_duration_seconds_bucket{kind="manifest",le="30.0"} 2');
  expect(lines.at(-1)).toBe('tallylight_stream_response_duration_seconds_bucket{kind="manifest",le="+Inf"} 3');
});

test('OpenMetrics names counter families without _total, and tells units', async () => {
  const state = stateWith();
  const text = await page(state, 'openmetrics');
  expect(text).toContain(
    '# TYPE tallylight_stream_egress_bytes counter\n# UNIT tallylight_stream_egress_bytes bytes\ntallylight_stream_egress_bytes_total{stream="other"} 0\n',
  );
});

test('no stream name can forge a line or a label', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (name) => {
      const state = stateWith();
      state.streams.declare(name, {}, 0);
      const text = await page(state);
      for (const line of text.split('\n')) {
        expect(line).toMatch(/^(?:# (?:HELP|TYPE) .*|[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\["\\n])*",?)*\})? \S+|)$/);
      }
    }),
    { numRuns: 60 },
  );
});

test('a metric that cannot be read costs its own lines, not the page', async () => {
  const state = stateWith();
  const broken = {
    ...(createCatalogue({ build: { version: '1', runtime: 'x' }, clock })[1] as ReturnType<
      typeof createCatalogue
    >[number]),
  };
  const faults: unknown[] = [];
  const renderer = createTextRenderer({
    catalogue: [
      {
        ...broken,
        read: () => {
          throw new Error('unreadable');
        },
      },
      ...createCatalogue({ build: { version: '1', runtime: 'x' }, clock }),
    ],
    state,
    monotonicMs: () => 0,
    yieldToLoop: () => Promise.resolve(),
    onFault: (error) => faults.push(error),
  });
  expect(Buffer.concat((await renderer.render('prometheus')).pieces).toString()).toContain('tallylight_build_info');
  expect(faults).toHaveLength(1);
});

test('a scraper that accepts OpenMetrics gets it', () => {
  expect(chooseFormat('application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5')).toBe('openmetrics');
  expect(chooseFormat('text/plain')).toBe('prometheus');
  expect(chooseFormat(undefined)).toBe('prometheus');
});

test('streams that come and go leave the page as if it were rendered for the first time', async () => {
  const step = fc.record({ id: fc.integer({ min: 0, max: 12 }), goes: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 8 }), async (pages) => {
      const state = stateWith(8);
      const kept = rendererOf(state);
      for (const steps of pages) {
        for (const { id, goes } of steps) {
          if (goes) state.streams.remove(`s${id}`, 0);
          else {
            const stream = state.streams.declare(`s${id}`, {}, 0);
            if (stream !== undefined) stream.egressBytes += id + 1;
          }
        }
        const known = await textOf(kept);
        expect(withoutOwnCost(known)).toBe(withoutOwnCost(await textOf(rendererOf(state))));
      }
    }),
    { numRuns: 100 },
  );
});

test('a stream removed while the page is written is told once: by its name or in other', async () => {
  const state = stateWith(5000);
  for (let index = 0; index < 2000; index += 1) {
    const stream = state.streams.declare(`s${index}`, {}, 0);
    if (stream !== undefined) stream.egressBytes = 10;
  }
  let now = 0;
  let gone = 0;
  const renderer = rendererOf(state, {
    monotonicMs: () => {
      now += 3;
      return now;
    },
    yieldToLoop: async () => {
      state.streams.remove(`s${gone}`, 0);
      gone += 1;
    },
  });
  const lines = linesOf(await textOf(renderer), 'tallylight_stream_egress_bytes_total');
  expect(gone).toBeGreaterThan(20);
  expect(lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(20_000);
});

function rendererOf(state: State, parts: Partial<Parameters<typeof createTextRenderer>[0]> = {}): TextRenderer {
  return createTextRenderer({
    catalogue: createCatalogue({ build: { version: '1', runtime: 'node 24' }, clock }),
    state,
    monotonicMs: () => clock.monotonicMs(),
    yieldToLoop: () => Promise.resolve(),
    onFault: (error) => {
      throw error;
    },
    ...parts,
  });
}

async function textOf(renderer: TextRenderer, format: TextFormat = 'prometheus'): Promise<string> {
  return Buffer.concat((await renderer.render(format)).pieces).toString();
}

const withoutOwnCost = (text: string): string => text.replace(/^tallylight_sdk_collect_duration_seconds.*\n/gm, '');
