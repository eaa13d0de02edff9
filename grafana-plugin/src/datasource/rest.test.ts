import { describe, expect, it } from 'vitest';
import { createRest, type Params } from './rest.ts';

/** A server with these answers, in order, for each path. */
function serving(answers: Readonly<Record<string, readonly unknown[]>>) {
  const asked: { path: string; params: Params }[] = [];
  const rest = createRest(async (path, params = {}) => {
    const turn = asked.filter((one) => one.path === path).length;
    asked.push({ path, params });
    return answers[path]?.[turn];
  });
  return { rest, asked };
}

describe('choices', () => {
  it('are read to the end of the list, with the name where there is one', async () => {
    const { rest, asked } = serving({
      devices: [
        { devices: [{ id: 'a', name: 'Lobby' }], next: 'c1' },
        { devices: [{ id: 'b', name: null }], next: null },
      ],
    });
    expect(await rest.choices('devices', { site: ['paris', 'rome'] })).toEqual([
      { value: 'a', label: 'Lobby' },
      { value: 'b', label: 'b' },
    ]);
    expect(asked.map(({ params }) => [params.cursor, params.site])).toEqual([
      [undefined, 'paris,rome'],
      ['c1', 'paris,rome'],
    ]);
  });

  it('of countries are shown by their names', async () => {
    const { rest } = serving({ geo: [{ countries: [{ id: 'DE' }, { id: 'ZZ' }, { id: 'QX' }], next: null }] });
    expect((await rest.choices('countries')).map(({ label }) => label)).toEqual([
      'Germany',
      'Unknown or private',
      'QX',
    ]);
  });

  it('are none when the answer is of another shape', async () => {
    expect(await serving({ geo: ['<html>'] }).rest.choices('countries')).toEqual([]);
  });
});

describe('the past', () => {
  it('of bandwidth comes as points; the total is no stream', async () => {
    const points = [{ atMs: 60_000, egressBytesPerSecond: 5, ingressBytesPerSecond: null }, { atMs: 'x' }];
    const { rest, asked } = serving({ history: [{ points }, { points: [] }] });
    expect(await rest.minutes('total', '1h')).toEqual([[60_000, 5, null]]);
    await rest.minutes('news', '24h');
    expect(asked.map(({ params }) => params)).toEqual([
      { metric: 'bandwidth', period: '1h', stream: undefined },
      { metric: 'bandwidth', period: '24h', stream: 'news' },
    ]);
  });

  it('of alerts is read back to the beginning of the range and no further', async () => {
    const { rest, asked } = serving({
      alerts: [
        { alerts: [{ key: 'a', resolvedMs: 900 }], next: 'c1' },
        { alerts: [{ key: 'b', resolvedMs: 400 }], next: 'c2' },
      ],
    });
    const past = await rest.pastAlerts(500);
    expect(past.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
  });

  it('of events is read from the beginning of the log of the present epoch', async () => {
    const ev = { op: 'ev', name: 'stream-up', atMs: 5, eid: 'e1', pr: 'high', payload: { stream: 'news' } };
    const { rest, asked } = serving({
      'live/poll': [
        { batch: [], cursor: '1.E9.a5', more: false },
        { batch: [{ op: 'welcome' }, ev], cursor: '1.E9.a1', more: true },
        { batch: [{ ...ev, eid: 'e2' }], cursor: '1.E9.a2', more: false },
      ],
    });
    const events = await rest.pastEvents();
    expect(events.map(({ id, name, payload }) => [id, name, payload])).toEqual([
      ['e1', 'stream-up', { stream: 'news' }],
      ['e2', 'stream-up', { stream: 'news' }],
    ]);
    expect(asked.map(({ params }) => params.cursor)).toEqual([undefined, '1.E9.a0', '1.E9.a1']);
  });
});
