import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderSessions, type SessionPlace } from './session-order.ts';
import { createState, type State } from './state.ts';

function newState(): State {
  const options = {
    maxStreams: 100,
    maxSessions: 100_000,
    streamLabels: 100,
    streamIdleAfterMs: 60_000,
    sessionIdleFloorMs: 30_000,
    tickMs: 1000,
    historyMs: 100_000,
  };
  return createState(options, () => {});
}

/** Sessions of two streams, with these bytes each; every third one is of the other stream. */
function watched(bytes: readonly number[]): State {
  const state = newState();
  const country = state.countries.of('DE', 'EU');
  for (const [index, sent] of bytes.entries()) {
    const stream = state.streams.declare(index % 3 === 2 ? 'film' : 'news', {}, 0);
    if (stream === undefined) throw new Error('no room');
    const key = `s${index}`;
    state.sessions.open({ key, stream, country, deviceClass: 'tv', endsByIdleness: true }, index)?.sent(sent);
  }
  return state;
}

function walk(
  state: State,
  field: string | null,
  isDown: boolean,
  limit: number,
): { id: string; egressBytes: number }[] {
  const rows: { id: string; egressBytes: number }[] = [];
  let after: SessionPlace | null = null;
  do {
    const page = orderSessions(state, { stream: 'news' }, { field, isDown, after, limit }, 1000, 0);
    rows.push(...page.rows);
    if (rows.length > state.sessions.now) throw new Error('a session was told twice');
    after = page.last;
  } while (after !== null);
  return rows;
}

const bytes = fc.array(fc.nat(6), { maxLength: 40 });

test('page after page gives each session of the stream once, in order', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 7 }), fc.boolean(), (sent, limit, isDown) => {
      const rows = walk(watched(sent), 'egressBytes', isDown, limit);
      const expected = sent.filter((_one, index) => index % 3 !== 2).sort((a, b) => (isDown ? b - a : a - b));
      expect(rows.map(({ egressBytes }) => egressBytes)).toEqual(expected);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    }),
  );
});

test('as they stand, forwards and backwards are the same sessions', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 7 }), (sent, limit) => {
      const state = watched(sent);
      const ids = walk(state, null, false, limit).map(({ id }) => id);
      expect(ids).toEqual(sent.flatMap((_one, index) => (index % 3 === 2 ? [] : [`s${index}`])));
      expect(walk(state, null, true, limit).map(({ id }) => id)).toEqual(ids.reverse());
    }),
  );
});

test('a session that ends between two pages makes no other one be left out or told twice', () => {
  const state = watched([5, 4, 0, 3, 2, 0, 1]);
  const order = { field: 'egressBytes', isDown: true, limit: 2 };
  const first = orderSessions(state, { stream: 'news' }, { ...order, after: null }, 1000, 0);
  const leaving = state.sessions.get('s1');
  if (leaving !== undefined) state.sessions.close(leaving, 'left', 1000);
  const second = orderSessions(state, { stream: 'news' }, { ...order, after: first.last }, 1000, 0);
  expect([first, second].map(({ rows }) => rows.map(({ id }) => id))).toEqual([
    ['s0', 's1'],
    ['s3', 's4'],
  ]);
});

test('nobody watches what is not there', () => {
  const order = { field: null, isDown: false, after: null, limit: 10 };
  expect(orderSessions(watched([1]), { stream: 'none' }, order, 0, 0)).toEqual({ rows: [], last: null });
  expect(orderSessions(watched([1]), { country: 'FR' }, order, 0, 0)).toEqual({ rows: [], last: null });
});
