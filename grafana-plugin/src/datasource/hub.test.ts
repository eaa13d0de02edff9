import { describe, expect, it } from 'vitest';
import { createFakeClient, createManualClock, type FakeClient } from '../testing/fake-live-client.ts';
import { bandwidthRow, points } from '../testing/rows.ts';
import { createHub } from './hub.ts';

const EVER = Number.MAX_SAFE_INTEGER;

function setUp() {
  const clock = createManualClock();
  const clients: FakeClient[] = [];
  const hub = createHub({
    clock,
    lingerMs: 5_000,
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
    hub.watch('bandwidth', ['news', 'total'], nobody);
    hub.watch('bandwidth', ['total', 'news'], nobody);
    hub.watch('streams', undefined, nobody);
    expect(clients).toHaveLength(1);
    expect(newest().subscriptions.map(({ topic, keys }) => [topic, keys])).toEqual([
      ['bandwidth', ['news', 'total']],
      ['streams', undefined],
    ]);
  });

  it('tells every watcher of a topic and no other', () => {
    const { hub, subscription } = setUp();
    const told = { first: 0, second: 0, other: 0 };
    hub.watch('bandwidth', undefined, () => (told.first += 1));
    hub.watch('bandwidth', undefined, () => (told.second += 1));
    hub.watch('streams', undefined, () => (told.other += 1));
    subscription(0).bring({ total: bandwidthRow() });
    expect(told).toEqual({ first: 1, second: 1, other: 0 });
  });

  it('survives a refresh: the query that comes back within the linger finds connection, rows and points', () => {
    const { hub, clock, clients, newest, subscription } = setUp();
    const before = hub.watch('bandwidth', undefined, nobody);
    subscription().bring({ total: bandwidthRow({ points: points(1_000, 10, 20) }) });
    before.close();
    clock.forward(4_999);
    const after = hub.watch('bandwidth', undefined, nobody);
    clock.forward(60_000);
    expect(clients).toHaveLength(1);
    expect(newest().subscriptions).toHaveLength(1);
    expect(newest().isClosed).toBe(false);
    expect(after.read().histories.get('total')?.last(EVER).egress).toEqual([10, 20]);
  });

  it('closes the subscription after the linger, and the connection with the last of them', () => {
    const { hub, clock, newest, subscription } = setUp();
    const bandwidth = hub.watch('bandwidth', undefined, nobody);
    const streams = hub.watch('streams', undefined, nobody);
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
    hub.watch('bandwidth', undefined, nobody).close();
    clock.forward(5_000);
    hub.watch('bandwidth', undefined, nobody);
    expect(clients.map((client) => client.isClosed)).toEqual([true, false]);
  });

  it('keeps more points than the client holds, and forgets a stream that is gone', () => {
    const { hub, subscription } = setUp();
    const watch = hub.watch('bandwidth', undefined, nobody);
    subscription().bring({ total: bandwidthRow({ points: points(1_000, 10) }), news: bandwidthRow() });
    subscription().bring({ total: bandwidthRow({ points: points(2_000, 20) }) });
    expect(watch.read().histories.get('total')?.last(EVER).timesMs).toEqual([1_000, 2_000]);
    expect(watch.read().histories.has('news')).toBe(false);
  });

  it('tells the watchers of a lost connection, with the age and the attempt', () => {
    const { hub, clock, newest, subscription } = setUp();
    let told = 0;
    const watch = hub.watch('bandwidth', undefined, () => (told += 1));
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
    const watch = hub.watch('bandwidth', undefined, nobody);
    newest().become({ phase: 'closed', lastError: { code: 'bad-token', message: 'The token is not valid.' } });
    expect(watch.read()).toMatchObject({
      phase: 'error',
      problem: 'The live channel is closed: The token is not valid.',
    });
    hub.watch('bandwidth', undefined, nobody);
    expect(newest().reconnects).toBe(1);
  });

  it('says what the server refused', () => {
    const { hub, subscription } = setUp();
    const watch = hub.watch('geo', undefined, nobody);
    subscription().become({ phase: 'error', error: { code: 'forbidden', message: 'The caller may not do this.' } });
    expect(watch.read()).toMatchObject({ phase: 'error', problem: 'The server refused: The caller may not do this.' });
  });
});
