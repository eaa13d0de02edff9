import type { DataQueryResponse } from '@grafana/data';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createFakeClient, createManualClock } from '../testing/fake-live-client.ts';
import { bandwidthRow } from '../testing/rows.ts';
import { createHub } from './hub.ts';
import { toResponses } from './responses.ts';

function setUp() {
  const clock = createManualClock();
  const client = createFakeClient(clock);
  const hub = createHub({ clock, connect: () => client });
  const scheduler = new VirtualTimeScheduler();
  const shown = new Subject<void>();
  const page = { hidden: false, isHidden: () => page.hidden, shown };
  const target = { topic: 'bandwidth', refId: 'B', spanMs: 60_000, originMs: 0 } as const;
  const responses: DataQueryResponse[] = [];
  const query = toResponses(hub, target, page, scheduler).subscribe((response) => responses.push(response));
  return {
    client,
    page,
    shown,
    query,
    responses,
    bring: (current: number) => client.subscriptions[0]?.bring({ total: bandwidthRow({ current }) }),
    forward(ms: number) {
      clock.forward(ms);
      scheduler.maxFrames = scheduler.frame + ms;
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
    },
  };
}

const currentOf = (response: DataQueryResponse | undefined) => response?.data[0]?.meta.custom.tallylight.current;

describe('a live query', () => {
  it('answers at once, before anything came, and goes on streaming under one key', () => {
    const { responses } = setUp();
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ key: 'tallylight-B', state: 'Streaming' });
    expect(responses[0]?.data[0]?.refId).toBe('B');
  });

  it('tells a change at once after a quiet while', () => {
    const { responses, bring, forward } = setUp();
    forward(1_000);
    bring(7);
    expect(currentOf(responses.at(-1))).toBe(7);
  });

  it('tells a burst as its first and its last, a quarter of a second apart', () => {
    const { responses, bring, forward } = setUp();
    forward(1_000);
    const before = responses.length;
    for (const current of [1, 2, 3, 4]) bring(current);
    forward(249);
    expect(responses.slice(before).map(currentOf)).toEqual([1]);
    forward(1);
    expect(responses.slice(before).map(currentOf)).toEqual([1, 4]);
  });

  it('says again every few seconds that the data is stale, so that its age is right', () => {
    const { responses, bring, forward, client } = setUp();
    bring(1);
    forward(3_000);
    client.subscriptions[0]?.become({ phase: 'stale' });
    const before = responses.length;
    forward(12_000);
    const texts = responses.slice(before).map((response) => response.data[0]?.meta.notices[0].text);
    expect(texts.at(-1)).toBe('The data is 15 s old.');
  });

  it('is quiet while the data is live and nothing comes', () => {
    const { responses, bring, forward } = setUp();
    forward(1_000);
    bring(1);
    const before = responses.length;
    forward(20_000);
    expect(responses).toHaveLength(before);
  });

  it('tells a hidden page nothing, and the newest when it is looked at again', () => {
    const { responses, page, shown, bring, forward } = setUp();
    page.hidden = true;
    forward(1_000);
    const before = responses.length;
    bring(8);
    forward(1_000);
    expect(responses).toHaveLength(before);
    page.hidden = false;
    shown.next();
    expect(currentOf(responses.at(-1))).toBe(8);
  });

  it('is an error, with the rows it has, when the server refuses', () => {
    const { responses, bring, forward, client } = setUp();
    bring(1);
    forward(1_000);
    client.become({ phase: 'closed', lastError: { message: 'The token is not valid.' } });
    expect(responses.at(-1)).toMatchObject({
      state: 'Error',
      errors: [{ refId: 'B', message: 'The live channel is closed: The token is not valid.' }],
    });
    expect(currentOf(responses.at(-1))).toBe(1);
  });

  it('lets go of its topic when Grafana ends it', () => {
    const { query, client, forward, bring, responses } = setUp();
    query.unsubscribe();
    const before = responses.length;
    bring(5);
    forward(6_000);
    expect(responses).toHaveLength(before);
    expect(client.subscriptions[0]?.isClosed).toBe(true);
    expect(client.isClosed).toBe(true);
  });
});

it('a query that nobody can answer says what is missing, and asks the server nothing', () => {
  const responses: DataQueryResponse[] = [];
  const hub = createHub({
    clock: createManualClock(),
    connect: () => {
      throw new Error('expected no connection');
    },
  });
  const page = { isHidden: () => false, shown: new Subject<void>() };
  toResponses(hub, { topic: 'sessions', refId: 'A', spanMs: 1, originMs: 0 }, page).subscribe((response) =>
    responses.push(response),
  );
  expect(responses).toMatchObject([
    { state: 'Error', errors: [{ message: 'Sessions are told only of chosen streams or countries.' }] },
  ]);
});
