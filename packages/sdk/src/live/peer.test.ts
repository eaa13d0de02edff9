import { CODES, type Limits } from '@tallylight/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createHub } from './hub.ts';
import { createPeer } from './peer.ts';

const limits: Limits = { subscriptions: 3, frameBytes: 16_384, messagesPerSecond: 20 };

function conversation() {
  const clock = manualClock();
  const sent: Record<string, unknown>[] = [];
  const closes: { code: number; reason: string }[] = [];
  const peer = createPeer({
    hub: createHub({
      topics: ['geo'],
      source: { keys: () => [], row: () => undefined, change: () => undefined, ageMs: () => 0 },
      attribution: () => undefined,
      onMessages: () => {},
    }),
    wire: {
      send: (frame) => {
        sent.push(JSON.parse(frame.toString()) as Record<string, unknown>);
        return true;
      },
      close: (code, reason) => closes.push({ code, reason }),
    },
    sid: 's1',
    node: 'edge-1',
    epoch: 'e1',
    tickMs: 5000,
    pingMs: 30_000,
    limits,
    served: ['geo'],
    monotonicMs: () => clock.monotonicMs(),
  });
  const say = (message: unknown): void => peer.receive(JSON.stringify(message));
  return { clock, sent, closes, peer, say };
}
const greeted = () => {
  const talk = conversation();
  talk.say({ op: 'hello', v: 1 });
  talk.sent.length = 0;
  return talk;
};

test('hello is answered with what a reader needs to know', () => {
  const { say, sent } = conversation();
  say({ op: 'hello', v: 1 });
  expect(sent).toEqual([
    {
      op: 'welcome',
      v: 1,
      sid: 's1',
      e: 'e1',
      node: 'edge-1',
      tickMs: 5000,
      pingMs: 30_000,
      durability: 'memory',
      limits,
    },
  ]);
});

test('another protocol version is refused with its own code', () => {
  const { say, closes } = conversation();
  say({ op: 'hello', v: 2 });
  expect(closes).toEqual([{ code: CODES.version.close, reason: 'version' }]);
});

test('whoever speaks before hello is let go', () => {
  const { say, closes } = conversation();
  say({ op: 'sub', id: 1, topic: 'geo' });
  expect(closes[0]?.code).toBe(CODES['bad-frame'].close);
});

test('a frame that is not JSON ends the connection with the reason', () => {
  const { peer, closes, sent } = greeted();
  peer.receive('{"op":');
  expect(sent.at(-1)).toMatchObject({ op: 'err', code: 'bad-frame' });
  expect(closes[0]?.code).toBe(CODES['bad-frame'].close);
});

test('an unknown topic is refused by name and the connection goes on', () => {
  const { say, sent, closes } = greeted();
  say({ op: 'sub', id: 4, topic: '__proto__' });
  say({ op: 'sub', id: 5, topic: 'geo' });
  expect(sent[0]).toMatchObject({ op: 'err', id: 4, code: 'unknown-topic' });
  expect(sent[1]).toMatchObject({ op: 'subbed', id: 5, topic: 'geo' });
  expect(closes).toEqual([]);
});

test('a filter that cannot be understood names its path', () => {
  const { say, sent } = greeted();
  say({ op: 'sub', id: 4, topic: 'geo', filter: { keys: 'DE' } });
  expect(sent[0]).toMatchObject({
    op: 'err',
    id: 4,
    code: 'bad-filter',
    message: expect.stringContaining('filter.keys'),
  });
});

test('subscriptions are bounded, and leaving one makes room', () => {
  const { say, sent } = greeted();
  for (let id = 1; id <= 4; id += 1) say({ op: 'sub', id, topic: 'geo' });
  expect(sent.at(-1)).toMatchObject({ op: 'err', id: 4, code: 'too-many-subscriptions' });
  say({ op: 'unsub', id: 1 });
  say({ op: 'sub', id: 4, topic: 'geo' });
  expect(sent.at(-2)).toMatchObject({ op: 'subbed', id: 4 });
});

test('more messages than allowed end the connection, a pause lets a talker go on', () => {
  const { say, closes, clock } = greeted();
  for (let n = 0; n < 30; n += 1) say({ op: 'ping', n });
  clock.advance(5000);
  for (let n = 0; n < 40; n += 1) say({ op: 'ping', n });
  expect(closes).toEqual([]);
  say({ op: 'ping', n: 0 });
  expect(closes[0]?.code).toBe(CODES['too-many-requests'].close);
});

test('operations and fields of a later version are ignored', () => {
  const { say, sent, closes } = greeted();
  say({ op: 'warp', factor: 9 });
  say({ op: 'ping', n: 3, later: true });
  expect(sent).toEqual([{ op: 'pong', n: 3 }]);
  expect(closes).toEqual([]);
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
      const { peer } = conversation();
      for (const text of texts) peer.receive(text);
    }),
    { numRuns: 500 },
  );
});
