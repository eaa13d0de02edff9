/** F9 and F12: a device that comes and goes, and a server that stands still for a while. */
import { createDeviceClient, type DeviceClient } from '@tallylight/client/device';
import { expect } from 'vitest';
import { leanSocket } from '../parts/lean-socket.ts';
import { startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, sum } from './parts/oracle.ts';
import { closeAll, startReaders } from './parts/readers.ts';
import { count, seeded } from './parts/seed.ts';
import { startFaultServer } from './parts/server-process.ts';

const online = (device: DeviceClient): boolean => device.status.phase === 'online' && device.status.queued === 0;

fault('F9', 'a device flaps, with late ends of earlier lives', async ({ random, after }) => {
  const host = await startLiveHost();
  after(host.close);
  const words: string[] = [];
  host.tally.on('device-online', ({ payload }) => payload.device === 'lobby' && words.push('online'));
  host.tally.on('device-offline', ({ payload }) => payload.device === 'lobby' && words.push('offline'));
  host.tally.device('lobby');
  const flaps = 200;
  /** Ends of sockets that the network has not brought yet. */
  const ends: (() => void)[] = [];
  const transport: typeof leanSocket = {
    name: 'websocket',
    connect(baseUrl, callbacks) {
      const link = leanSocket.connect(baseUrl, callbacks);
      return { ...link, close: () => void ends.push(() => link.close()) };
    },
  };
  let last: DeviceClient | undefined;
  after(() => {
    last?.close();
    for (const end of ends) end();
  });
  for (let life = 1; life <= flaps; life += 1) {
    last?.close();
    // Some ends come before the next life, some after it, some when several have passed.
    while (ends.length > 3 || (ends.length > 0 && random() < 0.5)) ends.shift()?.();
    const device = createDeviceClient({
      url: `${host.url}/tallylight/v1`,
      device: 'lobby',
      transports: [transport],
      random: seeded(life),
    });
    last = device;
    device.play({ title: `life ${life}` });
    await waitFor('the device', () => online(device), { everyMs: 2 });
  }
  for (const end of ends.splice(0)) end();
  await waitFor(
    'the last life',
    () => host.tally.snapshot('devices').get('lobby')?.nowPlaying?.title === `life ${flaps}`,
  );
  const row = host.tally.snapshot('devices').get('lobby');
  expect(row?.state).toBe('playing');
  const repeated = words.filter((word, index) => word === words[index - 1]).length;
  expect(repeated).toBe(0);
  expect(words.at(-1)).toBe('online');
  return {
    flaps,
    'final state': row?.state ?? '',
    plays: row?.nowPlaying?.title ?? '',
    transitions: words.length,
    repeated,
  };
});

fault('F12', 'the loop of the server stands still for 2 s', async ({ seed, after }) => {
  const server = await startFaultServer({ devices: { heartbeatIntervalMs: 1000 } });
  after(() => server.kill());
  const readers = await startReaders(server.api, { many: 50, seed });
  after(() => closeAll(readers));
  const many = count(200, 2000);
  const devices = Array.from({ length: many }, (_, index) =>
    createDeviceClient({
      url: server.api,
      device: `screen-${index}`,
      transports: [leanSocket],
      random: seeded(seed + index),
      intervalMs: 1000,
    }),
  );
  after(() => {
    for (const device of devices) device.close();
  });
  await waitFor('all devices', () => devices.every(online));
  await server.order({ do: 'stall', ms: 2000 });
  await server.order({ do: 'play', from: 1, to: 50 });
  await server.order({ do: 'stall', ms: 2000 });
  await waitFor('all devices', () => devices.every(online));
  const report = await server.report();
  await waitFor('all events', () => readers.every(({ events }) => events >= server.journal.length));
  const falselyOffline = report.deviceEvents.filter((event) => event.startsWith('device-offline')).length;
  expect(falselyOffline).toBeLessThan(0.05 * many);
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', server.journal)));
  expect(verdict).toMatchObject(CLEAN);
  return {
    devices: many,
    stalls: 2,
    'falsely offline': falselyOffline,
    lost: verdict.lost,
    'untold gaps': verdict.untold,
  };
});
