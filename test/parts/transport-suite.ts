/**
 * What every way to the server must do, whatever carries it and whatever stands in between: the same cases for WebSocket, event
 * streams and long poll, told directly and through proxies.
 */
import {
  createLiveClient,
  type LiveClient,
  type LiveClientOptions,
  type Subscription,
  sseTransport,
  type Transport,
} from '@tallylight/client';
import { describe, expect, test } from 'vitest';
import { type LiveHost, startLiveHost } from './live-host.ts';
import { waitFor } from './wait-for.ts';

/** What stands between. */
export interface Way {
  /** Where the client connects to; the base below which the API stands. */
  readonly url: string;
  /** Breaks what is open. */
  cut?(): void;
}

export interface SuiteParts {
  /** Puts something in front of a server; closed by `after`. */
  through(target: string, token?: string): Promise<Way>;
  /** Whether it signs in by itself, with that token, whatever the client brings. */
  readonly signsIn?: boolean;
  /** To be closed after the test. */
  after(close: () => unknown): void;
}

const READ_TOKEN = 'a-token-of-a-viewer';

export function describeTransport(
  name: string,
  transport: () => Transport,
  { through, after, signsIn = false }: SuiteParts,
): void {
  async function start(): Promise<{ host: LiveHost; way: Way }> {
    const host = await startLiveHost();
    after(() => host.close());
    return { host, way: await through(host.url) };
  }
  function read(way: Way, options: Partial<LiveClientOptions> = {}): LiveClient {
    const live = createLiveClient({ url: `${way.url}/tallylight/v1`, transports: [transport()], ...options });
    after(() => live.close());
    return live;
  }
  async function follow(live: LiveClient): Promise<Subscription<never>> {
    const activity = live.subscribe('activity');
    await waitFor('the subscription', () => activity.status.phase === 'live');
    return activity;
  }
  const has = (activity: Subscription<never>, count: number): Promise<unknown> =>
    waitFor(`${count} items, seen ${played(activity).length}`, () => played(activity).length >= count);

  describe(name, () => {
    test('is greeted, gets the rows that are there and then those that change', async () => {
      const { host, way } = await start();
      const live = read(way);
      const streams = live.subscribe('streams');
      await waitFor('the rows', () => streams.state.get('news')?.title === 'News');
      expect(live.status).toMatchObject({ phase: 'open', transport: transport().name });
      host.tally.stream('sport', { title: 'Sport' });
      await waitFor('the new row', () => streams.state.get('sport')?.title === 'Sport');
      host.tally.stream('news').remove();
      await waitFor('the row to go', () => !streams.state.has('news'));
      expect(streams.lastMode).not.toBe('reset');
    });

    test('hears that nothing changed, so that rows which never do stay live', async () => {
      const { way } = await start();
      const live = read(way);
      const sites = live.subscribe('sites');
      await waitFor('rows', () => sites.status.phase === 'live');
      const { messages, state } = sites;
      await waitFor('word that nothing changed', () => sites.messages >= messages + 3);
      await waitFor('live rows', () => sites.status.phase === 'live');
      expect(sites.state).toBe(state);
      expect(sites.lastMode).not.toBe('reset');
    });

    test('tells events in their order, each once, to two readers alike', async () => {
      const { host, way } = await start();
      const live = read(way);
      const activity = await follow(live);
      const other = await follow(live);
      host.play(1, 30);
      await has(activity, 10);
      host.play(31, 60);
      await has(activity, 60);
      await has(other, 60);
      expect(played(activity)).toEqual(titles(1, 60));
      expect(played(other)).toEqual(titles(1, 60));
    });

    test('asked for later joins what is there', async () => {
      const { host, way } = await start();
      const live = read(way);
      const streams = live.subscribe('streams');
      await waitFor('the rows', () => streams.status.phase === 'live');
      const devices = live.subscribe('devices', { filter: { keys: ['screen'] } });
      host.play(1);
      await waitFor('the screen', () => devices.state.get('screen')?.nowPlaying?.title === 'item 1');
      streams.close();
      host.play(2);
      await waitFor('the screen again', () => devices.state.get('screen')?.nowPlaying?.title === 'item 2');
    });

    test('after a cut goes on where it was, without a loss and without a gap', async () => {
      const { host, way } = await start();
      const live = read(way);
      const streams = live.subscribe('streams');
      const activity = await follow(live);
      for (let round = 0; round < 3; round += 1) {
        host.play(20 * round + 1, 20 * round + 10);
        host.cut();
        way.cut?.();
        host.play(20 * round + 11, 20 * round + 20);
        host.tally.stream('news', { title: `News ${round}` });
        await has(activity, 20 * (round + 1));
        await waitFor('the row', () => streams.state.get('news')?.title === `News ${round}`);
      }
      expect(played(activity)).toEqual(titles(1, 60));
      expect(activity.gaps).toEqual([]);
      expect([activity.lastMode, streams.lastMode]).toEqual(['resumed', 'resumed']);
    });

    test('is told when a server begins anew, and goes on with it', async () => {
      const { host, way } = await start();
      const live = read(way);
      const streams = live.subscribe('streams');
      const activity = await follow(live);
      host.play(1, 5);
      await has(activity, 5);
      const { epoch } = live.status;
      await host.close();
      await waitFor('stale rows', () => streams.status.phase === 'stale');
      const next = await startLiveHost({}, host.port);
      after(() => next.close());
      await waitFor('the new epoch', () => live.status.epoch !== epoch && live.status.phase === 'open');
      await waitFor('the reset', () => activity.lastMode === 'reset' && activity.status.phase === 'live');
      expect(activity.lastWhy).toBe('epoch');
      expect(activity.gaps.map(({ why }) => why)).toEqual(['epoch']);
      next.play(6, 9);
      await has(activity, 9);
      expect(played(activity)).toEqual(titles(1, 9));
      await waitFor('live rows', () => streams.status.phase === 'live');
    });

    test('is told that it may not come in, and stops; with the right token it may', async () => {
      const tokens = [{ token: READ_TOKEN, subject: 'reader', roles: ['viewer'] as const }];
      const host = await startLiveHost({ access: { tokens } });
      after(() => host.close());
      const come = async (token: string): Promise<LiveClient> => {
        const way = await through(host.url, token);
        // A refused upgrade has no words in a browser; where the proxy signs in, they come by the next transport.
        const transports = signsIn ? [transport(), sseTransport()] : [transport()];
        return read(way, { transports, ...(!signsIn && { token: async () => token }) });
      };
      const live = await come('not-a-token-of-anybody');
      const streams = live.subscribe('streams');
      await waitFor('the refusal', () => live.status.phase === 'closed');
      expect(live.status.lastError?.code).toBe('bad-token');
      expect(streams.status.phase).toBe('error');

      const rows = (await come(READ_TOKEN)).subscribe('streams');
      await waitFor('rows', () => rows.state.has('news'));
      host.tally.stream('sport');
      await waitFor('the new row', () => rows.state.has('sport'));
    });
  });
}

/** Titles of the items whose beginning was told, in the order of telling. */
export function played(activity: Subscription<never>): string[] {
  return activity.events.flatMap((event) => (event.name === 'playback-started' ? [event.payload.title] : []));
}

export function titles(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `item ${from + index}`);
}
