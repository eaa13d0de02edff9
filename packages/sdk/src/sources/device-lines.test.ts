/** Devices on sockets, without sockets: a line is what was sent over it and how it was ended. */
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeviceOrder, DeviceTalk } from '../model/device-door.ts';
import { createState, type State } from '../state/state.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createDeviceIntake, type DeviceIntake } from './device-intake.ts';
import { createDeviceLines } from './device-lines.ts';

const BEAT_MS = 30_000;
const PATIENCE_MS = 2.5 * BEAT_MS;
const LEASE_MS = 0.5 * BEAT_MS;

interface Line {
  readonly talk: DeviceTalk;
  readonly orders: DeviceOrder[];
  /** Codes with which it was ended from here. */
  readonly ends: string[];
}

let clock: ManualClock;
let state: State;
let told: { name: string; payload: Record<string, unknown> }[];
let intake: DeviceIntake;
let connect: (id?: string) => Line;
let allowance: number;

beforeEach(begin);

function begin(): void {
  clock = manualClock();
  told = [];
  allowance = Number.POSITIVE_INFINITY;
  const streams = { maxStreams: 10, maxSessions: 10, streamLabels: 10, streamIdleAfterMs: 1000 };
  state = createState(
    { ...streams, sessionIdleFloorMs: 1000, tickMs: 1000, historyMs: 10_000 },
    (name, _atMs, payload) => told.push({ name, payload: payload as Record<string, unknown> }),
  );
  clock.every(1000, () => state.devices.advance(clock.monotonicMs(), clock.nowMs()));
  intake = createDeviceIntake({ state, clock });
  const createAllowance = () => ({
    take: () => {
      allowance -= 1;
      return allowance >= 0;
    },
  });
  const door = createDeviceLines({ state, clock, intake, createAllowance });
  connect = (id = 'lobby') => {
    const orders: DeviceOrder[] = [];
    const ends: string[] = [];
    const talk = door.open(id, {
      send: (order) => orders.push(order) > 0,
      end(code) {
        ends.push(code);
        talk?.closed();
      },
    });
    if (talk === undefined) throw new Error('no such device can be');
    talk.begin();
    return { talk, orders, ends };
  };
}

const lobby = () => {
  const device = state.devices.get('lobby');
  if (device === undefined) throw new Error('there is no lobby');
  return device;
};
const beat = ({ talk }: Line, seq: number, body = {}) => talk.take({ op: 'hb', seq, body });
const play = ({ talk }: Line, title: string, n: number, agoMs = 0) =>
  talk.take({ op: 'playback', playing: { title, campaign: title }, n, agoMs });
const named = (name: string) => told.filter((event) => event.name === name).map(({ payload }) => payload);
const post = (facts: object) => intake.post('lobby', Buffer.from(JSON.stringify(facts)));
const order = (id: string, expiresInMs = 60_000) => {
  const ends: unknown[] = [];
  const onEnd = (...end: unknown[]): void => void ends.push(end);
  state.devices.commands.issue(lobby(), { id, name: 'reload', args: {}, expiresInMs, onEnd }, clock.monotonicMs());
  return ends;
};

