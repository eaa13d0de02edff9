import { expect, test } from 'vitest';
import { TallylightError } from '../errors.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import { createReadings } from '../state/readings.ts';
import { manualClock } from '../testing/manual-clock.ts';
import type { BusinessStore } from './business.ts';
import { watchStore } from './store-watch.ts';

const record = (eventId: string): LedgerRecord => ({
  ...{ eventId, transactionId: eventId, status: 'completed', amountMinor: 1, currency: 'EUR', kind: 'purchase' },
  ...{ occurredAtMs: 0, recordedAtMs: 0 },
});

/** A store that takes a while and does as `how` says. */
function stage() {
  const clock = manualClock();
  const reading = createReadings().store;
  const how: { ails: Error | null; outcome: 'recorded' | 'duplicate'; takesMs: number } = {
    ...{ ails: null, outcome: 'recorded', takesMs: 0 },
  };
  const work = async (): Promise<void> => {
    clock.advance(how.takesMs);
    if (how.ails !== null) throw how.ails;
  };
  const store: BusinessStore = {
    ledger: { append: () => work().then(() => how.outcome), read: work },
    secret: async (_name, candidate) => candidate,
  };
  return { how, reading, watched: watchStore(store, clock, reading) };
}

test('a store of which nothing was asked is neither well nor ill, and well once its books could be read', async () => {
  const { reading, watched } = stage();
  expect(reading.degraded).toBeNull();
  await watched.ledger.read(() => {});
  expect(reading.degraded).toBe(false);
});

test('a store that refuses is degraded until it takes something new, and what it throws goes on', async () => {
  const { how, reading, watched } = stage();
  how.ails = new Error('disk full');
  await expect(watched.ledger.append(record('a'))).rejects.toThrow('disk full');
  expect(reading.degraded).toBe(true);
  how.ails = null;
  how.outcome = 'duplicate';
  expect(await watched.ledger.append(record('b'))).toBe('duplicate');
  expect(reading.degraded, 'that it knows a record proves nothing').toBe(true);
  how.outcome = 'recorded';
  expect(await watched.ledger.append(record('c'))).toBe('recorded');
  expect(reading.degraded).toBe(false);
});

test('one whose books cannot be read is degraded, one that was closed on purpose is not', async () => {
  const { how, reading, watched } = stage();
  how.ails = new TallylightError('CLOSED', 'the store must be open, received a record after close()');
  await expect(watched.ledger.append(record('a'))).rejects.toThrow('must be open');
  expect(reading.degraded).toBeNull();
  how.ails = new Error('locked');
  await expect(watched.ledger.read(() => {})).rejects.toThrow('locked');
  expect(reading.degraded).toBe(true);
});

test('how long a record takes to be durable is counted for each that is new', async () => {
  const { how, reading, watched } = stage();
  how.takesMs = 80;
  await watched.ledger.append(record('a'));
  how.outcome = 'duplicate';
  await watched.ledger.append(record('a'));
  expect(reading.commits.count).toBe(1);
  expect(reading.commits.sum).toBeCloseTo(0.08, 9);
});
