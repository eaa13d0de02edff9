/** Viewing sessions of real HLS players, counted exactly: HLS has no connection, so this is where dashboards invent numbers. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../../examples/hls-origin/src/audience/viewers.ts';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { type HlsHost, startHlsHost } from '../parts/hls-host.ts';
import { waitFor } from '../parts/wait-for.ts';

const TV = 'Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)';
const viewer = (given: Partial<Viewer> = {}): Viewer => ({
  stream: 'news',
  address: '85.214.132.7',
  country: 'DE',
  userAgent: TV,
  keepAlive: true,
  ...given,
});

let host: HlsHost;
const sessions = () => {
  const values = host.tally.snapshot('dashboard').get('sessions')?.values as {
    now: number;
    started: number;
    ended: number;
  };
  return values;
};
/** Plays `segmentLimit` segments with each of these viewers, to the end; resolves when the host has counted every byte. */
const play = async (viewers: readonly Viewer[], segmentLimit = 2): Promise<void> => {
  const players = createPlayers({ origin: host.url, viewers, chaos: false, joinOverMs: 300, segmentLimit });
  players.start();
  playedBytes += (await players.done).bytes;
  await waitFor('the host to have counted every byte', () => {
    let bytes = 0;
    for (const row of host.tally.snapshot('streams').values()) bytes += row.egressBytes;
    return bytes >= playedBytes;
  });
};
/** Sessions that were told to have started; an event comes at once, a card with the next tick. */
let started = 0;
let playedBytes = 0;

async function begin(options?: Parameters<typeof startHlsHost>[0]): Promise<void> {
  started = 0;
  playedBytes = 0;
  host = await startHlsHost(options);
  host.tally.on('session-started', () => {
    started += 1;
  });
}

beforeEach(() => begin());
afterEach(async () => {
  await host.close();
});

test('N players are N sessions, with keep-alive and without, at different pace', async () => {
  const viewers = Array.from({ length: 24 }, (_, index) =>
    viewer({
      stream: ['news', 'sports', 'cinema'][index % 3] as string,
      address: `85.214.132.${index + 1}`,
      userAgent: index % 2 ? TV : PHONE,
      keepAlive: index % 4 < 2,
    }),
  );
  const [first, second] = [viewers.slice(0, 12), viewers.slice(12)];
  const players = [
    createPlayers({ origin: host.url, viewers: first, chaos: false, joinOverMs: 300, segmentLimit: 2 }),
    createPlayers({ origin: host.url, viewers: second, chaos: false, joinOverMs: 300, segmentLimit: 4 }),
  ];
  for (const crowd of players) crowd.start();
  await Promise.all(players.map((crowd) => crowd.done));
  await waitFor('24 sessions on the dashboard', () => sessions().started >= 24);
  expect(started).toBe(24);
  expect(sessions()).toMatchObject({ now: 24, started: 24, ended: 0 });
  const byStream = [...host.tally.snapshot('streams')].map(([id, row]) => [id, row.sessions]).sort();
  expect(byStream).toEqual([
    ['cinema', 8],
    ['news', 8],
    ['sports', 8],
  ]);
});

test('two behind one address are told apart by their user agent', async () => {
  await play([viewer({ userAgent: TV }), viewer({ userAgent: PHONE })]);
  expect(started).toBe(2);
});

test('two alike behind one address are told apart by their CMCD session id, and one id is one session', async () => {
  await play([viewer({ sid: 'player-a' }), viewer({ sid: 'player-b' })]);
  expect(started).toBe(2);
  await play([viewer({ sid: 'player-a', keepAlive: false })]);
  expect(started).toBe(2);
});

test('two alike in everything count as one: the documented bound', async () => {
  await play([viewer(), viewer()]);
  expect(started).toBe(1);
});

test('a viewer who is back within the idle time is the same session, one who is back after it is a second', async () => {
  await host.close();
  await begin({ sessions: { idleFloorMs: 8000 } });
  await play([viewer()]);
  await play([viewer({ keepAlive: false })]);
  expect(started).toBe(1);
  await waitFor('the session to end by idleness', () => sessions().ended === 1);
  expect(sessions().now).toBe(0);
  await play([viewer()]);
  expect(started).toBe(2);
});
