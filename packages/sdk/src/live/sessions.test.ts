import { randomBytes } from 'node:crypto';
import type { Code } from '@tallylight/protocol';
import { describe, expect, test } from 'vitest';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import { TEST_LIMITS, testLive } from '../testing/live-reader.ts';
import { createResumeTokens } from './resume-token.ts';

const caller = (facts: Partial<Caller> = {}): Caller => ({
  subject: 'ana',
  roles: new Set(['viewer']),
  permissions: new Set(),
  scope: {},
  scopeKey: '',
  shared: false,
  expiresAtMs: undefined,
  mayRead: () => true,
  has: (role) => role === 'viewer',
  sees: () => true,
  ...facts,
});

const credentialsFor = (answers: Readonly<Record<string, Caller | Code>>): Credentials => ({
  verify: (token) => Promise.resolve(answers[token] ?? 'bad-token'),
  refresh: (_caller, token) => Promise.resolve(answers[token] ?? 'bad-token'),
});
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ops = (messages: readonly { readonly op: string }[]): string[] => messages.map(({ op }) => op);

describe('a connection is let go', () => {
  test('when it does not say hello within five seconds', () => {
    const { connect, clock } = testLive();
    const silent = connect();
    clock.advance(5000);
    expect(silent.closes).toEqual([]);
    clock.advance(2000);
    expect(silent.closes).toEqual(['hello-timeout']);
  });

  test('when nothing was subscribed for half an hour, and not while something is', () => {
    const { greeted, clock } = testLive();
    const [idle, reader] = [greeted(), greeted()];
    reader.say({ op: 'sub', id: 1, topic: 'geo' });
    clock.advance(1_800_000);
    expect(idle.closes).toEqual([]);
    clock.advance(5000);
    expect(idle.closes).toEqual(['inactive']);
    reader.say({ op: 'unsub', id: 1 });
    clock.advance(1_700_000);
    expect(reader.closes).toEqual([]);
    clock.advance(200_000);
    expect(reader.closes).toEqual(['inactive']);
  });

  test('when its socket took nothing for fifteen seconds while something waited', () => {
    const { greeted, clock, tick, rows } = testLive();
    const stuck = greeted();
    stuck.say({ op: 'sub', id: 1, topic: 'geo' });
    stuck.hold();
    clock.advance(60_000);
    expect(stuck.isGone).toBe(false);
    rows.set('geo', 'DE', { continent: 'EU', sessions: 1, egressBytes: 0, share: null, cities: [], networks: [] });
    tick();
    clock.advance(14_000);
    expect(stuck.isGone).toBe(false);
    clock.advance(3000);
    expect(stuck.isGone).toBe(true);
  });

  test('when it has lasted as long as one may, with a word on when to come back', () => {
    const { greeted, clock } = testLive({ maxAgeMs: 600_000 });
    const reader = greeted();
    reader.say({ op: 'sub', id: 1, topic: 'geo' });
    clock.advance(590_000);
    expect(reader.closes).toEqual([]);
    clock.advance(20_000);
    expect(reader.messages.at(-1)).toMatchObject({ op: 'bye', code: 'rotating' });
    expect(reader.closes).toEqual(['rotating']);
  });

  test('when the server closes: all are told to come back spread out, the more the longer', async () => {
    const { greeted, sessions } = testLive();
    const readers = Array.from({ length: 1200 }, () => greeted());
    await sessions.close();
    expect(readers[0]?.messages.at(-1)).toEqual({ op: 'bye', code: 'draining', retryMs: 1000, jitterMs: 4000 });
    expect(readers.every(({ closes }) => closes[0] === 'draining')).toBe(true);
    expect(sessions.size).toBe(0);
  });

  test('when only critical events wait and no more fit: it comes back and gets them all', () => {
    const { greeted, event, settle, counts } = testLive();
    const slow = greeted();
    slow.say({ op: 'sub', id: 1, topic: 'alerts' });
    slow.hold();
    for (let alert = 1; alert <= 101; alert += 1) event('alerts', 'alert-raised', { alert: `a${alert}` });
    settle();
    expect(slow.closes).toEqual(['slow']);
    expect(counts.ended.get('slow')).toBe(1);
    const back = greeted();
    back.say({ op: 'sub', id: 1, topic: 'alerts', cursor: { e: 'e1', o: 0 } });
    expect(back.messages[0]).toMatchObject({ op: 'subbed', mode: 'resumed', o: 0 });
    expect(back.messages.filter(({ op }) => op === 'ev')).toHaveLength(101);
  });
});

