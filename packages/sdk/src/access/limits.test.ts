/** The tables that hold strangers back: rates, places, tickets, failed sign-ins. */
import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createBucketTable } from './bucket-table.ts';
import { createCaller } from './caller.ts';
import { createKeyedDigest } from './keyed-digest.ts';
import { createSeats } from './seats.ts';
import { createSignInGuard } from './sign-in-guard.ts';
import { createTickets } from './tickets.ts';

const nowhere = { siteOf: () => undefined, tenantOf: () => undefined, alertSubject: () => undefined };
const viewer = createCaller({ subject: 'ann', roles: ['viewer'] }, nowhere);
const grafana = createCaller({ subject: 'grafana', roles: ['viewer'], shared: true }, nowhere);
const rate = { perMinute: 60, burst: 3 };

test('a burst goes through at once, then one a second, and the answer says how long to wait', () => {
  const clock = manualClock();
  const table = createBucketTable({ maxKeys: 10, monotonicMs: () => clock.monotonicMs() });
  expect([1, 2, 3, 4].map(() => table.take('a', rate))).toEqual([0, 0, 0, 1000]);
  expect(table.take('b', rate)).toBe(0);
  clock.advance(999);
  expect(table.take('a', rate)).toBe(1);
  clock.advance(1);
  expect([table.peek('a', rate), table.take('a', rate), table.take('a', rate)]).toEqual([0, 0, 1000]);
  clock.advance(3_600_000);
  expect([1, 2, 3, 4].map(() => table.take('a', rate) === 0)).toEqual([true, true, true, false]);
});

test('the table keeps its size whatever a stranger names, and forgets who was quiet longest', () => {
  const clock = manualClock();
  const table = createBucketTable({ maxKeys: 100, monotonicMs: () => clock.monotonicMs() });
  for (let index = 0; index < 4; index += 1) table.take('busy', rate);
  for (let index = 0; index < 5000; index += 1) {
    table.take(`stranger ${index}`, rate);
    if (index % 50 === 0) table.take('busy', rate);
  }
  expect(table.size).toBe(100);
  expect(table.take('busy', rate)).toBeGreaterThan(0);
});

test('an address that guesses is slowed, and a credential that was good is not', () => {
  const clock = manualClock();
  const table = createBucketTable({ maxKeys: 10, monotonicMs: () => clock.monotonicMs() });
  const guard = createSignInGuard(table, createKeyedDigest());
  guard.succeeded('good');
  let tries = 0;
  while (guard.waitMs('here', `guess ${tries}`) === 0 && tries < 100) {
    guard.failed('here');
    tries += 1;
  }
  expect(tries).toBe(10);
  expect([guard.waitMs('here', 'good'), guard.waitMs('elsewhere', 'guess')]).toEqual([0, 0]);
  expect(guard.waitMs('here', 'another')).toBe(12_000);
});

test('places: by address until it is known who it is, by subject after, and given back once', () => {
  const seats = createSeats({ perSubject: 2, perShared: 4, waitingPerAddress: 3, waiting: 5 });
  const three = [seats.enter('a'), seats.enter('a'), seats.enter('a')];
  expect([seats.enter('a'), seats.waiting]).toEqual([undefined, 3]);
  expect(three.map((seat) => seat?.sit(viewer, 'ann'))).toEqual([true, true, false]);
  expect([seats.waiting, seats.seated]).toEqual([1, 2]);
  for (const seat of three) {
    seat?.leave();
    seat?.leave();
  }
  expect([seats.waiting, seats.seated]).toEqual([0, 0]);
  // Nobody in particular first, then somebody.
  const moved = seats.enter('a');
  expect([moved?.sit(viewer, 'a'), moved?.sit(grafana, 'grafana'), seats.seated]).toEqual([true, true, 1]);
  moved?.leave();
  expect([moved?.sit(viewer, 'ann'), seats.seated]).toEqual([false, 0]);
  const shared = [1, 2, 3, 4, 5].map(() => seats.enter('g')?.sit(grafana, 'grafana'));
  expect(shared).toEqual([true, true, true, true, false]);
  // Others' waiting fills the room, whatever their address.
  expect([1, 2, 3, 4, 5].map((name) => seats.enter(`x${name}`) !== undefined)).toEqual([true, true, true, true, false]);
});

test('a ticket is good once, for whoever fetched it, and for half a minute', () => {
  const clock = manualClock();
  const tickets = createTickets(() => clock.monotonicMs());
  const [first, second] = [tickets.issue(viewer), tickets.issue(grafana)];
  expect(Buffer.from(first, 'base64url')).toHaveLength(16);
  expect([tickets.redeem(first), tickets.redeem(first)]).toEqual([viewer, undefined]);
  clock.advance(29_999);
  expect(tickets.redeem(second)).toBe(grafana);
  const late = tickets.issue(viewer);
  clock.advance(30_000);
  expect([tickets.redeem(late), tickets.redeem('made up')]).toEqual([undefined, undefined]);
  for (let index = 0; index < 12_000; index += 1) tickets.issue(viewer);
  expect(tickets.open).toBe(10_000);
});
