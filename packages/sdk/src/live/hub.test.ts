import { FIELDS, type Rows, type RowTopic, toRow } from '@tallylight/protocol';
import { beforeEach, expect, test } from 'vitest';
import { createHub, type Hub } from './hub.ts';

/** State for a test: rows of `geo` that it sets itself. */
const rows = new Map<string, Rows['geo']>();
const country = (sessions: number): Rows['geo'] => ({
  continent: 'EU',
  sessions,
  egressBytes: sessions * 10,
  share: null,
});
const served: readonly RowTopic[] = ['geo', 'streams'];

function hubOver(): Hub {
  const row = <T extends RowTopic>(topic: T, key: string) =>
    (topic === 'geo' ? rows.get(key) : undefined) as Rows[T] | undefined;
  return createHub({
    topics: served,
    source: { keys: (topic) => (topic === 'geo' ? rows.keys() : []), row, change: row, ageMs: () => 40 },
    attribution: () => undefined,
    onMessages: () => {},
  });
}

/** A peer that keeps what it was sent, and can be made to take nothing. */
function peer() {
  const frames: Buffer[] = [];
  return {
    frames,
    taking: true,
    send(frame: Buffer): boolean {
      if (this.taking) frames.push(frame);
      return this.taking;
    },
    get messages(): Record<string, unknown>[] {
      return frames.map((frame) => JSON.parse(frame.toString()) as Record<string, unknown>);
    },
  };
}

const tick = (hub: Hub, changed: Readonly<Record<string, Rows['geo'] | undefined>>): void => {
  for (const [key, row] of Object.entries(changed)) {
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  hub.publish((topic) => (topic === 'geo' ? Object.keys(changed) : []));
};

beforeEach(() => {
  rows.clear();
  rows.set('DE', country(1));
  rows.set('FR', country(2));
});

test('three peers with two filters: those who watch the same get the same Buffer object', () => {
  const hub = hubOver();
  const [a, b, c] = [peer(), peer(), peer()];
  hub.subscribe(a, 'geo', {}, 1);
  hub.subscribe(b, 'geo', {}, 7);
  hub.subscribe(c, 'geo', { keys: ['FR'] }, 1);
  tick(hub, { DE: country(5), FR: country(6) });
  expect(a.frames.at(-1)).toBe(b.frames.at(-1));
  expect(c.frames.at(-1)).not.toBe(a.frames.at(-1));
  expect(a.messages.at(-1)).toMatchObject({
    op: 'set',
    rows: [
      ['DE', 'EU', 5, 50, null],
      ['FR', 'EU', 6, 60, null],
    ],
  });
  expect(c.messages.at(-1)).toMatchObject({ op: 'set', rows: [['FR', 'EU', 6, 60, null]] });
  expect(hub.channels).toBe(2);
});

test('filters that mean the same share a channel', () => {
  const hub = hubOver();
  const [a, b] = [peer(), peer()];
  const first = hub.subscribe(a, 'geo', { keys: ['FR', 'DE', 'FR'] }, 1);
  const second = hub.subscribe(b, 'geo', { keys: ['DE', 'FR'] }, 1);
  expect(second.channel).toBe(first.channel);
});

test('a subscription begins with the fields and every row, and says how old they are', () => {
  const hub = hubOver();
  const a = peer();
  hub.subscribe(a, 'geo', {}, 3);
  expect(a.messages[0]).toMatchObject({ op: 'subbed', id: 3, topic: 'geo', mode: 'snapshot', fields: FIELDS.geo });
  const snap = a.messages[1] ?? {};
  expect(snap).toMatchObject({ op: 'snap', part: 0, last: true, ageMs: 40 });
  const tuples = snap.rows as [string, ...unknown[]][];
  expect(tuples.map((tuple) => [tuple[0], toRow(FIELDS.geo, tuple)])).toEqual([
    ['DE', country(1)],
    ['FR', country(2)],
  ]);
});

test('a large state comes in parts of which only the last says so', () => {
  for (let index = 0; index < 450; index += 1) rows.set(`K${index}`, country(index));
  const a = peer();
  hubOver().subscribe(a, 'geo', {}, 1);
  const parts = a.messages.filter((message) => message.op === 'snap');
  expect(parts.map((part) => [part.part, part.last])).toEqual([
    [0, false],
    [1, false],
    [2, true],
  ]);
  expect(parts.flatMap((part) => part.rows as unknown[])).toHaveLength(452);
});

test('every frame begins where the one before it ended', () => {
  const hub = hubOver();
  const a = peer();
  hub.subscribe(a, 'geo', { keys: ['FR'] }, 1);
  tick(hub, { DE: country(9) });
  tick(hub, { FR: country(9) });
  tick(hub, {});
  const chain = a.messages.filter((message) => message.op === 'set' || message.op === 'pos');
  expect(chain.map((message) => message.op)).toEqual(['pos', 'set', 'pos']);
  let position = a.messages.find((message) => message.op === 'snap')?.o;
  for (const message of chain) {
    expect(message.p).toBe(position);
    position = message.o;
  }
});

test('a peer that took nothing for a while is told everything anew and then follows the chain', () => {
  const hub = hubOver();
  const slow = peer();
  const subscription = hub.subscribe(slow, 'geo', {}, 1);
  slow.taking = false;
  tick(hub, { DE: country(50) });
  slow.taking = true;
  tick(hub, { FR: country(60) });
  expect(slow.messages.filter((message) => message.op === 'set')).toEqual([]);
  subscription.resync();
  const [subbed, snap] = slow.messages.slice(-2);
  expect(subbed).toMatchObject({ op: 'subbed', id: 1, why: 'slow' });
  expect(snap).toMatchObject({ op: 'snap', last: true });
  tick(hub, { DE: country(51) });
  expect(slow.messages.at(-1)).toMatchObject({ op: 'set', p: snap?.o });
});

test('a row that is gone is told by its key alone', () => {
  const hub = hubOver();
  const a = peer();
  hub.subscribe(a, 'geo', {}, 1);
  tick(hub, { DE: undefined });
  expect(a.messages.at(-1)).toMatchObject({ op: 'set', rows: [['DE']] });
});

test('a row that leaves a filter on its fields is taken away from those who saw it, once', () => {
  const hub = hubOver();
  const a = peer();
  hub.subscribe(a, 'geo', { where: { sessions: [1, 2] } }, 1);
  tick(hub, { DE: country(70) });
  expect(a.messages.at(-1)).toMatchObject({ op: 'set', rows: [['DE']] });
  tick(hub, { DE: country(71) });
  expect(a.messages.at(-1)).toMatchObject({ op: 'pos' });
});

test('a channel that everybody left is forgotten', () => {
  const hub = hubOver();
  const subscription = hub.subscribe(peer(), 'geo', {}, 1);
  subscription.close();
  expect(hub.channels).toBe(0);
});
