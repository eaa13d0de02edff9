/**
 * Server CPU per request that an instrumentation adds to a framework: HLS segments of 1 KB, players behind a proxy that says
 * who they are. Against the cheapest peer of each framework; the share of the bare framework is told beside it.
 */
import { atMost, median, type Outcome } from '../measure.ts';
import { type Child, startChild } from '../parts/child.ts';
import { load } from '../parts/load.ts';

const PEERS: Readonly<Record<string, readonly string[]>> = {
  'node:http': ['swagger-stats'],
  express: ['prometheus-api-metrics', 'express-prom-bundle', 'swagger-stats'],
  fastify: ['fastify-metrics'],
};
const ROUNDS = 9;
const REQUESTS = 6000;
const LOAD = { connections: 32, bodyBytes: 1024 };

interface Told {
  readonly port: number;
  readonly cpuMicroseconds: number;
}

async function framework(name: string, playersEach: number): Promise<Map<string, number>> {
  const variants = ['bare', 'tallylight', ...(PEERS[name] ?? [])];
  const children = new Map<string, Child>();
  for (const variant of variants) children.set(variant, await startChild('http', [name, variant]));
  const perRequest = new Map<string, number[]>(variants.map((variant) => [variant, []]));
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [variant, child] of children) {
      const before = await child.ask<Told>({});
      await load({ ...LOAD, port: before.port, requests: REQUESTS, playersEach });
      const after = await child.ask<Told>({});
      if (round >= 0) perRequest.get(variant)?.push((after.cpuMicroseconds - before.cpuMicroseconds) / REQUESTS);
    }
  }
  await Promise.all([...children.values()].map((child) => child.stop()));
  // The difference of a round, then the median: a round that was slow was slow for all.
  const bare = perRequest.get('bare') ?? [];
  const figures = new Map([['bare', median(bare)]]);
  for (const variant of variants.slice(1)) {
    figures.set(
      variant,
      median((perRequest.get(variant) ?? []).map((value, round) => value - (bare[round] as number))),
    );
  }
  return figures;
}

export async function bench(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  // One player to a connection, as without a proxy or with one that keeps players apart; and eight, as with one that does not.
  for (const [suffix, playersEach] of [
    ['', 1],
    ['.shared', 8],
  ] as const) {
    for (const [name, peers] of Object.entries(PEERS)) {
      const figures = await framework(name, playersEach);
      const ours = figures.get('tallylight') ?? Number.NaN;
      const bare = figures.get('bare') ?? Number.NaN;
      const [peer, peerName] = peers
        .map((one) => [figures.get(one) ?? Number.NaN, one] as const)
        .reduce((cheapest, one) => (one[0] < cheapest[0] ? one : cheapest));
      const share = `${((ours / bare) * 100).toFixed(1)} % of bare`;
      outcomes.push(
        atMost({
          id: `http.overhead.${name}${suffix}`,
          unit: `µs (${share})`,
          ours,
          peer,
          peerName,
          limit: bare,
          target: 0.25,
        }),
      );
    }
  }
  return outcomes;
}