describe('presence', () => {
  test('a device is there from its greeting on, and a line that closes leaves it half an interval', () => {
    const line = connect();
    expect(lobby().state).toBe('online');
    line.talk.closed();
    clock.advance(LEASE_MS - 1000);
    expect(lobby().state).toBe('online');
    clock.advance(2000);
    expect(lobby().state).toBe('offline');
  });

  test('a newer line ends the older, whose words and whose end change nothing', () => {
    const old = connect();
    const line = connect();
    expect(old.ends).toEqual(['taken-over']);
    expect(beat(old, 9, { version: 'old' })).toMatchObject({ code: 'taken-over', isFinal: true });
    old.talk.closed();
    beat(line, 10, { version: 'new' });
    clock.advance(LEASE_MS + 5000);
    expect(lobby()).toMatchObject({ state: 'online', version: 'new' });
  });

  test('a device that posts while its socket dies unnoticed is not put on a lease by the end of that socket', () => {
    const line = connect();
    clock.advance(20_000);
    post({});
    line.talk.closed();
    clock.advance(LEASE_MS + 5000);
    expect(lobby().state).toBe('online');
  });

  test('a line that is heard again after an absence is the life that its end ends', () => {
    const line = connect();
    clock.advance(PATIENCE_MS + 1000);
    expect(lobby().state).toBe('offline');
    beat(line, 1);
    line.talk.closed();
    clock.advance(LEASE_MS + 1000);
    expect(lobby().state).toBe('offline');
    expect(named('device-offline')).toHaveLength(2);
  });

  test('whatever order lines, posts and late ends come in, the last word decides', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constantFrom('open' as const, 'post' as const) }),
      fc.record({ act: fc.constantFrom('say' as const, 'close' as const), line: fc.nat() }),
      fc.record({ act: fc.constant('pass' as const), ms: fc.integer({ min: 500, max: 40_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        begin();
        const lines: Line[] = [];
        /** What a reader of the rules would say: when it was last heard, by which line, and when that one closed. */
        let heardMs = Number.NEGATIVE_INFINITY;
        let heardBy: Line | undefined;
        let patienceMs = PATIENCE_MS;
        let current: Line | undefined;
        const hear = (by: Line | undefined): void => {
          heardMs = clock.monotonicMs();
          heardBy = by;
          patienceMs = PATIENCE_MS;
        };
        const isThere = (): boolean => clock.monotonicMs() - heardMs < patienceMs;
        for (const one of steps) {
          if (one.act === 'pass') clock.advance(one.ms);
          else if (one.act === 'post') {
            post({});
            hear(undefined);
          } else if (one.act === 'open') {
            current = connect();
            lines.push(current);
            hear(current);
          } else if ('line' in one) {
            const line = lines[one.line % Math.max(1, lines.length)];
            if (line === undefined) continue;
            if (one.act === 'say') {
              beat(line, 1);
              if (line === current) hear(line);
            } else {
              const leaseMs = clock.monotonicMs() - heardMs + LEASE_MS;
              if (line === current && heardBy === line && isThere()) patienceMs = Math.min(PATIENCE_MS, leaseMs);
              if (line === current) current = undefined;
              line.talk.closed();
            }
          }
        }
        if (state.devices.get('lobby') === undefined) return;
        state.devices.advance(clock.monotonicMs(), clock.nowMs());
        expect(lobby().reachable).toBe(isThere());
        const flips = told.filter(({ name }) => name === 'device-online' || name === 'device-offline');
        for (const [index, { name }] of flips.entries()) {
          expect(name).toBe(index % 2 === 0 ? 'device-online' : 'device-offline');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('F9: two hundred flaps with late ends are one presence', () => {
    const lines: Line[] = [];
    for (let flap = 0; flap < 200; flap += 1) {
      const line = connect();
      beat(line, flap + 1);
      lines.push(line);
      if (flap % 3 === 0) line.talk.closed();
      clock.advance(200);
    }
    for (const line of lines.slice(0, -1)) line.talk.closed();
    clock.advance(LEASE_MS + 5000);
    expect(lobby().state).toBe('online');
    expect(named('device-online')).toHaveLength(1);
    expect(named('device-offline')).toEqual([]);
  });

  test('a device that the host removes is born again when it speaks', () => {
    const line = connect();
    state.devices.remove(lobby(), clock.monotonicMs());
    expect(beat(line, 1, { version: '2' })).toBe(undefined);
    expect(lobby()).toMatchObject({ state: 'online', version: '2' });
    line.talk.closed();
    expect(lobby().courier).toBe(null);
  });
});

describe('commands', () => {
  test('go out at once, again each ten seconds until they are answered, and end once', () => {
    const line = connect();
    const ends = order('c1');
    expect(line.orders).toEqual([{ command: 'c1', name: 'reload', args: {}, expiresInMs: 60_000 }]);
    clock.advance(25_000);
    expect(line.orders.map(({ expiresInMs }) => expiresInMs)).toEqual([60_000, 50_000, 40_000]);
    line.talk.take({ op: 'ack', command: 'c1', result: 'ok' });
    line.talk.take({ op: 'ack', command: 'c1', result: 'failed' });
    clock.advance(30_000);
    expect(line.orders).toHaveLength(3);
    expect(ends).toEqual([['ok', null]]);
    expect(named('command-completed')).toMatchObject([{ id: 'c1', result: 'ok', durationMs: 25_000 }]);
  });

  test('that nobody answers end with their time', () => {
    const line = connect();
    const ends = order('c1', 15_000);
    clock.advance(60_000);
    expect(line.orders).toHaveLength(2);
    expect(ends).toEqual([['timeout', 'no answer']]);
  });

  test('wait for a device that is away, and what may have been lost comes again with the next line', () => {
    const first = connect();
    first.talk.closed();
    order('c1');
    expect(first.orders).toEqual([]);
    const second = connect();
    expect(second.orders).toHaveLength(1);
    second.talk.closed();
    expect(connect().orders.map(({ command }) => command)).toEqual(['c1']);
  });

  test('more than ten follow as the first are answered', () => {
    const line = connect();
    line.talk.closed();
    for (let index = 0; index < 25; index += 1) order(`c${index}`);
    const next = connect();
    expect(next.orders).toHaveLength(10);
    for (let index = 0; index < 25; index += 1) {
      next.talk.take({ op: 'ack', command: next.orders[index]?.command, result: 'ok' });
    }
    expect(next.orders).toHaveLength(25);
    expect(lobby().pending).toEqual([]);
  });

  test('that a device rejects have failed, with its reason', () => {
    const line = connect();
    const ends = [order('c1'), order('c2')];
    line.talk.take({ op: 'ack', command: 'c1', result: 'rejected', detail: 'not at night' });
    line.talk.take({ op: 'ack', command: 'c2', result: 'rejected' });
    expect(ends).toEqual([[['failed', 'rejected: not at night']], [['failed', 'rejected']]]);
  });
});

describe('playback', () => {
  const proof = (campaign: string) => lobby().proof?.campaigns.get(campaign);

  test('is proven by the device’s own word, heard or not', () => {
    const line = connect();
    clock.advance(600_000);
    play(line, 'one', 1, 300_000);
    play(line, 'two', 2, 100_000);
    play(line, 'three', 3);
    expect([proof('one'), proof('two'), proof('three')]).toEqual([
      { starts: 1, playMs: 200_000 },
      { starts: 1, playMs: 100_000 },
      { starts: 1, playMs: 0 },
    ]);
    expect(lobby().state).toBe('playing');
    expect(named('playback-stopped').map(({ title, playedMs, reason }) => [title, playedMs, reason])).toEqual([
      ['one', 200_000, 'changed'],
      ['two', 100_000, 'changed'],
    ]);
  });

  test('told again is told once; the same item again with the next number is a play of its own', () => {
    const line = connect();
    play(line, 'one', 7);
    clock.advance(5000);
    play(line, 'two', 8);
    const again = connect();
    play(again, 'one', 7, 5000);
    play(again, 'two', 8);
    expect(named('playback-started').map(({ title }) => title)).toEqual(['one', 'two']);
    clock.advance(10_000);
    play(again, 'two', 9);
    expect(proof('two')).toEqual({ starts: 2, playMs: 10_000 });
  });

  test('that overlaps what was counted is not counted twice', () => {
    const line = connect();
    play(line, 'one', 1);
    clock.advance(20_000);
    beat(line, 1);
    play(line, 'two', 2, 15_000);
    clock.advance(10_000);
    beat(line, 2);
    expect([proof('one')?.playMs, proof('two')?.playMs]).toEqual([20_000, 10_000]);
  });

  test('of a player that began anew is a new one, and its first heartbeat does not end it', () => {
    const line = connect();
    play(line, 'one', 1_000_000);
    beat(line, 50);
    clock.advance(1000);
    const anew = connect();
    play(anew, 'two', 77);
    beat(anew, 3);
    expect(named('playback-stopped')).toMatchObject([{ title: 'one', reason: 'restarted' }]);
    expect(lobby().item?.title).toBe('two');
    beat(anew, 4, { version: '2' });
    expect(lobby().version).toBe('2');
  });

  test('goes on over a reconnect, and ends with a player that began anew and says nothing', () => {
    const line = connect();
    play(line, 'one', 1);
    beat(line, 5);
    beat(connect(), 6);
    expect(named('playback-stopped')).toEqual([]);
    beat(connect(), 2);
    expect(named('playback-stopped')).toMatchObject([{ title: 'one', reason: 'restarted' }]);
    expect(lobby().state).toBe('online');
  });

  test('that a POST brings late is taken as a socket’s', () => {
    clock.advance(600_000);
    const body = {
      playing: { title: 'two' },
      playbacks: [
        { playing: { title: 'one', campaign: 'one' }, n: 1, agoMs: 60_000 },
        { playing: { title: 'two' }, n: 2, agoMs: 20_000 },
        { playing: 'nonsense' },
      ],
    };
    expect(post(body)).toMatchObject({ answer: { ignored: ['playbacks'] } });
    post(body);
    expect(proof('one')).toEqual({ starts: 1, playMs: 40_000 });
    expect(named('playback-started').map(({ title }) => title)).toEqual(['one', 'two']);
  });
});

test('a device that says too much is sent away', () => {
  const line = connect();
  allowance = 2;
  expect([beat(line, 1), beat(line, 2), beat(line, 3)]).toMatchObject([
    undefined,
    undefined,
    { code: 'too-many-requests', isFinal: true },
  ]);
});

test('whatever comes over the line is taken or named, and nothing is thrown', () => {
  const line = connect();
  const hostile = fc.oneof(fc.jsonValue(), fc.constant(JSON.parse('{"__proto__":{"title":"x"}}')));
  fc.assert(
    fc.property(
      fc.constantFrom('hb', 'playback', 'ack'),
      fc.dictionary(
        fc.constantFrom('seq', 'body', 'playing', 'agoMs', 'n', 'command', 'result', 'detail', '__proto__'),
        hostile,
      ),
      (op, fields) => {
        const refusal = line.talk.take({ ...fields, op: op as 'hb' });
        expect([undefined, 'bad-frame']).toContain(refusal?.code);
      },
    ),
    { numRuns: 1000 },
  );
  expect(({} as Record<string, unknown>).title).toBe(undefined);
});
