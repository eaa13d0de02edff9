import { beforeEach, expect, test } from 'vitest';
import { createCap } from './cap.ts';
import { Country } from './countries.ts';
import { BYTES } from './session-layout.ts';
import { createSessions, SESSION_END_REASONS, type Sessions } from './sessions.ts';
import { Stream } from './stream.ts';

const told: string[] = [];
const stream = (id = 'news'): Stream => new Stream(id, true, true, 0);
const germany = (): Country => new Country('DE', 'EU');

function table(maxSessions = 100_000): Sessions {
  return createSessions({
    cap: createCap('sessions', maxSessions),
    idleFloorMs: 30_000,
    emit: (name, _atMs, payload) => told.push(`${name} ${(payload as { reason?: string }).reason ?? ''}`.trim()),
  });
}
const opened = (sessions: Sessions, key: string, on = stream(), country = germany(), nowMs = 0) => {
  sessions.tell(nowMs);
  const session = sessions.open({ key, stream: on, country, deviceClass: 'tv', endsByIdleness: true }, nowMs);
  if (session === undefined) throw new Error('no room');
  return session;
};

beforeEach(() => {
  told.length = 0;
});

test('bytes are counted for the session, its stream and its country', () => {
  const sessions = table();
  const news = stream();
  const country = germany();
  const session = opened(sessions, 'a', news, country);
  session.sent(1000);
  session.sent(24);
  expect([news.egressBytes, country.egressBytes, session.page.cell(session.slot, BYTES)]).toEqual([1024, 1024, 1024]);
});

test('a player quiet for longer than the floor has left, at the moment it was last seen', () => {
  const sessions = table();
  const session = opened(sessions, 'a');
  sessions.tell(10_000);
  session.seen();
  sessions.sweep(40_000);
  expect(sessions.now).toBe(1);
  sessions.sweep(40_001);
  expect(sessions.now).toBe(0);
  expect(told).toEqual(['session-started', 'session-ended idle']);
  expect(sessions.durations.sum).toBe(10);
});

test('long segments lengthen the patience to three of them', () => {
  const sessions = table();
  const news = stream();
  news.targetDurationMs = 20_000;
  opened(sessions, 'a', news);
  sessions.sweep(60_000);
  expect(sessions.now).toBe(1);
  sessions.sweep(60_001);
  expect(sessions.now).toBe(0);
});

test('what a closed handle still counts is kept for stream and country, and for no other session', () => {
  const sessions = table();
  const news = stream();
  const country = germany();
  const first = opened(sessions, 'a', news, country);
  sessions.close(first, 'left', 5);
  const second = opened(sessions, 'b', news, country);
  first.sent(500);
  expect(second.page.cell(second.slot, BYTES)).toBe(0);
  expect([news.egressBytes, country.egressBytes]).toEqual([500, 500]);
});

test('closing twice ends one session', () => {
  const sessions = table();
  const session = opened(sessions, 'a');
  sessions.close(session, 'left', 5);
  sessions.close(session, 'left', 6);
  expect(sessions.ended[SESSION_END_REASONS.indexOf('left')]).toBe(1);
  expect(sessions.now).toBe(0);
});

test('the sessions of a removed stream end, and their handles count for its heir', () => {
  const sessions = table();
  const news = stream();
  const heir = stream('heir');
  const session = opened(sessions, 'a', news);
  sessions.closeAllOf(news, heir, 9);
  session.sent(7);
  expect([news.sessions, news.egressBytes, heir.egressBytes]).toEqual([0, 0, 7]);
});

test('a handle that outlived its session by long still counts for the heir of its stream', () => {
  const sessions = table();
  const [news, heir] = [stream(), stream('heir')];
  const session = opened(sessions, 'a', news);
  sessions.close(session, 'left', 5);
  // Nobody is left, so that the table forgets that there ever was anybody.
  for (let second = 1; second <= 3; second += 1) sessions.sweep(second * 1000);
  news.heir = heir;
  sessions.closeAllOf(news, heir, 9000);
  session.sent(7);
  expect([news.egressBytes, heir.egressBytes]).toEqual([0, 7]);
});

test('a session that nobody named has a name that is its own, and is found by it while it lasts', () => {
  const sessions = table();
  const open = () =>
    sessions.open(
      { key: undefined, stream: stream(), country: germany(), deviceClass: 'tv', endsByIdleness: false },
      0,
    );
  const first = open();
  const second = open();
  if (first === undefined || second === undefined) throw new Error('no room');
  const name = first.key;
  expect(sessions.get(name)?.slot).toBe(first.slot);
  expect(second.key).not.toBe(name);
  sessions.close(first, 'left', 1);
  const third = open();
  expect([sessions.get(name), third?.slot, third?.key === name]).toEqual([undefined, first.slot, false]);
});

test('nothing is put into words that nobody hears', () => {
  const heard: string[] = [];
  const sessions = createSessions({
    cap: createCap('sessions', 10),
    idleFloorMs: 30_000,
    emit: (name) => heard.push(name),
    isHeard: (name) => name === 'session-ended',
  });
  sessions.close(opened(sessions, 'a'), 'left', 1);
  expect(heard).toEqual(['session-ended']);
});

test('ten thousand sessions come and go and every slot is used again', () => {
  const sessions = table();
  const news = stream();
  for (let round = 0; round < 3; round += 1) {
    const all = Array.from({ length: 10_000 }, (_, index) => opened(sessions, `${round}-${index}`, news));
    expect(new Set(all.map((session) => session.page.base + session.slot)).size).toBe(10_000);
    expect(Math.max(...all.map((session) => session.page.base))).toBeLessThan(10_240);
    for (const session of all) sessions.close(session, 'left', 1);
  }
  expect([sessions.now, news.sessions]).toEqual([0, 0]);
});

test('beyond the cap no session is opened and the refusal is counted', () => {
  const sessions = table(2);
  opened(sessions, 'a');
  opened(sessions, 'b');
  expect(
    sessions.open({ key: 'c', stream: stream(), country: germany(), deviceClass: 'tv', endsByIdleness: true }, 0),
  ).toBeUndefined();
  expect(sessions.cap.refused).toBe(1);
});
