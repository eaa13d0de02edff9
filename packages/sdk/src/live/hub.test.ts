import { FIELDS, type Rows, toRow, toTuple } from '@tallylight/protocol';
import { beforeEach, expect, test } from 'vitest';
import { type TestLive, type TestReader, testLive } from '../testing/live-reader.ts';
import { manualClock } from '../testing/manual-clock.ts';

const country = (sessions: number): Rows['geo'] => ({
  continent: 'EU',
  sessions,
  egressBytes: sessions * 10,
  share: null,
  cities: [],
  networks: [],
});

let live: TestLive;
beforeEach(() => {
  live = testLive();
  live.rows.set('geo', 'DE', country(1));
  live.rows.set('geo', 'FR', country(2));
  live.tick();
});

const subscribed = (filter?: object, more?: object): TestReader => {
  const reader = live.greeted();
  reader.say({ op: 'sub', id: 1, topic: 'geo', ...(filter && { filter }), ...more });
  return reader;
};
const tick = (changed: Readonly<Record<string, Rows['geo'] | undefined>>): void => {
  for (const [key, row] of Object.entries(changed)) live.rows.set('geo', key, row);
  live.tick();
};
const last = (reader: TestReader) => reader.messages.at(-1);
const chain = (reader: TestReader) =>
  reader.messages.filter((message) => message.op === 'set' || message.op === 'pos' || message.op === 'ev');

test('three peers with two filters: those who watch the same get the same Buffer object', () => {
  const [a, b, c] = [subscribed(), subscribed(), subscribed({ keys: ['FR'] })];
  tick({ DE: country(5), FR: country(6) });
  expect(a.frames.at(-1)).toBe(b.frames.at(-1));
  expect(c.frames.at(-1)).not.toBe(a.frames.at(-1));
  expect(last(a)).toMatchObject({
    op: 'set',
    rows: [toTuple('geo', 'DE', country(5)), toTuple('geo', 'FR', country(6))],
  });
  expect(last(c)).toMatchObject({ op: 'set', rows: [toTuple('geo', 'FR', country(6))] });
  expect(live.hub.channels).toBe(2);
});

test('peers who begin together are given the same snapshot, made once', () => {
  const [a, b] = [subscribed(), subscribed()];
  expect(last(a)).toMatchObject({ op: 'snap' });
  expect(a.frames.at(-1)).toBe(b.frames.at(-1));
});

test('filters that mean the same share a channel', () => {
  const a = subscribed({ keys: ['FR', 'DE', 'FR'] });
  const b = subscribed({ keys: ['DE', 'FR'] });
  const channelOf = ({ messages }: TestReader) => messages.find((message) => message.op === 'subbed')?.ch;
  expect(channelOf(b)).toBe(channelOf(a));
});

test('a subscription begins with the fields and every row, and says how old they are', () => {
  const [subbed, snap] = subscribed().messages;
  expect(subbed).toMatchObject({ op: 'subbed', id: 1, topic: 'geo', mode: 'snapshot', why: 'new', fields: FIELDS.geo });
  expect(snap).toMatchObject({ op: 'snap', part: 0, last: true, ageMs: 40 });
  const tuples = snap?.op === 'snap' ? snap.rows : [];
  expect(tuples.map((tuple) => [tuple[0], toRow(FIELDS.geo, tuple)])).toEqual([
    ['DE', country(1)],
    ['FR', country(2)],
  ]);
});

test('a large state comes in parts of which only the last says so', () => {
  for (let index = 0; index < 450; index += 1) live.rows.set('geo', `K${index}`, country(index));
  const parts = subscribed().messages.filter((message) => message.op === 'snap');
  expect(parts.map((part) => [part.part, part.last])).toEqual([
    [0, false],
    [1, false],
    [2, true],
  ]);
  expect(parts.flatMap((part) => part.rows)).toHaveLength(452);
});

test('every frame begins where the one before it ended', () => {
  const a = subscribed({ keys: ['FR'] });
  tick({ DE: country(9) });
  tick({ FR: country(9) });
  tick({});
  expect(chain(a).map((message) => message.op)).toEqual(['pos', 'set', 'pos']);
  let position = a.messages.find((message) => message.op === 'snap')?.o;
  for (const message of chain(a)) {
    expect(message.p).toBe(position);
    position = message.o;
  }
});

test('a peer that took nothing for a while is told what changed since, once each, and then follows the chain', () => {
  const [slow, quick] = [subscribed(), subscribed()];
  slow.frames.length = 0;
  slow.hold();
  tick({ DE: country(50) });
  tick({ DE: country(51), FR: country(60) });
  expect(slow.frames).toEqual([]);
  slow.release();
  expect(slow.messages).toEqual([
    expect.objectContaining({
      op: 'set',
      rows: [toTuple('geo', 'DE', country(51)), toTuple('geo', 'FR', country(60))],
    }),
  ]);
  tick({ DE: country(52) });
  expect(slow.frames.at(-1)).toBe(quick.frames.at(-1));
});