describe('a slow reader', () => {
  test('has a hundred events waiting at most; low gives way first, is told as a gap, and can be fetched', () => {
    const { greeted, event, settle, counts } = testLive();
    const slow = greeted();
    slow.say({ op: 'sub', id: 1, topic: 'activity' });
    slow.frames.length = 0;
    slow.hold();
    event('activity', 'stream-up', { stream: 'a' });
    for (let session = 1; session <= 30; session += 1)
      event('activity', 'session-started', { stream: 'a', session: `s${session}` });
    for (let stream = 1; stream <= 80; stream += 1) event('activity', 'stream-up', { stream: `b${stream}` });
    settle();
    slow.release();
    const gaps = slow.messages.filter((message) => message.op === 'gap');
    expect(gaps).toEqual([{ op: 'gap', ch: 1, p: 1, from: 2, o: 12, why: 'overflow', fetchable: true }]);
    expect(slow.messages.filter(({ op }) => op === 'ev')).toHaveLength(100);
    expect([...counts.dropped]).toEqual([0, 0, 0, 11]);
    slow.frames.length = 0;
    slow.say({ op: 'fetch', id: 1, from: 2, to: 12 });
    expect(slow.messages.map((message) => (message.op === 'ev' ? [message.p, message.o] : message.op))).toEqual(
      Array.from({ length: 11 }, (_, index) => [index + 1, index + 2]),
    );
  });

  test('is told what is urgent first, and the rest as well', () => {
    const { greeted, event, settle, rows, tick } = testLive();
    const slow = greeted();
    slow.say({ op: 'sub', id: 1, topic: 'activity' });
    slow.say({ op: 'sub', id: 2, topic: 'alerts' });
    slow.say({ op: 'sub', id: 3, topic: 'geo' });
    slow.frames.length = 0;
    slow.hold();
    for (let session = 0; session < 4; session += 1) event('activity', 'session-started', { session: `s${session}` });
    rows.set('geo', 'DE', { continent: 'EU', sessions: 1, egressBytes: 0, share: null, cities: [], networks: [] });
    tick();
    for (let alert = 0; alert < 4; alert += 1) event('alerts', 'alert-raised', { alert: `a${alert}` });
    settle();
    slow.release();
    const order = slow.messages.map((message) => (message.op === 'ev' ? message.pr : message.op));
    expect(order.filter((pr) => pr === 'low')).toHaveLength(4);
    expect(order).toContain('set');
    expect(order.lastIndexOf('critical')).toBeLessThan(6);
    expect(order.lastIndexOf('critical')).toBeLessThan(order.lastIndexOf('low'));
  });
});

