import { describe, expect, it } from 'vitest';
import { createFakeClient, createManualClock, type FakeClient } from '../testing/fake-live-client.ts';
import { bandwidthRow, liveEvent, points } from '../testing/rows.ts';
import { createSignal } from '../testing/signal.ts';
import { createHub, type HubOptions } from './hub.ts';

const EVER = Number.MAX_SAFE_INTEGER;

function setUp(parts: Partial<HubOptions> = {}) {
  const clock = createManualClock();
  const clients: FakeClient[] = [];
  const hub = createHub({
    clock,
    lingerMs: 5_000,
    ...parts,
    connect: () => {
      const client = createFakeClient(clock);
      clients.push(client);
      return client;
    },
  });
  const newest = () => {
    const client = clients.at(-1);
    if (client === undefined) throw new Error('expected a client, none was made');
    return client;
  };
  const subscription = (index = 0) => {
    const found = newest().subscriptions[index];
    if (found === undefined)
      throw new Error(`expected a subscription ${index}, there are ${newest().subscriptions.length}`);
    return found;
  };
  return { clock, hub, clients, newest, subscription };
}

const nobody = () => {};

describe('the hub of a data source', () => {
  it('opens no connection before the first query', () => {
    expect(setUp().clients).toHaveLength(0);
  });

  it('shares one connection, and one subscription for the same topic and keys in any order', () => {
    const { hub, clients, newest } = setUp();
    hub.watch({ topic: 'bandwidth', filter: { keys: ['news', 'total'] } }, nobody);
    hub.watch({ topic: 'bandwidth', filter: { keys: ['total', 'news'] } }, nobody);
    hub.watch({ topic: 'streams' }, nobody);
    expect(clients).toHaveLength(1);
    expect(newest().subscriptions.map(({ topic, filter }) => [topic, filter])).toEqual([
      ['bandwidth', { keys: ['news', 'total'] }],
      ['streams', undefined],
    ]);
  });

  it('tells every watcher of a topic and no other', () => {
    const { hub, subscription } = setUp();
    const told = { first: 0, second: 0, other: 0 };
    hub.watch({ topic: 'bandwidth' }, () => (told.first += 1));
    hub.watch({ topic: 'bandwidth' }, () => (told.second += 1));
    hub.watch({ topic: 'streams' }, () => (told.other += 1));
    subscription(0).bring({ total: bandwidthRow() });
    expect(told).toEqual({ first: 1, second: 1, other: 0 });
  });

  it('survives a refresh: the query that comes back within the linger finds connection, rows and points', () => {
    const { hub, clock, clients, newest, subscription } = setUp();
    const before = hub.watch({ topic: 'bandwidth' }, nobody);
    subscription().bring({ total: bandwidthRow({ points: points(1_000, 10, 20) }) });
    before.close();
    clock.forward(4_999);
    const after = hub.watch({ topic: 'bandwidth' }, nobody);
    clock.forward(60_000);
    expect(clients).toHaveLength(1);
    expect(newest().subscriptions).toHaveLength(1);
    expect(newest().isClosed).toBe(false);
    expect(after.read().histories.get('total')?.last(EVER).egress).toEqual([10, 20]);
  });

  it('closes the subscription after the linger, and the connection with the last of them', () => {
    const { hub, clock, newest, subscription } = setUp();
    const bandwidth = hub.watch({ topic: 'bandwidth' }, nobody);
    const streams = hub.watch({ topic: 'streams' }, nobody);
    bandwidth.close();
    clock.forward(5_000);
    expect(subscription(0).isClosed).toBe(true);
    expect(newest().isClosed).toBe(false);
    streams.close();
    streams.close();
    clock.forward(5_000);
    expect(newest().isClosed).toBe(true);
  });

  it('makes a new connection for a query that comes after the old one was closed', () => {
    const { hub, clock, clients } = setUp();
    hub.watch({ topic: 'bandwidth' }, nobody).close();
    clock.forward(5_000);
    hub.watch({ topic: 'bandwidth' }, nobody);
    expect(clients.map((client) => client.isClosed)).toEqual([true, false]);
  });

  it('keeps more points than the client holds, and forgets a stream that is gone', () => {
    const { hub, subscription } = setUp();
    const watch = hub.watch({ topic: 'bandwidth' }, nobody);
    subscription().bring({ total: bandwidthRow({ points: points(1_000, 10) }), news: bandwidthRow() });
    subscription().bring({ total: bandwidthRow({ points: points(2_000, 20) }) });
    expect(watch.read().histories.get('total')?.last(EVER).timesMs).toEqual([1_000, 2_000]);
    expect(watch.read().histories.has('news')).toBe(false);
  });

  it('tells the watchers of a lost connection, with the age and the attempt', () => {
    const { hub, clock, newest, subscription } = setUp();
    let told = 0;
    const watch = hub.watch({ topic: 'bandwidth' }, () => (told += 1));
    subscription().bring({ total: bandwidthRow() });
    clock.forward(14_000);
    subscription().become({ phase: 'stale' });
    newest().become({
      phase: 'waiting',
      attempt: 3,
      lastError: { code: 'lost', message: 'The connection ended (1006).' },
    });
    expect(told).toBe(3);
    expect(watch.read()).toMatchObject({
      phase: 'stale',
      ageMs: 14_000,
      tickMs: 1_000,
      problem: 'Reconnecting, attempt 3: The connection ended (1006).',
    });
  });

  it('tries again for the next query when the server had closed it for good', () => {
    const { hub, newest } = setUp();
    const watch = hub.watch({ topic: 'bandwidth' }, nobody);
    newest().become({ phase: 'closed', lastError: { code: 'bad-token', message: 'The token is not valid.' } });
    expect(watch.read()).toMatchObject({
      phase: 'error',
      problem: 'The live channel is closed: The token is not valid.',
    });
    hub.watch({ topic: 'bandwidth' }, nobody);
    expect(newest().reconnects).toBe(1);
  });

  it('says what the server refused', () => {
    const { hub, subscription } = setUp();
    const watch = hub.watch({ topic: 'geo' }, nobody);
    subscription().become({ phase: 'error', error: { code: 'forbidden', message: 'The caller may not do this.' } });
    expect(watch.read()).toMatchObject({ phase: 'error', problem: 'The server refused: The caller may not do this.' });
  });
});

