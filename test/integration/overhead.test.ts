/**
 * What the SDK costs a server, measured as a ratio in one run: processor time per request with it over that of the same server
 * without, and beside what another instrumentation adds. The exact figures are the bench `http.overhead`; here the bounds are
 * wide, so that only a change of kind breaks them. What it does beside the requests it tells itself.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight } from '@tallylight/sdk';
import { expect, test } from 'vitest';
import { type Child, startChild } from '../bench/parts/child.ts';
import { load } from '../bench/parts/load.ts';
import { waitFor } from '../parts/wait-for.ts';

interface Told {
  readonly port: number;
  readonly cpuMicroseconds: number;
}

const ROUNDS = 7;
const REQUESTS = 3000;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

/** Processor time per request of each server, microseconds, round by round. */
async function measure(variants: readonly string[]): Promise<Map<string, number[]>> {
  const children = new Map<string, Child>();
  // The sources, as all tests, and not what was built last.
  const { NODE_OPTIONS = '' } = process.env;
  process.env.NODE_OPTIONS = `${NODE_OPTIONS} --conditions=@tallylight/source`;
  for (const variant of variants) children.set(variant, await startChild('http', ['node:http', variant]));
  process.env.NODE_OPTIONS = NODE_OPTIONS;
  const spent = new Map<string, number[]>(variants.map((variant) => [variant, []]));
  try {
    // One after the other in each round, so that a busy machine is busy for all of them; the first two only warm up.
    for (let round = -2; round < ROUNDS; round += 1) {
      for (const [variant, child] of children) {
        const before = await child.ask<Told>({});
        const how = { connections: 16, bodyBytes: 1024, playersEach: 1 };
        await load({ ...how, port: before.port, requests: REQUESTS });
        const after = await child.ask<Told>({});
        if (round >= 0) spent.get(variant)?.push((after.cpuMicroseconds - before.cpuMicroseconds) / REQUESTS);
      }
    }
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
  return spent;
}

test('a request costs at most half as much again, and less than with a peer', async () => {
  const spent = await measure(['bare', 'tallylight', 'swagger-stats']);
  const bare = spent.get('bare') ?? [];
  // The difference within a round, then the middle one: a round that was slow was slow for all.
  const added = (variant: string): number =>
    median((spent.get(variant) ?? []).map((value, round) => value - (bare[round] ?? Number.NaN)));
  expect(median(bare)).toBeGreaterThan(0);
  expect(added('tallylight') / median(bare)).toBeLessThan(0.5);
  expect(added('tallylight') / added('swagger-stats')).toBeLessThan(0.75);
});

test('what it does beside the requests is on the page, and is a small share of the time', async () => {
  const tally = createTallylight({ tickMs: 100, historyMs: 10_000, metrics: { cacheMs: 0 } });
  const server = createServer((request, response) => {
    tally.observe(request, response, { stream: (request.url ?? '').split('/')[1] ?? '' });
    response.end('x'.repeat(1000));
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** Seconds of work so far by part, and processor seconds of the whole process. */
  const read = async (): Promise<{ work: Map<string, number>; cpuSeconds: number }> => {
    const page = await (await fetch(`${url}/metrics`)).text();
    const work = new Map(
      [...page.matchAll(/^tallylight_sdk_work_seconds_total\{part="(\w+)"\} (\S+)$/gm)].map(
        ([, part, value]) => [part ?? '', Number(value)] as const,
      ),
    );
    return { work, cpuSeconds: Number(/^tallylight_process_cpu_seconds_total (\S+)$/m.exec(page)?.[1]) };
  };
  try {
    for (let count = 0; count < 100; count += 1) await (await fetch(`${url}/s${count}/seg.m4s`)).arrayBuffer();
    // Nobody knows what the process took before the first tick has read it.
    const before = await waitFor('the first tick', async () => {
      const found = await read();
      return Number.isFinite(found.cpuSeconds) ? found : undefined;
    });
    const startedMs = performance.now();
    await waitFor('thirty ticks', async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return performance.now() - startedMs > 3000;
    });
    const after = await read();
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    let worked = 0;
    for (const [part, seconds] of after.work) {
      expect(seconds, part).toBeGreaterThanOrEqual(before.work.get(part) ?? 0);
      worked += seconds - (before.work.get(part) ?? 0);
    }
    expect(worked).toBeGreaterThan(0);
    // Fifty times as many ticks as by default, of a hundred streams with viewers.
    expect(worked / elapsedSeconds).toBeLessThan(0.2);
    expect(after.cpuSeconds).toBeGreaterThan(before.cpuSeconds);
  } finally {
    await tally.close();
    server.closeAllConnections();
    server.close();
  }
});
