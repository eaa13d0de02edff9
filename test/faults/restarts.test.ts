/** F2 and F15: a server that drains and comes back, and everybody who comes back at once. */
import { expect } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, sum } from './parts/oracle.ts';
import { closeAll, type Reader, startReaders } from './parts/readers.ts';
import { count } from './parts/seed.ts';
import { startFaultServer } from './parts/server-process.ts';

const MIB = 1024 * 1024;

/** The most of these waits that end within the same tenth of a second. */
function peak(waits: readonly number[]): number {
  const slots = new Map<number, number>();
  for (const waitMs of waits) {
    const slot = Math.floor(waitMs / 100);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return Math.max(0, ...slots.values());
}
const lastWaits = (readers: readonly Reader[]): number[] => readers.map(({ waits }) => waits.at(-1) ?? 0);

fault('F2', 'a server drains and comes back', async ({ seed, after }) => {
  const server = await startFaultServer();
  after(() => server.kill());
  const readers = await startReaders(server.api, { many: count(300, 2000), seed });
  after(() => closeAll(readers));
  await server.order({ do: 'play', from: 1, to: 100 });
  await server.report();
  await waitFor('all events', () => readers.every(({ events }) => events >= server.journal.length));
  await server.order({ do: 'drain' });
  await waitFor('a good-bye to all', () => readers.every(({ waits }) => waits.length > 0));
  const asked = peak(readers.map(({ waits }) => waits[0] ?? 0));
  expect(readers.every(({ live }) => live.status.lastError !== undefined)).toBe(true);
  await server.kill();
  const next = await startFaultServer({}, server.port);
  after(() => next.kill());
  await waitFor('all to be back', () =>
    readers.every(({ epochs, activity }) => epochs.length === 2 && activity.status.phase === 'live'),
  );
  await next.order({ do: 'play', from: 1, to: 20 });
  await next.report();
  await waitFor('all new events', () =>
    readers.every(({ heard, epochs }) => heard(epochs[1] ?? '').length >= next.journal.length),
  );
  const before = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', server.journal)));
  const since = sum(readers.map((reader) => reader.verdict(reader.epochs[1] ?? '', next.journal)));
  expect(before).toMatchObject(CLEAN);
  expect(since).toMatchObject(CLEAN);
  expect(readers.every(({ resets }) => resets.length === 1 && resets[0] === 'epoch')).toBe(true);
  // 300 a second and at least two seconds: a tenth has a thirtieth to a twentieth of them; chance makes it a little more.
  expect(asked).toBeLessThanOrEqual(Math.max(60, readers.length / 8));
  return {
    clients: readers.length,
    'told reset': readers.length,
    'most in 100 ms': asked,
    lost: before.lost + since.lost,
    'untold gaps': before.untold + since.untold,
  };
});

fault('F15', 'all come back at once', async ({ seed, after }) => {
  const server = await startFaultServer({ live: { maxConnections: 20_000 } });
  after(() => server.kill());
  const readers = await startReaders(server.api, { many: count(1000, 10_000), seed });
  after(() => closeAll(readers));
  await server.order({ do: 'play', from: 1, to: 20 });
  const before = await server.report();
  await waitFor('all events', () => readers.every(({ events }) => events >= server.journal.length));
  await server.order({ do: 'cut' });
  await server.order({ do: 'play', from: 21, to: 40 });
  await waitFor('all to be back', () => readers.every(({ activity }) => activity.resumes > 0), { limitMs: 90_000 });
  const shaped = peak(lastWaits(readers));
  const back = await server.report();
  await waitFor('all events', () => readers.every(({ events }) => events >= server.journal.length));
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', server.journal)));
  expect(verdict).toMatchObject(CLEAN);
  expect(readers.flatMap(({ resets }) => resets)).toEqual([]);
  // First tries are drawn from half a second: a tenth of a second has a fifth of them.
  expect(shaped).toBeLessThanOrEqual(readers.length * 0.3);
  const grownMib = (back.memoryBytes - before.memoryBytes) / MIB;
  expect(grownMib).toBeLessThan(64);
  return {
    clients: readers.length,
    resumed: back.resumes.resumed ?? 0,
    'most in 100 ms': shaped,
    'MiB grown': grownMib,
    lost: verdict.lost,
    'untold gaps': verdict.untold,
  };
});
