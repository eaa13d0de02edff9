/** What a reader of rows sees, against a real server with a clock that only the test moves. */
import { FIELDS } from '@tallylight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { isOpen, isWaiting, putAway, type Setup, start } from '../testing/live-setup.ts';
import { until } from '../testing/protocol-server.ts';
import type { LiveClient } from './live-client.ts';

afterEach(putAway);

const fr = (sessions: number) => ['FR', 'EU', sessions, 100, 1] as const;
const de = (sessions: number) => ['DE', 'EU', sessions, 100, 1] as const;

/** A client that reads `geo`, with France on the map. */
async function reading(how = {}) {
  const setup = await start();
  setup.server.change('geo', [fr(1)]);
  const sub = setup.live.subscribe('geo', how);
  const sessions = (): Record<string, number> =>
    Object.fromEntries([...sub.state].map(([country, row]) => [country, row.sessions]));
  await until(() => sub.status.phase === 'live', 'live rows');
  return { ...setup, sub, sessions };
}

/** Loses the connection without a word and comes back. */
async function blink({ live, clock, server }: Setup, whileAway: () => void = () => {}): Promise<void> {
  server.peer.terminate();
  await isWaiting(live);
  whileAway();
  clock.advance(live.status.retryInMs ?? 0);
  await isOpen(live);
}

/** Once this returns the client has read everything sent before it. */
async function settled(live: LiveClient, { server }: Pick<Setup, 'server'>): Promise<void> {
  await isOpen(live);
  const pongs = server.peer.of('pong').length;
  server.peer.send({ op: 'ping', n: pongs });
  await until(() => server.peer.of('pong').length > pongs, 'an answer to the ping');
}

describe('rows', () => {
  it('come with a snapshot and follow every change, each time as a new map', async () => {
    const { server, sub, sessions } = await reading();
    const first = sub.state;
    expect(sub.state.get('FR')).toEqual({ continent: 'EU', sessions: 1, egressBytes: 100, share: 1 });
    server.change('geo', [fr(2), de(1)]);
    await until(() => sub.messages === 2);
    expect(sessions()).toEqual({ FR: 2, DE: 1 });
    server.change('geo', [['FR']]);
    await until(() => sub.messages === 3);
    expect(sessions()).toEqual({ DE: 1 });
    expect([...first.keys()]).toEqual(['FR']);
    expect(first.get('FR')?.sessions).toBe(1);
  });

  it('are told to listeners with every frame and every change of the status, until they stop', async () => {
    const { live, server } = await start();
    const sub = live.subscribe('geo');
    const seen: string[] = [];
    const stop = sub.onChange((changed) => seen.push(`${changed.status.phase} ${changed.messages}`));
    await until(() => sub.messages === 1);
    server.quiet('geo');
    await until(() => sub.messages === 2);
    server.peer.terminate();
    await isWaiting(live);
    stop();
    expect(seen).toEqual(['live 1', 'live 2', 'stale 2']);
  });

  it('of one frame are told once', async () => {
    const { server, sub } = await reading();
    let calls = 0;
    sub.onChange(() => {
      calls += 1;
    });
    const ch = server.ch('geo');
    server.peer.send([
      { op: 'set', ch, p: 1, o: 2, rows: [fr(2)] },
      { op: 'err', code: 'internal', message: 'not about these rows' },
      { op: 'set', ch, p: 2, o: 3, rows: [fr(3)] },
    ]);
    await until(() => sub.messages === 3);
    expect(calls).toBe(1);
    expect(sub.state.get('FR')?.sessions).toBe(3);
  });

  it('bring the lines that must be shown with them', async () => {
    const { server, live } = await start();
    server.answer = ({ id, topic }) => [
      { op: 'subbed', id, topic, ch: 1, mode: 'snapshot', o: 1, fields: FIELDS.geo },
      { op: 'snap', ch: 1, o: 1, part: 0, last: true, ageMs: 0, rows: [], attribution: ['Places by Somebody'] },
    ];
    const sub = live.subscribe('geo');
    expect(sub.attribution).toEqual([]);
    await until(() => sub.messages === 1);
    expect(sub.attribution).toEqual(['Places by Somebody']);
  });

  it('cut into parts are shown when all parts are there', async () => {
    const { server, live } = await start();
    server.answer = ({ id, topic }) => [
      { op: 'subbed', id, topic, ch: 1, mode: 'snapshot', o: 4, fields: FIELDS.geo },
      { op: 'snap', ch: 1, o: 4, part: 0, last: false, ageMs: 0, rows: [fr(1)] },
    ];
    const sub = live.subscribe('geo');
    await until(() => server.peers[0]?.of('sub').length === 1);
    await settled(live, { server });
    expect([sub.state.size, sub.status.phase, sub.messages]).toEqual([0, 'loading', 0]);
    server.peer.send({ op: 'snap', ch: 1, o: 4, part: 1, last: true, ageMs: 0, rows: [de(1)] });
    await until(() => sub.messages === 1);
    expect([...sub.state.keys()]).toEqual(['FR', 'DE']);
  });
});

