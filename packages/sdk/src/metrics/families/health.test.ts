import { expect, test } from 'vitest';
import { defineHealth } from '../../model/health-presets.ts';
import { HealthRecord } from '../../state/health-record.ts';
import { Stream } from '../../state/stream.ts';
import { manualClock } from '../../testing/manual-clock.ts';
import type { Metric } from '../metric.ts';
import { healthMetrics } from './health.ts';

const components = [{ id: 'stalls', weight: 10, evaluate: () => 0.5 }];
const definition = defineHealth({ components });
const family = healthMetrics({
  build: { version: '1', runtime: 'node' },
  clock: manualClock(),
  healthComponents: definition.components.map(({ id }) => id),
});

function named(name: string): Metric {
  const found = family.find((metric) => metric.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

/** What each closed value of a metric reads for a stream. */
function readings(name: string, stream: Stream): Record<string, unknown> {
  const metric = named(name);
  return Object.fromEntries(
    (metric.closed ?? ['']).map((value, place) => [value, metric.read(stream, place, undefined as never)]),
  );
}

test('a stream without a score has no health series, and counters at 0', () => {
  const silent = new Stream('silent', true, true, 0);
  expect(readings('tallylight_stream_health_ratio', silent)).toEqual({ '': undefined });
  expect(Object.values(readings('tallylight_stream_health_category', silent))).toEqual(Array(4).fill(undefined));
  expect(readings('tallylight_stream_response_scored_total', silent)).toEqual({ '': 0 });
});

test('score, parts of the host too, and one band of four', () => {
  const news = new Stream('news', true, true, 0);
  const record = new HealthRecord(definition, 0);
  news.health = record;
  record.band = 'good';
  record.verdict = {
    score: 74.25,
    parts: [1, 0.5, undefined, 0.5],
    coverage: 0.8,
    worst: 1,
    worstPoints: 10,
    gated: false,
  };
  expect(readings('tallylight_stream_health_ratio', news)).toEqual({ '': 0.7425 });
  expect(readings('tallylight_stream_health_component_ratio', news)).toEqual({
    uptime: 1,
    errors: 0.5,
    response: undefined,
    stalls: 0.5,
  });
  expect(readings('tallylight_stream_health_category', news)).toEqual({ excellent: 0, good: 1, fair: 0, poor: 0 });
});
