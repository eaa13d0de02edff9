/** Events as a reader gets them: each once, in the order of the log, or a word that they are gone. */
import type { EvMessage, GapMessage, PosMessage } from '@tallylight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { isOpen, isWaiting, putAway, start } from '../testing/live-setup.ts';
import { until } from '../testing/protocol-server.ts';

afterEach(putAway);

const ev = (p: number, o: number): EvMessage => ({
  op: 'ev',
  ch: 1,
  p,
  o,
  atMs: 1_000 + o,
  pr: 'high',
  eid: `e${o}`,
  name: 'stream-idle',
  payload: { stream: `s${o}` },
});
const run = (from: number, to: number): EvMessage[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ev(from + index - 1, from + index));
const gap = (p: number, o: number, fetchable: boolean): GapMessage => ({
  op: 'gap',
  ch: 1,
  p,
  from: p + 1,
  o,
  why: 'overflow',
  fetchable,
});
const pos = (p: number, o: number): PosMessage => ({ op: 'pos', ch: 1, p, o });

/** A client that reads `activity` from offset 10 on. */
async function following() {
  const setup = await start();
  setup.server.answer = ({ id, cursor }) => [
    {
      op: 'subbed',
      id,
      topic: 'activity',
      ch: 1,
      ...(cursor ? { mode: 'resumed', o: cursor.o } : { mode: 'snapshot', why: 'new', o: 10 }),
    },
  ];
  const heard: number[] = [];
  const sub = setup.live.subscribe('activity', { onEvent: ({ offset }) => heard.push(offset) });
  await until(() => sub.status.phase === 'live', 'a live chain');
  return { ...setup, sub, heard };
}

const offsets = (from: number, to: number): number[] => run(from, to).map(({ o }) => o);

describe('events', () => {
  it('go to the handler in their order, with all that was said of them', async () => {
    const { server, sub, heard } = await following();
    server.peer.send(run(11, 13));
    await until(() => heard.length === 3);
    expect(sub.events[0]).toEqual({
      name: 'stream-idle',
      atMs: 1_011,
      id: 'e11',
      payload: { stream: 's11' },
      priority: 'high',
      offset: 11,
    });
    expect(sub.events.map(({ offset }) => offset)).toEqual([11, 12, 13]);
    expect(sub.state.size).toBe(0);
  });

  it('that come twice are handed out once', async () => {
    const { server, heard } = await following();
    server.peer.send([...run(11, 13), ...run(11, 14), ev(13, 14)]);
    await until(() => heard.length >= 4);
    expect(heard).toEqual([11, 12, 13, 14]);
  });

  it('are kept to a thousand, newest last, each time as a new list', async () => {
    const { server, sub, heard } = await following();
    const before = sub.events;
    server.peer.send(run(11, 1_110));
    await until(() => heard.length === 1_100);
    expect([sub.events.length, sub.events[0]?.offset, sub.events.at(-1)?.offset]).toEqual([1_000, 111, 1_110]);
    expect(before).toEqual([]);
  });

  it('stay live however long nothing happens, for they do not age', async () => {
    const { sub, clock } = await following();
    clock.advance(25_000);
    expect(sub.status.phase).toBe('live');
  });

  it('that do not follow each other are asked for again from where the chain broke', async () => {
    const { server, heard } = await following();
    server.peer.send([...run(11, 12), ev(14, 15)]);
    await until(() => server.peer.of('sub').length === 2);
    expect(server.peer.of('sub')[1]?.cursor).toEqual({ e: 'epoch1', o: 12 });
    server.peer.send(run(13, 15));
    await until(() => heard.length === 5);
    expect(heard).toEqual(offsets(11, 15));
  });

  it('come on after a cut from where they were', async () => {
    const { server, live, clock, sub, heard } = await following();
    server.peer.send(run(11, 12));
    await until(() => heard.length === 2);
    server.peer.terminate();
    await isWaiting(live);
    expect([sub.status.phase, live.cursor]).toEqual(['stale', { epoch: 'epoch1', offsets: { activity: 12 } }]);
    clock.advance(live.status.retryInMs ?? 0);
    await isOpen(live);
    await until(() => sub.status.phase === 'live');
    expect(server.peer.of('sub')[0]?.cursor).toEqual({ e: 'epoch1', o: 12 });
    server.peer.send(ev(12, 13));
    await until(() => heard.length === 3);
    expect([sub.lastMode, sub.resumes, sub.gaps]).toEqual(['resumed', 1, []]);
  });

  it('of the wrong shape break the chain, and nothing is passed over', async () => {
    const { server, live, heard } = await following();
    server.peer.send({ ...ev(10, 11), name: 7 });
    await until(() => server.peer.of('sub').length === 2);
    expect(server.peer.of('sub')[1]?.cursor).toEqual({ e: 'epoch1', o: 10 });
    server.peer.send(ev(10, 11));
    await until(() => heard.length === 1);
    expect(live.malformedFrames).toBe(1);
  });
});