describe('what is asked for', () => {
  it('goes to the server as filter and rate; other filters and rates are other subscriptions', () => {
    const { hub, newest } = setUp();
    hub.watch({ topic: 'devices', filter: { where: { site: ['paris', 'rome'] } }, minMs: 5_000 }, nobody);
    hub.watch({ topic: 'devices', filter: { where: { site: ['rome', 'paris'] } }, minMs: 5_000 }, nobody);
    hub.watch({ topic: 'devices', filter: { where: { site: ['rome', 'paris'] } } }, nobody);
    expect(newest().subscriptions.map(({ filter, minMs }) => [filter, minMs])).toEqual([
      [{ where: { site: ['paris', 'rome'] } }, 5_000],
      [{ where: { site: ['rome', 'paris'] } }, undefined],
    ]);
  });

  it('shares the rows of content with its leading items', () => {
    const { hub, newest } = setUp();
    hub.watch({ topic: 'content' }, nobody);
    const top = hub.watch({ topic: 'top-content' }, nobody);
    expect(newest().subscriptions).toHaveLength(1);
    expect(top.read().topic).toBe('top-content');
  });
});

describe('the past of bandwidth', () => {
  const minutes = [[60_000, 7, null] as const];

  it('is fetched once for the chosen rows or the total, and told when it is there', async () => {
    const asked: string[] = [];
    const fetchMinutes = async (key: string, period: string) => {
      asked.push(`${key} ${period}`);
      return minutes;
    };
    const { hub, subscription } = setUp({ fetchMinutes });
    const told = createSignal();
    const watch = hub.watch({ topic: 'bandwidth', spanMs: 900_000 }, told.give);
    hub.watch({ topic: 'bandwidth', spanMs: 900_000 }, nobody);
    await told.given;
    subscription().bring({ total: bandwidthRow({ points: points(200_000, 10) }) });
    expect(watch.read().histories.get('total')?.last(EVER).timesMs).toEqual([90_000, 200_000]);
    hub.watch({ topic: 'bandwidth', spanMs: 7_200_000 }, nobody);
    hub.watch({ topic: 'bandwidth', spanMs: 900_000, filter: { keys: ['news'] } }, nobody);
    expect(asked).toEqual(['total 1h', 'total 24h', 'news 1h']);
  });

  it('is not asked for what the live channel tells by itself', () => {
    const { hub } = setUp({ fetchMinutes: () => Promise.reject(new Error('expected no request')) });
    hub.watch({ topic: 'bandwidth', spanMs: 100_000 }, nobody);
    hub.watch({ topic: 'streams', spanMs: 900_000 }, nobody);
  });

  it('that cannot be had is asked for again by the next query, and the live points stay', async () => {
    let tries = 0;
    const failed = createSignal();
    const fetchMinutes = () => {
      tries += 1;
      setTimeout(failed.give);
      return Promise.reject(new Error('502'));
    };
    const { hub, subscription } = setUp({ fetchMinutes });
    const watch = hub.watch({ topic: 'bandwidth', spanMs: 900_000 }, nobody);
    await failed.given;
    subscription().bring({ total: bandwidthRow({ points: points(200_000, 10) }) });
    expect(watch.read().histories.get('total')?.last(EVER).timesMs).toEqual([200_000]);
    hub.watch({ topic: 'bandwidth', spanMs: 900_000 }, nobody);
    expect(tries).toBe(2);
  });
});

