/** F7: readers that never read, read a little, read late. What they cost is bounded, and nobody else notices. */
import { expect } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, HONEST, sum } from './parts/oracle.ts';
import { allLive, closeAll, startReader, startReaders } from './parts/readers.ts';
import { count } from './parts/seed.ts';
import { startFaultServer } from './parts/server-process.ts';
import { slowSocket } from './parts/slow-socket.ts';

const EACH = count(3, 50);
const HEALTHY = 10;
const BURSTS = count(5, 10);
/** Two events of about a kilobyte each. */
const PADDING = 240;
const MIB = 1024 * 1024;

fault('F7', 'readers that never read, read a little, read late', async ({ seed, after }) => {
  const server = await startFaultServer({ live: { pingMs: 60_000 } });
  after(() => server.kill());
  const healthy = await startReaders(server.api, { many: HEALTHY, seed });
  after(() => closeAll(healthy));
  let item = 0;
  const burst = async (): Promise<void> => {
    await server.order({ do: 'play', from: item, to: item + 499, padding: PADDING });
    item += 500;
    await waitFor('those who read', () => healthy.every(({ events }) => events >= 2 * item));
  };
  // The log is full before the slow ones come, so that it is not taken for what they cost.
  for (let index = 0; index < BURSTS; index += 1) await burst();
  const before = await server.report();
  const began = server.journal.length;

  const sockets = Array.from({ length: 3 * EACH }, slowSocket);
  const slow = sockets.map(({ transport }) => startReader(server.api, { transports: [transport] }));
  after(() => closeAll(slow));
  await allLive(slow);
  for (const { pause } of sockets) pause();
  const sips = setInterval(() => {
    for (const { pause, resume } of sockets.slice(0, EACH)) {
      resume();
      setImmediate(pause);
    }
  }, 1000);
  after(() => clearInterval(sips));
  // What the system's own buffers take is some megabytes; then it is the server's turn.
  for (let index = 0; index < 40; index += 1) {
    await burst();
    if ((await server.report()).stats.slow >= 2 * EACH) break;
  }
  for (let index = 0; index < 2; index += 1) await burst();
  const during = await server.report();
  const eachBytes = (during.memoryBytes - before.memoryBytes) / slow.length;
  expect(during.stats.connections.websocket).toBe(HEALTHY + slow.length);
  expect(during.stats.slow).toBeGreaterThan(EACH);
  expect(eachBytes).toBeLessThan(2 * MIB);

  const late = slow.slice(2 * EACH);
  for (const { resume } of sockets.slice(2 * EACH)) resume();
  const { journal } = server;
  const [epoch = ''] = healthy[0]?.epochs ?? [];
  const entitled = journal.slice(began);
  await waitFor('the late ones', () =>
    late.every(({ offset, activity }) => offset >= (healthy[0]?.offset ?? 0) && activity.status.phase === 'live'),
  );
  const others = sum(healthy.map((reader) => reader.verdict(epoch, journal)));
  const told = sum(late.map((reader) => reader.verdict(epoch, entitled)));
  expect(others).toMatchObject(CLEAN);
  expect(told).toMatchObject(HONEST);
  return {
    'slow clients': slow.length,
    'without room': during.stats.slow,
    events: entitled.length,
    'KiB each': eachBytes / 1024,
    'others lost': others.lost,
    lost: told.lost,
    'untold gaps': others.untold + told.untold,
    'over-told': others.overTold + told.overTold,
  };
});