describe('a session is resumed', () => {
  test('with its cursor: events that were missed come in order, and only rows that changed', () => {
    const { greeted, event, settle, counts } = testLive();
    const first = greeted();
    first.say({ op: 'sub', id: 1, topic: 'activity' });
    event('activity', 'stream-up', { stream: 'a' });
    settle();
    first.leave();
    event('activity', 'stream-down', { stream: 'a' });
    settle();
    const back = greeted();
    back.say({ op: 'sub', id: 1, topic: 'activity', cursor: { e: 'e1', o: 1 } });
    expect(back.messages).toEqual([
      { op: 'subbed', id: 1, topic: 'activity', ch: expect.any(Number), mode: 'resumed', o: 1 },
      expect.objectContaining({ op: 'ev', p: 1, o: 2, name: 'stream-down' }),
    ]);
    expect(counts.resumes[0]).toBe(1);
  });

  test.each([
    ['epoch', { e: 'another', o: 1 }],
    ['ahead', { e: 'e1', o: 99 }],
  ] as const)('or is told why not: %s', (why, cursor) => {
    const { greeted } = testLive();
    const reader = greeted();
    reader.say({ op: 'sub', id: 1, topic: 'geo', cursor });
    expect(reader.messages[0]).toMatchObject({ op: 'subbed', mode: 'reset', why });
    expect(reader.messages[1]).toMatchObject({ op: 'snap', last: true });
  });

  test('with its token: the session is the same one, and its older connection ends', () => {
    const { connect } = testLive();
    const first = connect();
    first.say({ op: 'hello', v: 1 });
    const welcome = first.messages[0];
    const resume = welcome?.op === 'welcome' ? welcome.resume : undefined;
    const second = connect();
    second.say({ op: 'hello', v: 1, resume });
    expect(second.messages[0]).toMatchObject({ op: 'welcome', sid: first.session.sid, resumed: true });
    expect(first.closes).toEqual(['taken-over']);
    expect(second.closes).toEqual([]);
  });

  test('with everything it had subscribed, where it asks for that', () => {
    const { connect, event, settle } = testLive();
    const first = connect();
    first.say({ op: 'hello', v: 1, restore: true }, { op: 'sub', id: 7, topic: 'activity', filter: { keys: ['a'] } });
    const token = first.messages.findLast((message) => message.op === 'resume')?.resume;
    event('activity', 'stream-up', { stream: 'a' });
    settle();
    const { cursor } = first.session;
    expect(cursor).toBe('1.e1.a1');
    first.leave();
    event('activity', 'stream-up', { stream: 'b' });
    event('activity', 'stream-down', { stream: 'a' });
    settle();
    const second = connect();
    second.say({ op: 'hello', v: 1, restore: true, resume: token, cursor });
    expect(ops(second.messages)).toEqual(['welcome', 'subbed', 'resume', 'ev']);
    expect(second.messages[1]).toMatchObject({ id: 7, mode: 'resumed', o: 1 });
    expect(second.messages[3]).toMatchObject({ name: 'stream-down', p: 1, o: 3 });
  });

  test('not with a token of somebody else, of another key, of yesterday, or bent', () => {
    let nowMs = 0;
    const tokens = createResumeTokens(randomBytes(32), () => nowMs);
    const what = { sid: 's', subject: 'ana', view: 'v', wanted: [] };
    const token = tokens.issue(what);
    expect(tokens.read(token)).toEqual(what);
    expect(createResumeTokens(randomBytes(32), () => 0).read(token)).toBeUndefined();
    expect(tokens.read(`${token.slice(0, 10)}x${token.slice(11)}`)).toBeUndefined();
    expect(tokens.read('')).toBeUndefined();
    nowMs = 24 * 3_600_000 + 1;
    expect(tokens.read(token)).toBeUndefined();

    const { connect } = testLive();
    const ana = connect({ caller: caller() });
    ana.say({ op: 'hello', v: 1 });
    const given = ana.messages[0]?.op === 'welcome' ? ana.messages[0].resume : undefined;
    const ben = connect({ caller: caller({ subject: 'ben' }) });
    ben.say({ op: 'hello', v: 1, resume: given });
    expect(ben.messages[0]).toMatchObject({ resumed: false });
    expect(ana.closes).toEqual([]);
  });

  test('and begins anew when its reader may see other things than before', () => {
    const { connect } = testLive();
    const before = connect({ caller: caller() });
    before.say({ op: 'hello', v: 1 }, { op: 'sub', id: 1, topic: 'geo' });
    const resume = before.messages[0]?.op === 'welcome' ? before.messages[0].resume : undefined;
    const after = connect({ caller: caller({ permissions: new Set(['revenue']), scopeKey: 'revenue' }) });
    after.say({ op: 'hello', v: 1, resume }, { op: 'sub', id: 1, topic: 'geo', cursor: { e: 'e1', o: 0 } });
    expect(after.messages[1]).toMatchObject({ op: 'subbed', mode: 'reset', why: 'filter-changed' });
  });
});