describe('events', () => {
  const down = liveEvent('stream-down', 1_000, { stream: 'news' });
  const up = liveEvent('stream-up', 2_000, { stream: 'news' });
  const other = liveEvent('stream-up', 3_000, { stream: 'sports' });

  it('of before and of now are one list, each once, in their order', async () => {
    const told = createSignal();
    const { hub, subscription } = setUp({ fetchEvents: async () => [down, up] });
    const watch = hub.watch({ topic: 'activity' }, told.give);
    await told.given;
    subscription().happen(up, other);
    expect([...watch.read().rows.values()]).toEqual([down, up, other]);
  });

  it('are chosen by each reader, over one subscription', () => {
    const { hub, newest, subscription } = setUp();
    const news = hub.watch({ topic: 'activity', filter: { where: { stream: ['news'] } } }, nobody);
    const ups = hub.watch({ topic: 'activity', filter: { where: { name: ['stream-up'] } } }, nobody);
    subscription().happen(down, up, other);
    expect([...news.read().rows.values()]).toEqual([down, up]);
    expect([...ups.read().rows.values()]).toEqual([up, other]);
    expect(newest().subscriptions.map(({ filter }) => filter)).toEqual([undefined]);
  });
});

it('a dashboard that refreshes for an hour holds one subscription, no listeners of before, and a bounded past', () => {
  const { hub, clock, newest, subscription } = setUp({ fetchMinutes: async () => [] });
  let told = 0;
  let watch = hub.watch({ topic: 'bandwidth', spanMs: 3_600_000 }, () => (told += 1));
  for (let second = 0; second < 3_600; second += 1) {
    if (second % 5 === 0) {
      watch.close();
      watch = hub.watch({ topic: 'bandwidth', spanMs: 3_600_000 }, () => (told += 1));
    }
    subscription().bring({ total: bandwidthRow({ points: points(second * 1_000, second) }) });
    clock.forward(1_000);
  }
  expect(newest().subscriptions).toHaveLength(1);
  expect(told).toBe(3_600);
  expect(watch.read().histories.get('total')?.last(EVER).timesMs.length).toBeLessThanOrEqual(1_000);
});