describe('what is asked', () => {
  it('is the topic, and the filter and the pace only when given', async () => {
    const { server, live } = await start();
    live.subscribe('bandwidth', { filter: { keys: ['total'] }, minMs: 10_000 });
    live.subscribe('streams');
    await until(() => server.peers[0]?.of('sub').length === 2);
    expect(server.peer.of('sub')).toEqual([
      { op: 'sub', id: 1, topic: 'bandwidth', filter: { keys: ['total'] }, minMs: 10_000 },
      { op: 'sub', id: 2, topic: 'streams' },
    ]);
  });

  it('is taken back by close(), after which nothing is told any more', async () => {
    const { server, sub, live } = await reading();
    let calls = 0;
    sub.onChange(() => {
      calls += 1;
    });
    sub.close();
    await until(() => server.peer.of('unsub').length === 1);
    expect(server.peer.of('unsub')[0]?.id).toBe(server.peer.of('sub')[0]?.id);
    server.peer.send({ op: 'set', ch: server.ch('geo'), p: 1, o: 2, rows: [fr(9)] });
    await settled(live, { server });
    live.close();
    expect(calls).toBe(0);
    expect(sub.state.get('FR')?.sessions).toBe(1);
  });

  it('is over for all listeners as soon as one of them closes it', async () => {
    const { server, sub, live } = await reading();
    let calls = 0;
    sub.onChange(() => sub.close());
    sub.onChange(() => {
      calls += 1;
    });
    server.quiet('geo');
    await settled(live, { server });
    expect([sub.messages, calls]).toEqual([2, 0]);
  });

  it('of one topic by two readers comes on one channel: both see each change, once', async () => {
    const { server, live, sub } = await reading();
    const other = live.subscribe('geo');
    await until(() => other.status.phase === 'live');
    server.change('geo', [fr(5)]);
    await until(() => other.state.get('FR')?.sessions === 5);
    expect(sub.state.get('FR')?.sessions).toBe(5);
    other.close();
    server.change('geo', [fr(6)]);
    await until(() => sub.state.get('FR')?.sessions === 6);
  });

  it('and refused is an error of that subscription alone', async () => {
    const { server, live, sub } = await reading();
    server.answer = ({ id }) => [{ op: 'err', id, code: 'bad-filter', message: 'filter.where: expected …' }];
    const other = live.subscribe('streams', { filter: { where: { title: 'x' } } });
    await until(() => other.status.phase === 'error');
    expect(other.status.error).toEqual({ code: 'bad-filter', message: 'filter.where: expected …' });
    expect([sub.status.phase, live.status.phase]).toEqual(['live', 'open']);
  });

  it('and refused for a while is asked again after it', async () => {
    const { server, live, clock } = await start();
    const { answer } = server;
    server.answer = ({ id }) => [{ op: 'err', id, code: 'too-many-requests', message: 'later', retryMs: 3_000 }];
    const sub = live.subscribe('geo');
    await until(() => sub.status.phase === 'error');
    server.answer = answer;
    clock.advance(2_999);
    await settled(live, { server });
    expect(server.peer.of('sub')).toHaveLength(1);
    clock.advance(1);
    await until(() => sub.status.phase === 'live');
    expect(sub.status.error).toBeUndefined();
  });
});

