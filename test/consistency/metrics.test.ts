/** What a metric may be called, so that every road out of the process gives one name; and that each is documented. */
import { describe, expect, test } from 'vitest';
import type { Metric } from '../../packages/sdk/src/metrics/metric.ts';
import { listMetrics, metricsPage, WRITE_DOCS } from '../../scripts/write-docs.ts';
import { read } from './project.ts';

const metrics = listMetrics();
const UNIT_WORD: Readonly<Record<string, string>> = {
  s: 'seconds',
  Cel: 'celsius',
  By: 'bytes',
  '1': 'ratio',
  '{By}/{s}': 'bytes_per_second',
};
/** Set by Prometheus itself, or with a meaning of their own on a histogram. */
const RESERVED_LABELS = ['instance', 'job', 'le', 'quantile', 'other'];
/** Whatever tells one person from another, or has no bound. */
const FORBIDDEN_LABELS = ['address', 'ip', 'user', 'session', 'title', 'url', 'path', 'user_agent', 'token'];

/** The name that OTLP ingestion of Prometheus makes: unit word appended unless it is there, `total` moved to the end. */
function nameByOtlp({ otelName, unit, kind }: Metric): string {
  const tokens = otelName.split(/[^a-zA-Z0-9]+/);
  const word = unit.startsWith('{') ? [] : (UNIT_WORD[unit] ?? unit).split('_');
  const isThere = word.every((part) => tokens.includes(part));
  const isRatio = unit === '1';
  const withUnit = isThere || (isRatio && kind !== 'gauge') ? tokens : [...tokens, ...word];
  return [...withUnit.filter((token) => token !== 'total'), ...(kind === 'counter' ? ['total'] : [])].join('_');
}

/** The name that the JavaScript exporter for Prometheus makes: it knows no units. */
function nameByExporter({ otelName, kind }: Metric): string {
  const name = otelName.replace(/[^a-z0-9_]/g, '_').replace(/_+/g, '_');
  return kind === 'counter' && !name.endsWith('_total') ? `${name}_total` : name;
}

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  test('has the same name on every road', () => {
    expect(nameByOtlp(metric)).toBe(name);
    expect(nameByExporter(metric)).toBe(name);
  });

  test('is written in plain words, and says total at its end only, as a counter', () => {
    expect(name).toMatch(/^tallylight(_[a-z][a-z0-9]*)+$/);
    expect(name.endsWith('_total')).toBe(metric.kind === 'counter');
    expect(metric.otelName.split('.')).not.toContain('total');
    expect(metric.help).toMatch(/^[A-Z0-9].*\.$/);
  });

  test('has a base unit as its last word, or counts things in braces', () => {
    const word = UNIT_WORD[metric.unit];
    if (word === undefined) expect(metric.unit).toMatch(/^\{[a-z_]+\}$/);
    else expect(name.replace(/_total$/, '').endsWith(`_${word}`), `${name} in ${metric.unit}`).toBe(true);
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|kilobytes|percent|bits|mbps)(_|$)/);
  });

  test('has labels that are bounded, free and nobody’s secret', () => {
    for (const label of metric.labels) {
      expect(label).toMatch(/^[a-z][a-z_]*$/);
      expect([...RESERVED_LABELS, ...FORBIDDEN_LABELS]).not.toContain(label);
    }
    expect(new Set(metric.labels).size).toBe(metric.labels.length);
    expect(new Set(metric.closed).size).toBe(metric.closed?.length ?? 0);
    if (metric.kind === 'histogram') {
      for (const label of ['stream', 'country', 'device']) expect(metric.labels).not.toContain(label);
    }
  });
});

test('no two metrics become one on any road', () => {
  for (const key of ['name', 'otelName'] as const) {
    const names = metrics.map((metric) => metric[key]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

test(`docs/metrics.md is what the catalogue says (written by: ${WRITE_DOCS})`, async () => {
  const page = await read('docs/metrics.md');
  expect(page).toBe(metricsPage(metrics));
  for (const { name } of metrics) expect(page).toContain(`| \`${name}\` |`);
});