describe('who speaks', () => {
  test('is known by the token of the first message, and what is said meanwhile waits', async () => {
    const { connect, settle } = testLive();
    const reader = connect({ credentials: credentialsFor({ good: caller() }) });
    reader.say({ op: 'hello', v: 1, token: 'good' }, { op: 'sub', id: 1, topic: 'geo' });
    reader.say({ op: 'ping', n: 1 });
    expect(reader.frames).toEqual([]);
    await settled();
    settle();
    expect(ops(reader.messages)).toEqual(['welcome', 'subbed', 'pong', 'snap']);
    expect(reader.session.caller?.subject).toBe('ana');
  });

  test.each([
    ['no token', {}, 'no-token'],
    ['a token that is no good', { token: 'x' }, 'bad-token'],
    ['one that has ended', { token: 'old' }, 'token-expired'],
  ] as const)('must be said: %s', async (_what, hello, code) => {
    const { connect } = testLive();
    const reader = connect({ credentials: credentialsFor({ old: 'token-expired' }) });
    reader.say({ op: 'hello', v: 1, ...hello });
    await settled();
    expect(reader.closes).toEqual([code]);
  });

  test('decides which topics and rows may be had, before any filter', () => {
    const live = testLive();
    const country = { continent: 'EU', sessions: 1, egressBytes: 0, share: null, cities: [], networks: [] };
    live.rows.set('geo', 'DE', country);
    live.rows.set('geo', 'FR', country);
    const reader = live.greeted({
      caller: caller({ mayRead: (topic) => topic !== 'alerts', sees: (_topic, key) => key !== 'FR' }),
    });
    reader.say(
      { op: 'sub', id: 1, topic: 'alerts' },
      { op: 'sub', id: 2, topic: 'geo', filter: { keys: ['FR', 'DE'] } },
    );
    expect(reader.messages[0]).toMatchObject({ op: 'err', id: 1, code: 'forbidden' });
    const snap = reader.messages.find((message) => message.op === 'snap');
    expect(snap?.rows.map(([key]) => key)).toEqual(['DE']);
  });

  test('is asked for a new token a minute before the old one ends, and let go 25 s after', async () => {
    const live = testLive();
    const expiresAtMs = live.clock.nowMs() + 600_000;
    const reader = live.connect({
      credentials: credentialsFor({
        first: caller({ expiresAtMs }),
        second: caller({ expiresAtMs: expiresAtMs + 600_000 }),
      }),
    });
    reader.say({ op: 'hello', v: 1, token: 'first' }, { op: 'sub', id: 1, topic: 'geo' });
    await settled();
    live.clock.advance(530_000);
    expect(ops(reader.messages)).not.toContain('authreq');
    live.clock.advance(15_000);
    expect(reader.messages.filter(({ op }) => op === 'authreq')).toHaveLength(1);
    reader.say({ op: 'auth', token: 'second' });
    await settled();
    live.clock.advance(540_000);
    expect(reader.closes).toEqual([]);
    live.clock.advance(134_000);
    expect(reader.messages.filter(({ op }) => op === 'authreq')).toHaveLength(2);
    expect(reader.closes).toEqual([]);
    live.clock.advance(10_000);
    expect(reader.closes).toEqual(['token-expired']);
  });

  test('may change in the middle: what may not be read any more ends, what looks different begins anew', async () => {
    const live = testLive();
    const reader = live.connect({
      credentials: credentialsFor({
        wide: caller(),
        narrow: caller({
          roles: new Set(['scraper']),
          scopeKey: 'narrow',
          scope: { streams: [] },
          mayRead: (topic) => topic === 'geo',
        }),
      }),
    });
    reader.say(
      { op: 'hello', v: 1, token: 'wide' },
      { op: 'sub', id: 1, topic: 'geo' },
      { op: 'sub', id: 2, topic: 'activity' },
    );
    await settled();
    live.settle();
    reader.frames.length = 0;
    reader.say({ op: 'auth', token: 'wrong' });
    await settled();
    expect(reader.messages).toMatchObject([{ op: 'err', code: 'bad-token' }]);
    reader.say({ op: 'auth', token: 'narrow' });
    await settled();
    live.settle();
    expect(reader.messages.slice(1)).toMatchObject([
      { op: 'subbed', id: 1, mode: 'reset', why: 'filter-changed' },
      { op: 'err', id: 2, code: 'forbidden' },
      { op: 'resume' },
      { op: 'snap' },
    ]);
  });
});

test('the limits that are told are those that hold', () => {
  const { greeted } = testLive({ limits: { ...TEST_LIMITS, frameBytes: 200 } });
  const reader = greeted();
  reader.say({ op: 'ping', n: 1, more: 'x'.repeat(300) });
  expect(reader.closes).toEqual(['too-large']);
});
