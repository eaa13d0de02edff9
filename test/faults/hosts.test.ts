/** F8, F13 and F20: clocks that jump, tokens that end while nobody can be asked, hosts that throw. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { expect } from 'vitest';
import { createCalendar } from '../../packages/sdk/src/model/calendar.ts';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { startFaultProxy } from '../parts/fault-proxy.ts';
import { startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';
import { fault } from './parts/fault.ts';
import { CLEAN, sum } from './parts/oracle.ts';
import { allLive, closeAll, hasty, startReader, startReaders } from './parts/readers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function journalOf(tally: Tallylight): string[] {
  const journal: string[] = [];
  for (const name of [
    'playback-started',
    'playback-stopped',
    'device-online',
    'device-offline',
    'device-status-changed',
  ] as const)
    tally.on(name, ({ id }) => journal.push(id));
  return journal;
}

fault('F8', 'the clock jumps, days of 23 and 25 hours', async ({ seed, after }) => {
  const clock = manualClock(Date.parse('2027-03-27T22:30:00Z'));
  const host = await startLiveHost({ clock, business: { zone: 'Europe/Berlin' } });
  after(host.close);
  const journal = journalOf(host.tally);
  const readers = await startReaders(`${host.url}/tallylight/v1`, { many: 10, seed, ...hasty(10) });
  after(() => closeAll(readers));
  const offline: string[] = [];
  host.tally.on('device-offline', ({ payload }) => offline.push(payload.device));
  const jumps = [HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS, -10_000, 10_000, 30 * DAY_MS, -30 * DAY_MS];
  for (const [round, jumpMs] of jumps.entries()) {
    host.play(10 * round, 10 * round + 4);
    clock.jump(jumpMs);
    clock.advance(1000);
    host.cut();
    host.play(10 * round + 5, 10 * round + 9);
    await waitFor('all to be back', () => readers.every(({ activity }) => activity.resumes > round));
    await waitFor('all events', () => readers.every(({ events }) => events >= journal.length));
  }
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', journal)));
  expect(verdict).toMatchObject(CLEAN);
  expect(offline).toEqual([]);
  const calendar = createCalendar({ zone: 'Europe/Berlin', weekStart: 'monday' });
  const hoursOf = (date: string): number => {
    const day = calendar.dayOf(Date.parse(date));
    return (calendar.startOf(day + 1) - calendar.startOf(day)) / HOUR_MS;
  };
  const days = ['2027-03-27', '2027-03-28', '2027-10-31'].map((date) => hoursOf(`${date}T12:00:00Z`));
  expect(days).toEqual([24, 23, 25]);
  return {
    jumps: jumps.length,
    'falsely offline': offline.length,
    'hours of days': days.join('/'),
    lost: verdict.lost,
    'untold gaps': verdict.untold,
  };
});

fault('F13', 'a token ends while nobody can be reached; a role is revoked', async ({ after }) => {
  const presented: string[] = [];
  const ends = new Map<string, number>();
  let isRevoked = false;
  const host = await startLiveHost({
    access: {
      authenticate(_request, token) {
        if (token === undefined || isRevoked) return undefined;
        presented.push(token);
        const expiresAtMs = ends.get(token) ?? 0;
        return { subject: 'ana', roles: ['viewer'], expiresAtMs };
      },
    },
  });
  after(host.close);
  const journal = journalOf(host.tally);
  const proxy = await startFaultProxy(host.url);
  after(proxy.close);
  let asked = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const reader = startReader(`${proxy.url}/tallylight/v1`, {
    async token() {
      asked += 1;
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await nextTurn();
      atOnce -= 1;
      const token = `a-token-of-ana-number-${asked}`;
      ends.set(token, Date.now() + (asked === 1 ? 1500 : HOUR_MS));
      return token;
    },
  });
  after(() => reader.live.close());
  await allLive([reader]);
  host.play(1, 5);
  await waitFor('the first events', () => reader.events >= journal.length);
  const [first = ''] = presented;
  proxy.die();
  host.play(6, 10);
  await waitFor('the end of the token', () => Date.now() > (ends.get(first) ?? 0));
  const before = presented.length;
  proxy.cut();
  await waitFor('all events', () => reader.events >= journal.length);
  const dead = presented.slice(before).filter((token) => (ends.get(token) ?? 0) < Date.now()).length;
  expect(dead).toBe(0);
  expect(mostAtOnce).toBe(1);
  const verdict = reader.verdict(reader.epochs[0] ?? '', journal);
  expect(verdict).toMatchObject(CLEAN);

  isRevoked = true;
  proxy.cut();
  await waitFor('the refusal', () => reader.live.status.phase === 'closed');
  expect(['bad-token', 'forbidden']).toContain(reader.live.status.lastError?.code);
  return {
    tokens: asked,
    'dead ones presented': dead,
    'asked at once': mostAtOnce,
    lost: verdict.lost,
    'untold gaps': verdict.untold,
  };
});

fault('F20', 'the host throws, closes twice, uses what is closed', async ({ seed, after }) => {
  const server = createServer((_request, response) => response.end('the host'));
  const reported: unknown[] = [];
  const tell = (...words: readonly unknown[]): void => void reported.push(words);
  const tally = createTallylight({
    tickMs: 100,
    historyMs: 1000,
    logger: { debug: tell, info: tell, warn: tell, error: tell },
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  after(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const journal = journalOf(tally);
  let threw = 0;
  for (const name of ['playback-started', 'device-online'] as const) {
    tally.on(name, () => {
      threw += 1;
      throw new Error('a listener of the host');
    });
  }
  const readers = await startReaders(`${url}/tallylight/v1`, { many: 5, seed });
  after(() => closeAll(readers));
  const trap = (): object =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('a getter of the host');
        },
        ownKeys: () => {
          throw new Error('keys of the host');
        },
      },
    );
  let escaped = 0;
  const dare = (act: () => unknown): void => {
    try {
      act();
    } catch {
      escaped += 1;
    }
  };
  const screen = tally.device('screen');
  const acts = (): void => {
    dare(() => tally.stream('news', trap()));
    dare(() => tally.device('other', trap()));
    dare(() => tally.site('shop', trap()));
    dare(() => screen.heartbeat(trap()));
    dare(() => tally.sent('news', Number.NaN));
    dare(() => tally.locate('not an address'));
    dare(() => tally.erase('nobody'));
    dare(() => tally.snapshot('streams'));
  };
  for (let item = 1; item <= 50; item += 1) {
    screen.heartbeat({ playing: { title: `item ${item}` } });
    acts();
  }
  await waitFor('all events', () => readers.every(({ events }) => events >= journal.length));
  const verdict = sum(readers.map((reader) => reader.verdict(reader.epochs[0] ?? '', journal)));
  expect(verdict).toMatchObject(CLEAN);
  expect(await (await fetch(`${url}/page`)).text()).toBe('the host');
  await Promise.all([tally.close(), tally.close()]);
  await tally.close();
  acts();
  dare(() => screen.heartbeat({ playing: { title: 'too late' } }));
  expect(await (await fetch(`${url}/page`)).text()).toBe('the host');
  expect(escaped).toBe(0);
  expect(threw).toBeGreaterThan(50);
  return {
    'listeners threw': threw,
    'traps and late calls': 51 * 8 + 1,
    escaped,
    lost: verdict.lost,
    'untold gaps': verdict.untold,
  };
});
