/**
 * A host with traffic whose metrics leave on every road, in a process of its own: OpenTelemetry's packages must be resolved by
 * Node alone, and the test runner hands Node conditions under which they are not found whole. The clock stands still once the
 * traffic is over. Tells where the roads are, then answers 'push <line>' with what the OTLP sink received.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricProducer } from '@tallylight/sdk/otel';
import { registerIn } from '@tallylight/sdk/prom-client';
import { Registry } from 'prom-client';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { startHlsHost } from './hls-host.ts';
import * as line2 from './otel-2/line.ts';
import * as line3 from './otel-3/line.ts';

/** Where each road ends, by its name: host and port of something that Prometheus scrapes. */
export type Roads = Readonly<Record<string, string>>;

/** A metric as the OTLP sink is to receive it: name, unit, kind, number of points. */
export type ToldMetric = readonly [name: string, unit: string, kind: string, points: number];

export interface Pushed {
  readonly body: string;
  readonly expected: readonly ToldMetric[];
}

const LINES: Readonly<Record<string, typeof line2 | typeof line3>> = {
  'OpenTelemetry 2.x': line2,
  'OpenTelemetry 3.x': line3,
};

process.on('disconnect', () => process.exit(0));

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clock = manualClock();
const { url, tally } = await startHlsHost({ clock, metrics: { cacheMs: 0 } });
const players = createPlayers({ origin: url, count: 4, seed: 3, chaos: false, joinOverMs: 0, segmentLimit: 2 });
players.start();
await players.done;
const odd = tally.stream('an "odd" \\ name, = {that}', { title: 'Odd', kind: 'live' });
odd.starting();
clock.advance(1500);
odd.up();
odd.received(123_456_789_012);
odd.restarted('crash');
odd.down('source_lost');
const session = tally.stream('news').openSession({ address: '203.0.113.9' });
session.sent(12_345);
session.responded('segment', 'ok', 0.4);
session.responded('manifest', 'server_error', 700);
for (let tick = 0; tick < 3; tick += 1) clock.advance(250);

const registry = new Registry();
registerIn(registry, tally);
const roads: Record<string, string> = {
  'our page': new URL(url).host,
  'prom-client': await serving(async (_request, response) => {
    response.setHeader('content-type', registry.contentType).end(await registry.metrics());
  }),
};
for (const [name, line] of Object.entries(LINES)) roads[name] = await serving(line.prometheus(metricProducer(tally)));

async function push(name: string): Promise<Pushed> {
  const bodies: string[] = [];
  const sink = await serving((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await LINES[name]?.push(metricProducer(tally), `http://${sink}/v1/metrics`);
  const expected = tally.metrics.families
    .map(({ otelName, unit, kind, points }): ToldMetric => [otelName, unit, kind, points().length])
    .filter(([, , , points]) => points > 0);
  return { body: bodies[0] ?? '', expected };
}

process.on('message', (name: string) => void push(name).then((pushed) => process.send?.(pushed)));
process.send?.(roads);
