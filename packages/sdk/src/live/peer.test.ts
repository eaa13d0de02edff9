import { CODES, type Limits } from '@tallylight/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLive } from '../testing/live-reader.ts';

const limits: Limits = { subscriptions: 3, frameBytes: 16_384, messagesPerSecond: 20 };

function conversation() {
  const live = testLive({ limits, topics: ['geo'] });
  const reader = live.connect();
  return { ...live, reader, say: (message: unknown) => reader.say(message as object) };
}
const greeted = () => {
  const talk = conversation();
  talk.say({ op: 'hello', v: 1 });
  talk.reader.frames.length = 0;
  return talk;
};

test('hello is answered with what a reader needs to know', () => {
  const { say, reader } = conversation();
  say({ op: 'hello', v: 1 });
  expect(reader.messages).toEqual([
    {
      op: 'welcome',
      v: 1,
      sid: expect.stringMatching(/^[\w-]{22}$/),
      e: 'e1',
      node: 'edge-1',
      tickMs: 5000,
      pingMs: 30_000,
      durability: 'memory',
      limits,
      resume: expect.any(String),
      resumeTtlMs: 86_400_000,
      resumeOutlives: 'process',
    },
  ]);
});

test('another protocol version is refused with its own code', () => {
  const { say, reader } = conversation();
  say({ op: 'hello', v: 2 });
  expect(reader.closes).toEqual(['version']);
  expect(CODES.version.close).toBe(4406);
});

test('whoever speaks before hello is let go', () => {
  const { say, reader } = conversation();
  say({ op: 'sub', id: 1, topic: 'geo' });
  expect(reader.closes).toEqual(['bad-frame']);
});

test('a frame that is not JSON ends the connection with the reason', () => {
  const { reader } = greeted();
  reader.session.receive('{"op":');
  expect(reader.messages.at(-1)).toMatchObject({ op: 'err', code: 'bad-frame' });
  expect(reader.closes).toEqual(['bad-frame']);
});

test('an unknown topic is refused by name and the connection goes on', () => {
  const { say, reader } = greeted();
  say({ op: 'sub', id: 4, topic: '__proto__' });
  say({ op: 'sub', id: 5, topic: 'geo' });
  expect(reader.messages[0]).toMatchObject({ op: 'err', id: 4, code: 'unknown-topic' });
  expect(reader.messages[1]).toMatchObject({ op: 'subbed', id: 5, topic: 'geo' });
  expect(reader.closes).toEqual([]);
});

test('a filter that cannot be understood names its path', () => {
  const { say, reader } = greeted();
  say({ op: 'sub', id: 4, topic: 'geo', filter: { keys: 'DE' } });
  expect(reader.messages[0]).toMatchObject({
    op: 'err',
    id: 4,
    code: 'bad-filter',
    message: expect.stringContaining('filter.keys'),
  });
});

test('subscriptions are bounded, and leaving one makes room', () => {
  const { say, reader } = greeted();
  for (let id = 1; id <= 4; id += 1) say({ op: 'sub', id, topic: 'geo' });
  expect(reader.messages.at(-1)).toMatchObject({ op: 'err', id: 4, code: 'too-many-subscriptions' });
  say({ op: 'unsub', id: 1 });
  say({ op: 'sub', id: 4, topic: 'geo' });
  expect(reader.messages.at(-2)).toMatchObject({ op: 'subbed', id: 4 });
});

test('more messages than allowed end the connection, a pause lets a talker go on', () => {
  const { say, reader, clock } = greeted();
  for (let n = 0; n < 30; n += 1) say({ op: 'ping', n });
  clock.advance(5000);
  for (let n = 0; n < 40; n += 1) say({ op: 'ping', n });
  expect(reader.closes).toEqual([]);
  say({ op: 'ping', n: 0 });
  expect(reader.closes).toEqual(['too-many-requests']);
});

test('operations and fields of a later version are ignored', () => {
  const { say, reader } = greeted();
  say({ op: 'warp', factor: 9 });
  say({ op: 'ping', n: 3, later: true });
  expect(reader.messages).toEqual([{ op: 'pong', n: 3 }]);
  expect(reader.closes).toEqual([]);
});

test('no text whatsoever makes a peer throw', () => {
  const anyMessage = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        op: fc.constantFrom('hello', 'sub', 'unsub', 'ping', 'pong', 'auth', 'x', '__proto__', 'constructor'),
        id: fc.anything(),
        topic: fc.anything(),
        filter: fc.anything(),
        v: fc.constantFrom(1, 2, '1'),
      })
      .map((message) => {
        try {
          return JSON.stringify(message) ?? '';
        } catch {
          return '';
        }
      }),
  );
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 8 }), (texts) => {
      const { reader } = conversation();
      for (const text of texts) reader.session.receive(text);
    }),
    { numRuns: 500 },
  );
});
