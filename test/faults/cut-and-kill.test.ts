/**
 * The promise of the live channel under 500 real clients: all connections cut while the server lives, and no event list lacks
 * one; the server killed, and everybody is told that it begins anew.
 */
import { expect } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, HONEST, sum } from './parts/oracle.ts';
import { allLive, closeAll, startReaders } from './parts/readers.ts';
import { count } from './parts/seed.ts';
import { startFaultServer } from './parts/server-process.ts';

fault('drill', '500 clients, cut while the server lives, then SIGKILL', async ({ seed, random, after }) => {
  const server = await startFaultServer();
  after(() => server.kill());
  const readers = await startReaders(server.api, { many: 500, seed });
  after(() => closeAll(readers));

  const cuts = count(2, 20);
  for (let round = 0; round < cuts; round += 1) {
    const from = 60 * round;
    const before = 1 + Math.floor(random() * 58);
    await server.order({ do: 'play', from, to: from + before });
    await server.order({ do: 'cut' });
    await server.order({ do: 'play', from: from + before + 1, to: from + 59 });
    await waitFor('all to be back', () => readers.every(({ activity }) => activity.resumes > round));
  }
  const report = await server.report();
  const { journal } = server;
  await waitFor('all events', () => readers.every(({ events }) => events >= journal.length));
  const [epoch = ''] = readers[0]?.epochs ?? [];
  const cut = sum(readers.map((reader) => reader.verdict(epoch, journal)));
  expect(cut).toMatchObject(CLEAN);
  expect(readers.flatMap(({ resets }) => resets)).toEqual([]);
  expect(report.resumes.resumed).toBeGreaterThanOrEqual(500 * cuts);

  // Killed in the middle of telling: what was heard is a beginning of its journal, of which the rest is told by the reset.
  await server.order({ do: 'pour', perSecond: 200 });
  const reached = readers[0]?.events ?? 0;
  await waitFor('events on the way', () => readers.every(({ events }) => events > reached + 20));
  await server.report();
  await server.kill();
  const next = await startFaultServer({}, server.port);
  after(() => next.kill());
  await waitFor('the new epoch', () => readers.every(({ epochs }) => epochs.length === 2));
  await allLive(readers);
  await next.order({ do: 'play', from: 1, to: 50 });
  await next.report();
  await waitFor('the new events', () =>
    readers.every(({ epochs, heard }) => heard(epochs[1] ?? '').length >= next.journal.length),
  );
  const killed = sum(
    readers.map((reader) => {
      const heard = reader.heard(epoch);
      // The last ids of a killed process are known to nobody else; those that a reader heard are in the order of its life.
      const entitled = [...journal];
      for (const { id } of heard.slice(entitled.length)) entitled.push(id);
      return reader.verdict(epoch, entitled.slice(0, heard.length));
    }),
  );
  expect(killed).toMatchObject(HONEST);
  for (const { resets, activity, epochs } of readers) {
    expect(resets).toEqual(['epoch']);
    expect([activity.lastMode, activity.lastWhy]).toEqual(['reset', 'epoch']);
    expect(new Set(epochs).size).toBe(2);
  }
  const anew = sum(readers.map((reader) => reader.verdict(reader.epochs[1] ?? '', next.journal)));
  expect(anew).toMatchObject(CLEAN);
  return {
    clients: readers.length,
    cuts,
    events: cut.heard,
    resumed: report.resumes.resumed ?? 0,
    lost: cut.lost,
    kills: 1,
    'told reset': readers.filter(({ resets }) => resets.length === 1).length,
    'untold gaps': cut.untold + killed.untold + anew.untold,
    'over-told': cut.overTold + killed.overTold + anew.overTold,
  };
});