describe('a told gap', () => {
  it('is fetched, and what came after it waits, so that order holds', async () => {
    const { server, sub, heard } = await following();
    server.peer.send([ev(10, 11), gap(11, 15, true), ev(15, 16)]);
    await until(() => server.peer.of('fetch').length === 1);
    expect(server.peer.of('fetch')[0]).toMatchObject({ from: 12, to: 15, id: server.peer.of('sub')[0]?.id });
    expect(heard).toEqual([11]);
    server.peer.send([...run(12, 15), ev(16, 17)]);
    await until(() => heard.length === 7);
    expect(heard).toEqual(offsets(11, 17));
    expect(sub.gaps).toEqual([]);
  });

  it('is fetched page by page', async () => {
    const { server, heard } = await following();
    server.peer.send(gap(10, 1_210, true));
    await until(() => server.peer.of('fetch').length === 1);
    for (const [from, to] of [
      [11, 510],
      [511, 1_010],
    ] as const) {
      server.peer.send(run(from, to));
      await until(() => server.peer.of('fetch').at(-1)?.from === to + 1);
    }
    server.peer.send(run(1_011, 1_210));
    await until(() => heard.length === 1_200);
    expect(server.peer.of('fetch')).toHaveLength(3);
    expect(heard).toEqual(offsets(11, 1_210));
  });

  it('of which the log has lost a part meanwhile is told for that part', async () => {
    const { server, sub, heard } = await following();
    server.peer.send([gap(10, 20, true), ev(20, 21)]);
    await until(() => server.peer.of('fetch').length === 1);
    server.peer.send([{ ...gap(10, 17, false), why: 'retention' }, ev(17, 18), pos(18, 20)]);
    await until(() => heard.length === 2);
    expect(heard).toEqual([18, 21]);
    expect(sub.gaps).toEqual([{ from: 11, to: 17, why: 'retention' }]);
  });

  it('that cannot be fetched is told to the reader', async () => {
    const { server, sub, heard } = await following();
    server.peer.send([gap(10, 14, false), ev(14, 15)]);
    await until(() => heard.length === 1);
    expect(sub.gaps).toEqual([{ from: 11, to: 14, why: 'overflow' }]);
    expect(server.peer.of('fetch')).toEqual([]);
  });

  it('that nobody fills within ten seconds is asked for by a new subscription', async () => {
    const { server, clock, heard } = await following();
    server.peer.send([gap(10, 12, true), ev(12, 13)]);
    await until(() => server.peer.of('fetch').length === 1);
    clock.advance(9_999);
    expect(server.peer.of('sub')).toHaveLength(1);
    clock.advance(1);
    await until(() => server.peer.of('sub').length === 2);
    expect(server.peer.of('sub')[1]?.cursor).toEqual({ e: 'epoch1', o: 10 });
    server.peer.send(run(11, 13));
    await until(() => heard.length === 3);
    expect(heard).toEqual(offsets(11, 13));
  });
});

describe('beginning anew', () => {
  it('is told: the mode, the reason, and a gap of unknown length', async () => {
    const { server, live, clock, sub, heard } = await following();
    server.peer.send(ev(10, 11));
    await until(() => heard.length === 1);
    server.welcome = { e: 'epoch2' };
    server.peer.terminate();
    await isWaiting(live);
    clock.advance(live.status.retryInMs ?? 0);
    await until(() => sub.lastMode === 'reset');
    expect(server.peer.of('sub')[0]).not.toHaveProperty('cursor');
    expect([sub.lastWhy, sub.gaps]).toEqual(['epoch', [{ why: 'epoch' }]]);
    server.peer.send({ ...ev(10, 11), eid: 'other' });
    await until(() => heard.length === 2);
    expect(sub.events.map(({ id }) => id)).toEqual(['e11', 'other']);
  });

  it('is told for what was kept no longer, once, where the server itself tells the gap', async () => {
    const { server, live, clock, sub, heard } = await following();
    server.answer = ({ id, cursor }) => [
      { op: 'subbed', id, topic: 'activity', ch: 1, mode: 'reset', why: 'expired', o: cursor?.o },
      { ...gap(10, 40, false), why: 'retention' },
      ev(40, 41),
    ];
    server.peer.terminate();
    await isWaiting(live);
    clock.advance(live.status.retryInMs ?? 0);
    await until(() => heard.length === 1);
    expect([sub.lastMode, sub.lastWhy]).toEqual(['reset', 'expired']);
    expect(sub.gaps).toEqual([{ from: 11, to: 40, why: 'retention' }]);
  });

  it('is what is left when five resumes from one offset in ten seconds get nowhere', async () => {
    const { server, live, sub } = await following();
    const cursors: (number | undefined)[] = [];
    const { answer } = server;
    server.answer = (asked) => {
      cursors.push(asked.cursor?.o);
      return answer(asked);
    };
    for (let time = 0; time < 6; time += 1) {
      live.reconnect();
      await isOpen(live);
      await until(() => cursors.length === time + 1);
    }
    expect(cursors).toEqual([10, 10, 10, 10, 10, undefined]);
    await until(() => sub.lastMode === 'reset');
    expect(sub.lastWhy).toBe('unusable');
  });
});