describe('age and staleness', () => {
  it('age is what the server stated plus the time since, and unknown before the first rows', async () => {
    const { server, live, clock } = await start();
    server.answer = ({ id, topic }) => [
      { op: 'subbed', id, topic, ch: 1, mode: 'snapshot', o: 1, fields: FIELDS.geo },
      { op: 'snap', ch: 1, o: 1, part: 0, last: true, ageMs: 1_200, rows: [] },
    ];
    const sub = live.subscribe('geo');
    expect(sub.ageMs()).toBeUndefined();
    await until(() => sub.messages === 1);
    expect(sub.ageMs()).toBe(1_200);
    clock.advance(300);
    expect(sub.ageMs()).toBe(1_500);
  });

  it('rows that hear nothing for more than two ticks turn stale, and the reader is told', async () => {
    const { sub, clock, server } = await reading();
    const told: string[] = [];
    sub.onChange(({ status }) => told.push(status.phase));
    clock.advance(10_000);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['stale']);
    expect([...sub.state.keys()]).toEqual(['FR']);
    server.quiet('geo');
    await until(() => sub.status.phase === 'live');
    expect(sub.ageMs()).toBe(0);
  });

  it('word that nothing changed keeps them live', async () => {
    const { sub, clock, server } = await reading();
    for (let tick = 1; tick <= 4; tick += 1) {
      clock.advance(5_000);
      server.quiet('geo');
      await until(() => sub.messages === tick + 1);
    }
    expect(sub.status.phase).toBe('live');
  });

  it('who asked for a slower pace waits two of their own intervals', async () => {
    const { sub, clock } = await reading({ minMs: 15_000 });
    clock.advance(30_000);
    expect(sub.status.phase).toBe('live');
    clock.advance(1);
    expect(sub.status.phase).toBe('stale');
  });

  it('old rows stay while there is no connection, stale, and their age grows', async () => {
    const setup = await reading();
    const { sub, live, clock, server, sessions } = setup;
    server.peer.terminate();
    await isWaiting(live);
    expect([sub.status.phase, sessions()]).toEqual(['stale', { FR: 1 }]);
    clock.advance(400);
    expect(sub.ageMs()).toBe(400);
    server.change('geo', [fr(7)]);
    clock.advance(350);
    await until(() => sub.status.phase === 'live');
    expect([sub.ageMs(), sessions()]).toEqual([0, { FR: 7 }]);
  });

  it('a subscription without rows is loading while it can still come true, and an error when it cannot', async () => {
    const { live, server } = await start();
    server.answer = () => [];
    const sub = live.subscribe('geo');
    await until(() => server.peers[0]?.of('sub').length === 1);
    expect(sub.status).toEqual({ phase: 'loading' });
    server.peer.close(4403, 'forbidden');
    await until(() => live.status.phase === 'closed');
    expect(sub.status).toMatchObject({ phase: 'error', error: { code: 'forbidden' } });
  });
});

