/**
 * Whatever a stream is called, the page stays readable and the name comes back as it was: a real Prometheus scrapes thousands of
 * made-up names, over OpenMetrics (whose parser it holds strictly) and over the classic text.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import * as fc from 'fast-check';
import { Counter, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Prometheus, startPrometheus } from '../parts/prometheus.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.prometheus);
const STREAMS = 3000;

/** Names from all of Unicode and, more often, from what means something in the formats. */
const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\n',
      '{',
      '}',
      '=',
      ',',
      '#',
      ' ',
      'n',
      'le',
      '\u00e9',
      '\u{1f4fa}',
      '\t',
      '\u2028',
    ),
    maxLength: 30,
  }),
);

async function serve(tally: Tallylight, accept: string | undefined): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { headers, pieces } = await tally.metrics.page({ accept: accept ?? request.headers.accept });
    response.writeHead(200, headers);
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const hostOf = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;

describe.skipIf(program === undefined)('names that nobody would choose', () => {
  const tally = createTallylight({
    metrics: { cacheMs: 0, labelCaps: { stream: STREAMS } },
    streams: { maxStreams: STREAMS },
  });
  const kept: string[] = [];
  let negotiated: Server;
  let classic: Server;
  let prometheus: Prometheus;

  beforeAll(async () => {
    for (const given of fc.sample(name, STREAMS * 2)) {
      const before = tally.snapshot('streams').has(given);
      tally.stream(given).sent(1);
      if (!before && kept.length < STREAMS - 10 && isKept(given)) kept.push(given);
      if (kept.length >= STREAMS - 10) break;
    }
    negotiated = await serve(tally, undefined);
    classic = await serve(tally, 'text/plain');
    prometheus = await startPrometheus(program as string, [hostOf(negotiated), hostOf(classic)]);
    await waitFor('two good scrapes', async () => (await prometheus.query('up')).length === 2);
  });
  afterAll(async () => {
    await prometheus?.close();
    await tally.close();
    for (const server of [negotiated, classic]) {
      server?.closeAllConnections();
      server?.close();
    }
  });

  /** Whether the SDK took the name: it then counts under it. */
  function isKept(given: string): boolean {
    const family = tally.metrics.families.find((one) => one.name === 'tallylight_stream_expected');
    return family?.points().some(({ labels }) => labels.stream === given) === true;
  }

  test.each([
    ['OpenMetrics', () => negotiated],
    ['the classic text', () => classic],
  ])('%s is read without an error and every name comes back as it was', async (_format, server) => {
    const instance = hostOf(server());
    expect(await prometheus.targets()).toContainEqual(expect.objectContaining({ health: 'up', lastError: '' }));
    expect((await prometheus.query(`up{instance="${instance}"}`))[0]?.value).toBe(1);
    const found = await prometheus.query(`tallylight_stream_expected{instance="${instance}"}`);
    const names = new Set(found.map(({ metric }) => metric.stream));
    expect(kept.length).toBeGreaterThan(1000);
    expect(kept.filter((one) => !names.has(one))).toEqual([]);
  });

  test('promtool reads the page of all of them', async () => {
    const page = Buffer.concat((await tally.metrics.page()).pieces);
    const promtool = join(dirname(program as string), 'promtool');
    const said = await new Promise<string>((resolve) => {
      const child = execFile(promtool, ['check', 'metrics'], (_error, stdout, stderr) => resolve(stdout + stderr));
      child.stdin?.end(page);
    });
    expect(said).toBe('');
  });
});

describe('a registry of the host on our page', () => {
  test.each([
    ['text', Registry.PROMETHEUS_CONTENT_TYPE],
    ['OpenMetrics', Registry.OPENMETRICS_CONTENT_TYPE],
  ])('one scrape serves both, in the registry’s format: %s', async (_format, contentType) => {
    const registry = new Registry();
    registry.setContentType(contentType as never);
    new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(3);
    const tally = createTallylight({ metrics: { registry } });
    const { headers, pieces } = await tally.metrics.page({ accept: 'application/openmetrics-text' });
    const text = Buffer.concat(pieces).toString();
    expect(headers['content-type']).toBe(contentType);
    expect(text).toContain('\ntallylight_build_info{');
    expect(text).toContain('\norders_total 3\n');
    expect(text.match(/^# EOF$/gm)?.length ?? 0).toBe(contentType === Registry.OPENMETRICS_CONTENT_TYPE ? 1 : 0);
    await tally.close();
  });

  test('a registry that fails costs its own lines, not ours', async () => {
    const registry = {
      contentType: Registry.OPENMETRICS_CONTENT_TYPE,
      metrics: () => Promise.reject(new Error('broken')),
    };
    const tally = createTallylight({ metrics: { registry } });
    const text = Buffer.concat((await tally.metrics.page()).pieces).toString();
    expect(text).toContain('tallylight_build_info');
    expect(text.endsWith('# EOF\n')).toBe(true);
    await tally.close();
  });
});
