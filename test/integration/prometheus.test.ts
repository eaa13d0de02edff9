/**
 * A real Prometheus scrapes the demo while real players watch it. What it holds afterwards must be what the players counted
 * themselves, to the byte, by stream and by country.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { type Origin, startOrigin } from '../../examples/hls-origin/src/server.ts';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.prometheus);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe.skipIf(program === undefined)('the demo under a real Prometheus', () => {
  let origin: Origin;
  let prometheus: Prometheus;

  beforeAll(async () => {
    origin = await startOrigin({ port: 0, logger: quiet });
    prometheus = await startPrometheus(program as string, [new URL(origin.url).host]);
    await waitFor('the first scrape', async () => (await prometheus.query('up == 1')).length === 1);
  });
  afterAll(async () => {
    await prometheus?.close();
    await origin?.close();
  });

  test('the sums by stream and by country equal, to the byte, what the players counted', async () => {
    const players = createPlayers({
      origin: origin.url,
      count: 16,
      seed: 11,
      chaos: false,
      joinOverMs: 500,
      segmentLimit: 4,
    });
    players.start();
    const counted = await players.done;
    expect(counted.failed).toBe(0);
    expect(counted.bytes).toBeGreaterThan(1_000_000);

    const sumOf = async (expression: string): Promise<number> =>
      (await prometheus.query(`sum(${expression})`))[0]?.value ?? 0;
    await waitFor(
      'the scrape after the last byte',
      async () => (await sumOf('tallylight_stream_egress_bytes_total')) === counted.bytes,
      { limitMs: 20_000 },
    ).catch(() => {});
    expect(await sumOf('tallylight_stream_egress_bytes_total')).toBe(counted.bytes);
    expect(await sumOf('tallylight_client_egress_bytes_total')).toBe(counted.bytes);

    const by = async (metric: string, label: string): Promise<Record<string, number>> =>
      Object.fromEntries(
        (await prometheus.query(`${metric} > 0`)).map(({ metric: labels, value }) => [labels[label] ?? '', value]),
      );
    const bytesOf = (tallies: Readonly<Record<string, { readonly bytes: number }>>): Record<string, number> =>
      Object.fromEntries(Object.entries(tallies).map(([key, { bytes }]) => [key, bytes]));
    expect(await by('tallylight_stream_egress_bytes_total', 'stream')).toEqual(bytesOf(counted.byStream));
    expect(await by('tallylight_client_egress_bytes_total', 'country')).toEqual(bytesOf(counted.byCountry));
    expect(await sumOf('tallylight_stream_requests_total')).toBe(counted.responses);
  });

  test('every target is healthy and every family of the page is known to it', async () => {
    expect(await prometheus.targets()).toEqual([expect.objectContaining({ health: 'up', lastError: '' })]);
    const page = await (await fetch(`${origin.url}/metrics`)).text();
    const families = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const sampled = families.filter(([, name, kind]) =>
      new RegExp(`^${name}${kind === 'histogram' ? '_count' : ''}[{ ]`, 'm').test(page),
    );
    for (const [, name, kind] of sampled) {
      const found = await prometheus.query(`count(${kind === 'histogram' ? `${name}_count` : name})`);
      expect(found, name).toHaveLength(1);
    }
    expect(sampled.length).toBeGreaterThan(25);
  });

  test('OpenMetrics is scraped as well as the classic text', async () => {
    const answer = await fetch(`${origin.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(answer.headers.get('content-type')).toContain('application/openmetrics-text');
    expect((await answer.text()).endsWith('# EOF\n')).toBe(true);
  });
});
