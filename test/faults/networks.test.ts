/** F6 and F16: networks that are late, lossy, narrow, silent or torn; proxies that cache, collect, strip and cut. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LiveClientOptions, pollTransport, sseTransport, type Transport } from '@tallylight/client';
import { expect } from 'vitest';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { leanSocket } from '../parts/lean-socket.ts';
import { startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, sum } from './parts/oracle.ts';
import { allLive, closeAll, hasty, type Reader, startReader, startReaders } from './parts/readers.ts';
import { type RoughWay, startRoughWay } from './parts/rough-way.ts';
import { startRudeProxy } from './parts/rude-proxy.ts';
import { count, seeded } from './parts/seed.ts';

const NAMES = [
  'playback-started',
  'playback-stopped',
  'device-online',
  'device-offline',
  'device-status-changed',
] as const;
const HASTY = hasty(8);

interface Network {
  readonly name: string;
  /** How the way is from the start, and what happens in the middle. */
  readonly set?: Partial<RoughWay>;
  readonly strike?: (way: RoughWay) => void;
  readonly client?: Partial<LiveClientOptions>;
}

const NETWORKS: readonly Network[] = [
  { name: 'partition', strike: (way) => way.die('both'), client: HASTY },
  { name: 'half-open', strike: (way) => way.die('down'), client: HASTY },
  { name: 'delay 300 ± 200 ms', set: { delayMs: 100, jitterMs: 400 } },
  { name: 'loss 5 %', set: { lossRatio: 0.05 } },
  { name: '1 KB/s', set: { bytesPerSecond: 1024 } },
  { name: 'RST mid-frame', strike: (way) => way.tear() },
];

fault('F6', NETWORKS.map(({ name }) => name).join(', '), async ({ seed, after }) => {
  const host = await startLiveHost({ live: { pingMs: 5000 } });
  after(host.close);
  const journal: string[] = [];
  for (const name of NAMES) host.tally.on(name, ({ id }) => journal.push(id));
  const ways = await Promise.all(
    NETWORKS.map(async (network, index) => {
      const way = await startRoughWay(host.url, seeded(seed * 31 + index));
      after(way.close);
      Object.assign(way, network.set);
      return { way, network };
    }),
  );
  const each = count(3, 30);
  const readers: Reader[] = [];
  after(() => closeAll(readers));
  for (const { way, network } of ways) {
    for (let index = 0; index < each; index += 1)
      readers.push(
        startReader(`${way.url}/tallylight/v1`, { random: seeded(seed + readers.length), ...network.client }),
      );
  }
  await allLive(readers);
  host.play(1, 6);
  await waitFor('the first events', () => readers.every(({ events }) => events >= journal.length));
  for (const { way, network } of ways) network.strike?.(way);
  host.play(7, 12);
  await waitFor('all events', () => readers.every(({ events }) => events >= journal.length), { limitMs: 90_000 });
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', journal)));
  expect(verdict).toMatchObject(CLEAN);
  expect(readers.flatMap(({ resets }) => resets)).toEqual([]);

  // The server's own look at a peer that is gone, in its own time.
  const clock = manualClock();
  const calm = await startLiveHost({ clock });
  after(calm.close);
  const way = await startRoughWay(calm.url, seeded(seed));
  after(way.close);
  const gone = startReader(`${way.url}/tallylight/v1`);
  after(() => gone.live.close());
  await allLive([gone]);
  const connections = async (): Promise<number> => {
    const answer = await fetch(`${calm.url}/tallylight/v1/live/stats`);
    return ((await answer.json()) as { connections: { websocket: number } }).connections.websocket;
  };
  // Heard a moment ago, as late as can be.
  for (let second = 0; second < 31; second += 1) clock.advance(1000);
  await delay(200);
  way.die('both');
  let foundAfterMs = 0;
  while ((await connections()) > 0 && foundAfterMs < 120_000) {
    clock.advance(1000);
    foundAfterMs += 1000;
  }
  expect(foundAfterMs).toBeLessThanOrEqual(45_000);
  return {
    clients: readers.length,
    events: verdict.heard,
    resumed: readers.reduce((total, { activity }) => total + activity.resumes, 0),
    lost: verdict.lost,
    'untold gaps': verdict.untold,
    'over-told': verdict.overTold,
    'dead peer found after s': foundAfterMs / 1000,
  };
});

fault('F16', 'a proxy that caches, collects, strips and cuts', async ({ seed, after }) => {
  const host = await startLiveHost({ live: { pingMs: 5000 } });
  after(host.close);
  const journal: string[] = [];
  for (const name of NAMES) host.tally.on(name, ({ id }) => journal.push(id));
  // Half a minute, twenty times as fast.
  const proxy = await startRudeProxy(host.url, { cutAfterMs: 1500, collectMs: 150 });
  after(proxy.close);
  const transports = [() => leanSocket as Transport, sseTransport, pollTransport];
  const groups = await Promise.all(
    transports.map((transport) =>
      startReaders(`${proxy.url}/tallylight/v1`, { many: count(3, 30), seed, transports: [transport()] }),
    ),
  );
  const readers = groups.flat();
  after(() => closeAll(readers));
  const rounds = count(3, 20);
  for (let round = 1; round <= rounds; round += 1) {
    const { cuts } = proxy;
    host.play(10 * round, 10 * round + 9);
    await waitFor('all events', () => readers.every(({ events }) => events >= journal.length));
    await waitFor('a cut', () => proxy.cuts > cuts);
  }
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', journal)));
  expect(verdict).toMatchObject(CLEAN);
  expect(readers.flatMap(({ resets }) => resets)).toEqual([]);
  // Each cut is answered by one wait, not by a loop of tries.
  const waits = Math.max(...readers.map((reader) => reader.waits.length));
  expect(waits).toBeLessThanOrEqual(proxy.cuts);
  expect(readers.every((reader) => reader.waits.every((waitMs) => waitMs >= 500))).toBe(true);
  return {
    clients: readers.length,
    cuts: proxy.cuts,
    'most tries of one': waits,
    lost: verdict.lost,
    'untold gaps': verdict.untold,
    'over-told': verdict.overTold,
  };
});
