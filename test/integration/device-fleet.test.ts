/**
 * Thousands of players of the real device client against one server in a process of its own: all are online, each does its
 * command once, memory is bounded, and a server that is killed and comes back starts no storm of absences.
 * Long form (LONG=1): 10 000 of them.
 */
import { createDeviceClient, type DeviceClient } from '@tallylight/client/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceReport } from '../parts/device-server.ts';
import { type DeviceServer, startDeviceServer } from '../parts/device-server-process.ts';
import { leanSocket, limitRequests } from '../parts/lean-socket.ts';
import { waitFor } from '../parts/wait-for.ts';

const COUNT = process.env.LONG ? 10_000 : 2000;
const HEARTBEAT_MS = 10_000;
/** Opened at once: what a server's door takes without a queue of its own. */
const WAVE = 250;
/** Of one process that stands for thousands of machines. */
const REQUESTS_AT_ONCE = 1000;
/** Of the server: a socket of Node, ws, session, device, timeline; measured 35–50 KB. */
const MOST_BYTES_OF_PLAYER = 80 * 1024;

describe(`${COUNT} players on one server`, { timeout: 600_000 }, () => {
  let server: DeviceServer;
  let empty: DeviceReport;
  let unlimit: () => void;
  const players: DeviceClient[] = [];
  /** How often each did what. */
  const done = new Map<string, number>();

  const reportWhere = (what: string, isSo: (report: DeviceReport) => boolean): Promise<DeviceReport> =>
    waitFor(
      what,
      async () => {
        const report = await server.report();
        return isSo(report) ? report : undefined;
      },
      { limitMs: 300_000, everyMs: 500 },
    );

  beforeAll(async () => {
    unlimit = limitRequests(REQUESTS_AT_ONCE);
    server = await startDeviceServer({ count: COUNT, heartbeatMs: HEARTBEAT_MS });
    empty = await server.report();
  }, 60_000);
  afterAll(async () => {
    for (const player of players) player.close();
    await server.kill();
    unlimit();
  });

  test('all are online, playing, over WebSocket', async () => {
    expect(empty.states).toEqual({ unknown: COUNT });
    while (players.length < COUNT) {
      const from = players.length;
      for (let index = from; index < Math.min(COUNT, from + WAVE); index += 1) {
        const player = createDeviceClient({
          url: server.url,
          device: `screen-${index}`,
          transports: [leanSocket],
          measure: () => ({ cpuRatio: 0.2, screenOn: true }),
          onCommand({ id }) {
            done.set(id, (done.get(id) ?? 0) + 1);
            return 'ok';
          },
        });
        player.play({ title: `item ${index % 10}`, campaign: 'fleet' });
        players.push(player);
      }
      const wave = players.slice(from);
      await waitFor('the wave', () => wave.every(({ status }) => status.phase === 'online'), { everyMs: 20 });
    }
    const report = await reportWhere('all to play', ({ states }) => states.playing === COUNT);
    expect(report).toMatchObject({ online: COUNT, offline: 0, connections: COUNT });
    expect(players.filter(({ status }) => status.way !== 'websocket')).toEqual([]);
  });

  test('each does its command once, and the server knows', async () => {
    server.order();
    const report = await reportWhere('all ends', ({ ends }) => (ends.ok ?? 0) >= COUNT);
    expect(report.ends).toEqual({ ok: COUNT });
    expect(done.size).toBe(COUNT);
    expect([...done.values()].filter((times) => times !== 1)).toEqual([]);
  });

  test('the server’s memory is bounded by the number of players', async () => {
    const full = await server.report();
    const bytes = (full.rssBytes - empty.rssBytes) / COUNT;
    expect(bytes).toBeLessThan(MOST_BYTES_OF_PLAYER);
    console.info(
      `${COUNT} players: ${Math.round(bytes / 1024)} KiB each (heap ${Math.round((full.heapBytes - empty.heapBytes) / COUNT / 1024)}), server ${Math.round(full.rssBytes / 2 ** 20)} MiB`,
    );
  });

  test('a server that is killed and comes back hears all of them again, and calls none absent', async () => {
    const { port } = server;
    await server.kill();
    const fromMs = performance.now();
    server = await startDeviceServer({ count: COUNT, heartbeatMs: HEARTBEAT_MS, port });
    const report = await reportWhere('all to play', ({ states }) => states.playing === COUNT);
    console.info(`all back after ${Math.round((performance.now() - fromMs) / 100) / 10} s`);
    expect(report).toMatchObject({ states: { playing: COUNT }, online: COUNT, offline: 0 });
    // Those who fell back to POST meanwhile hear of it with their next heartbeat.
    server.order();
    expect((await reportWhere('all ends', ({ ends }) => (ends.ok ?? 0) >= COUNT)).ends).toEqual({ ok: COUNT });
    expect(done.size).toBe(2 * COUNT);
    expect([...done.values()].filter((times) => times !== 1)).toEqual([]);
  });
});