test('a large state waits part by part for a peer that takes nothing', () => {
  for (let index = 0; index < 450; index += 1) live.rows.set('geo', `K${index}`, country(index));
  const slow = live.greeted();
  slow.hold();
  slow.say({ op: 'sub', id: 1, topic: 'geo' });
  expect(slow.messages.map(({ op }) => op)).toEqual(['subbed']);
  tick({ K3: country(7) });
  slow.release();
  expect(slow.messages.map(({ op }) => op)).toEqual(['subbed', 'snap', 'snap', 'snap', 'set']);
});

test('a row that is gone is told by its key alone', () => {
  const a = subscribed();
  tick({ DE: undefined });
  expect(last(a)).toMatchObject({ op: 'set', rows: [['DE']] });
});

test('a row that leaves a filter on its fields is taken away from those who saw it, once', () => {
  const a = subscribed({ where: { sessions: [1, 2] } });
  tick({ DE: country(70) });
  expect(last(a)).toMatchObject({ op: 'set', rows: [['DE']] });
  tick({ DE: country(71) });
  expect(last(a)).toMatchObject({ op: 'pos' });
});

test('a reader that wants less is told once in its time, and then the latest', () => {
  const a = subscribed(undefined, { minMs: 12_000 });
  a.frames.length = 0;
  for (const sessions of [3, 4, 5, 6]) {
    live.clock.advance(5000);
    tick({ DE: country(sessions) });
  }
  expect(a.messages.map((message) => (message.op === 'set' ? message.rows : message.op))).toEqual([
    [toTuple('geo', 'DE', country(5))],
  ]);
});

test('two equal subscriptions on one connection do not double its frames', () => {
  const a = subscribed();
  a.say({ op: 'sub', id: 2, topic: 'geo' });
  a.frames.length = 0;
  tick({ DE: country(5) });
  expect(a.frames).toHaveLength(1);
  a.say({ op: 'unsub', id: 1 });
  tick({ DE: country(6) });
  expect(a.frames).toHaveLength(2);
});

test('a row that left a filter while a reader took nothing is taken away, also when it changed again since', () => {
  const a = subscribed({ where: { sessions: [1, 2] } });
  a.frames.length = 0;
  a.hold();
  tick({ DE: country(70) });
  tick({ DE: country(71) });
  a.release();
  expect(a.messages).toEqual([expect.objectContaining({ op: 'set', rows: [['DE']] })]);
});

test('a channel that everybody left is forgotten', () => {
  const reader = subscribed();
  reader.say({ op: 'unsub', id: 1 });
  expect(live.hub.channels).toBe(0);
});

test('thousands of peers are told in slices, each once and in order', () => {
  const clock = manualClock();
  // A look at the clock costs a twentieth of a millisecond, so that a slice has an end.
  const monotonicMs = (): number => {
    clock.advance(0.05);
    return clock.monotonicMs();
  };
  const slow = testLive({ clock, monotonicMs });
  slow.rows.set('geo', 'DE', country(1));
  const readers = Array.from({ length: 2000 }, () => {
    const reader = slow.greeted();
    reader.say({ op: 'sub', id: 1, topic: 'geo' });
    reader.frames.length = 0;
    return reader;
  });
  slow.rows.set('geo', 'DE', country(2));
  slow.hub.publish(slow.rows.takeChanged());
  const atOnce = readers.filter(({ frames }) => frames.length > 0).length;
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(1000);
  slow.rows.set('geo', 'DE', country(3));
  slow.hub.publish(slow.rows.takeChanged());
  slow.settle();
  const told = readers.map(({ messages }) =>
    messages.map((message) => (message.op === 'set' ? message.rows : message.op)),
  );
  expect(new Set(told.map((rows) => JSON.stringify(rows)))).toEqual(
    new Set([JSON.stringify([[toTuple('geo', 'DE', country(2))], [toTuple('geo', 'DE', country(3))]])]),
  );
});

test('an update stays small: ten of two hundred countries take under 1 KB, a tenth of a snapshot', () => {
  for (let at = 0; at < 200; at += 1) live.rows.set('geo', `C${at}`, country(at));
  live.tick();
  const reader = subscribed();
  const snapshotBytes = reader.frames.reduce((sum, frame) => sum + frame.length, 0);
  tick(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`C${at}`, country(1000 + at)])));
  const bytes = reader.frames.at(-1)?.length ?? 0;
  expect(last(reader)).toMatchObject({ op: 'set' });
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThan(1024);
  expect(bytes).toBeLessThan(snapshotBytes / 10);
});
