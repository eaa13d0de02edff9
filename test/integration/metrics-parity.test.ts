/**
 * One host with traffic, told on every road at once: our own page, a prom-client registry, and the Prometheus exporters of both
 * OpenTelemetry lines, all scraped by a real Prometheus. Names, labels and values must be the same. The clock stands still
 * while they are read, so that no age or duration can differ.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { registerIn } from '@tallylight/sdk/prom-client';
import { Counter, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import type { Pushed, Roads } from '../parts/roads-process.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.prometheus);

/** What a collection costs differs from road to road, and nothing else does. */
const OWN_COST = 'tallylight_sdk_collect_duration_seconds';
/** Put on by Prometheus or by the OpenTelemetry exporter. */
const FOREIGN_LABELS = /^(?:__name__|job|instance|otel_scope_.*)$/;
const OTEL_LINES = ['OpenTelemetry 2.x', 'OpenTelemetry 3.x'];

describe.skipIf(program === undefined)('one state on every road', () => {
  let child: ChildProcess;
  let roads: Roads;
  let prometheus: Prometheus;

  beforeAll(async () => {
    const file = fileURLToPath(new URL('../parts/roads-process.ts', import.meta.url));
    child = fork(file, { execArgv: ['--conditions=@tallylight/source'] });
    [roads] = (await once(child, 'message')) as [Roads];
    prometheus = await startPrometheus(program as string, Object.values(roads));
    await waitFor('the first scrapes', async () => (await prometheus.query('up == 1')).length === 4);
  });
  afterAll(async () => {
    await prometheus?.close();
    child?.kill();
  });

  async function seriesOf(road: string): Promise<Record<string, number>> {
    const selector = `{__name__=~"tallylight_.+",__name__!="${OWN_COST}",instance="${roads[road]}"}`;
    const series = (await prometheus.query(selector)).map(({ metric, value }) => {
      const labels = Object.entries(metric)
        .filter(([name]) => !FOREIGN_LABELS.test(name))
        // The bound 1 is written 1.0 where OpenMetrics is spoken and 1 elsewhere.
        .map(([name, label]) => [name, name === 'le' && label !== '+Inf' ? String(Number(label)) : label])
        .sort();
      return [`${metric.__name__} ${JSON.stringify(labels)}`, value] as const;
    });
    return Object.fromEntries(series);
  }

  test.each(['prom-client', ...OTEL_LINES])('%s has the names, labels and values of our page', async (road) => {
    const ours = await seriesOf('our page');
    expect(Object.keys(ours).length).toBeGreaterThan(200);
    expect(ours['tallylight_stream_ingress_bytes_total [["stream","an \\"odd\\" \\\\ name, = {that}"]]']).toBe(
      123_456_789_012,
    );
    expect(await seriesOf(road)).toEqual(ours);
  });

  test.each(OTEL_LINES)('OTLP from %s carries every metric under its own name, cumulative', async (line) => {
    child.send(line);
    const [{ body, expected }] = (await once(child, 'message')) as [Pushed];
    const [{ scopeMetrics }] = JSON.parse(body).resourceMetrics;
    type Points = { dataPoints: object[]; aggregationTemporality?: number; isMonotonic?: boolean };
    type Metric = { name: string; unit: string; sum?: Points; gauge?: Points; histogram?: Points };
    const metrics = scopeMetrics.flatMap((scope: { metrics: Metric[] }) => scope.metrics) as Metric[];
    const told = metrics.map(({ name, unit, sum, gauge, histogram }) => {
      const kind = sum?.isMonotonic === true ? 'counter' : histogram ? 'histogram' : gauge ? 'gauge' : 'another kind';
      return [name, unit, kind, (sum ?? gauge ?? histogram)?.dataPoints.length];
    });
    expect(told).toEqual(expected);
    // 2 is CUMULATIVE in OTLP.
    const temporalities = metrics.map(({ sum, histogram }) => (sum ?? histogram)?.aggregationTemporality ?? 2);
    expect(new Set(temporalities)).toEqual(new Set([2]));
  });

  test('promtool has nothing to say about the page', async () => {
    const promtool = join(dirname(program as string), 'promtool');
    const page = await (await fetch(`http://${roads['our page']}/metrics`)).text();
    const said = await new Promise<string>((resolve) => {
      const checking = execFile(promtool, ['check', 'metrics'], (_error, stdout, stderr) => resolve(stdout + stderr));
      checking.stdin?.end(page);
    });
    expect(said).toBe('');
  });
});

describe('our metrics in a prom-client registry', () => {
  function streaming(): Tallylight {
    // Its clock stands still, so that two readings are alike.
    const tally = createTallylight({ clock: manualClock() });
    tally.stream('news').sent(1400);
    return tally;
  }
  test('it may switch between its formats and back; no name stays changed', async () => {
    const tally = streaming();
    await tally.ready;
    const registry = new Registry();
    const withdraw = registerIn(registry, tally);
    const text = await registry.metrics();
    expect(text).toContain('\ntallylight_stream_egress_bytes_total{stream="news"} 1400\n');
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const first = await registry.metrics();
    expect(first).toContain('# TYPE tallylight_stream_egress_bytes counter\ntallylight_stream_egress_bytes_total{');
    expect(await registry.metrics()).toBe(first);
    registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
    expect(await registry.metrics()).toBe(text);
    registry.resetMetrics();
    expect(await registry.metrics()).toBe(text);
    withdraw();
    expect((await registry.metrics()).trim()).toBe('');
    await tally.close();
  });

  test('several processes can be added up: every metric says how', async () => {
    const tally = streaming();
    const registry = new Registry();
    registerIn(registry, tally);
    const { AggregatorRegistry } = await import('prom-client');
    const json = await registry.getMetricsAsJSON();
    const text = await AggregatorRegistry.aggregate([json, json]).metrics();
    expect(text).toContain('\ntallylight_stream_egress_bytes_total{stream="news"} 2800\n');
    expect(text).toMatch(/^tallylight_build_info\{.*\} 1$/m);
    await tally.close();
  });

  test('a name that the host has taken is not overwritten, and nothing is left behind', async () => {
    const tally = streaming();
    const registry = new Registry();
    new Counter({ name: 'tallylight_stream_egress_bytes_total', help: 'Mine.', registers: [registry] });
    expect(() => registerIn(registry, tally)).toThrow('already been registered');
    expect(registry.getMetricsAsArray()).toHaveLength(1);
    await tally.close();
  });
});