describe('after a new connection', () => {
  it('everything is asked again, from the offset it had, and goes on where the server can resume', async () => {
    const setup = await reading();
    const { server, sub, sessions } = setup;
    server.answer = ({ id, topic }) => [{ op: 'subbed', id, topic, ch: 1, mode: 'resumed', o: 1, fields: FIELDS.geo }];
    await blink(setup);
    await until(() => server.peer.of('sub').length === 1);
    expect(server.peer.of('sub')[0]).toMatchObject({ topic: 'geo', cursor: { e: 'epoch1', o: 1 } });
    server.peer.send({ op: 'set', ch: 1, p: 1, o: 2, rows: [de(3)] });
    await until(() => sub.messages === 2);
    expect(sessions()).toEqual({ FR: 1, DE: 3 });
  });

  it('a chain that breaks after a resume is asked for from where it broke, not from where it was resumed', async () => {
    const setup = await reading();
    const { server, sub } = setup;
    const { answer } = server;
    server.answer = ({ id, topic }) => [{ op: 'subbed', id, topic, ch: 1, mode: 'resumed', o: 1, fields: FIELDS.geo }];
    await blink(setup);
    await until(() => server.peer.of('sub').length === 1);
    server.peer.send({ op: 'set', ch: 1, p: 1, o: 2, rows: [de(3)] });
    await until(() => sub.messages === 2);
    server.answer = answer;
    server.peer.send({ op: 'set', ch: 1, p: 7, o: 8, rows: [] });
    await until(() => server.peer.of('sub').length === 2);
    expect(server.peer.of('sub')[1]?.cursor).toEqual({ e: 'epoch1', o: 2 });
  });

  it('of another epoch no offset is used any more', async () => {
    const setup = await reading();
    const { server, sub } = setup;
    await blink(setup, () => {
      server.welcome = { e: 'epoch2' };
      server.answer = () => [];
    });
    await until(() => server.peer.of('sub').length === 1);
    expect(server.peer.of('sub')[0]).not.toHaveProperty('cursor');
    expect(sub.status.phase).toBe('stale');

    // And none of the old epoch comes back when that connection ends before its snapshot came.
    await blink(setup);
    await until(() => server.peer.of('sub').length === 1);
    expect(server.peer.of('sub')[0]).not.toHaveProperty('cursor');
  });

  it('two readers of one topic may be told different channel numbers than before', async () => {
    const setup = await reading();
    const { server, live, sub } = setup;
    const other = live.subscribe('geo');
    await until(() => other.status.phase === 'live');
    await blink(setup, () => {
      server.answer = ({ id, topic }) => [
        { op: 'subbed', id, topic, ch: 40 + id, mode: 'snapshot', o: 9, fields: FIELDS.geo },
        { op: 'snap', ch: 40 + id, o: 9, part: 0, last: true, ageMs: 0, rows: [fr(id)] },
      ];
    });
    await until(() => sub.status.phase === 'live' && other.status.phase === 'live');
    const ids = server.peer.of('sub').map((asked) => asked.id);
    expect([sub.state.get('FR')?.sessions, other.state.get('FR')?.sessions]).toEqual(ids);
  });
});

describe('a broken chain', () => {
  it('is mended by asking for that topic again, under a new id and from where it broke', async () => {
    const { server, live, sub, sessions } = await reading();
    live.subscribe('streams');
    server.change('geo', [fr(2)], { lost: true });
    server.change('geo', [de(1)]);
    await until(() => server.peer.of('sub').length === 3);
    await until(() => sub.status.phase === 'live');
    expect(sessions()).toEqual({ FR: 2, DE: 1 });
    expect(server.peer.of('unsub')).toEqual([{ op: 'unsub', id: 1 }]);
    expect(server.peer.of('sub')[2]).toEqual({ op: 'sub', id: 3, topic: 'geo', cursor: { e: 'epoch1', o: 1 } });
  });

  it('is asked about once, whatever still arrives before the answer', async () => {
    const { server, live } = await reading();
    server.answer = () => [];
    const ch = server.ch('geo');
    for (const o of [7, 9, 11]) server.peer.send({ op: 'set', ch, p: o - 1, o, rows: [fr(o)] });
    await settled(live, { server });
    expect(server.peer.of('sub')).toHaveLength(2);
  });

  it('that breaks again at once is asked about once a tick', async () => {
    const { server, live, sub, clock } = await reading();
    const ch = server.ch('geo');
    const tear = async (): Promise<void> => {
      server.peer.send({ op: 'set', ch, p: 500, o: 501, rows: [] });
      await settled(live, { server });
    };
    await tear();
    await until(() => sub.status.phase === 'live');
    await tear();
    expect(server.peer.of('sub')).toHaveLength(2);
    expect(sub.status.phase).toBe('stale');
    clock.advance(5_000);
    await until(() => sub.status.phase === 'live');
    expect(server.peer.of('sub')).toHaveLength(3);
  });

  it('is what a frame of the wrong shape leaves behind', async () => {
    const { server, live, sessions } = await reading();
    server.change('geo', [fr(4)], { lost: true });
    server.peer.send({ op: 'set', ch: server.ch('geo'), p: 1, o: 2, rows: 'all of them' });
    await until(() => server.peer.of('sub').length === 2);
    await until(() => sessions().FR === 4);
    expect(live.malformedFrames).toBe(1);
  });
});
