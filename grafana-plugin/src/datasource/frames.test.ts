import { describe, expect, it } from 'vitest';
import { readBandwidthMeta, readLiveMeta } from '../shared/live-meta.ts';
import { bandwidthRow, points } from '../testing/rows.ts';
import { toFrames } from './frames.ts';
import { createHistory } from './history.ts';
import type { Reading } from './reading.ts';

const OPTIONS = { refId: 'A', spanMs: 900_000, originMs: 1_700_000_000_000 };

function reading(parts: Partial<Reading> = {}): Reading {
  return {
    topic: 'bandwidth',
    rows: new Map(),
    histories: new Map(),
    phase: 'live',
    ageMs: 40,
    tickMs: 1_000,
    stampMs: 7_000,
    problem: null,
    attribution: [],
    ...parts,
  };
}

function bandwidth(rows: Record<string, ReturnType<typeof bandwidthRow>>, parts: Partial<Reading> = {}): Reading {
  const histories = new Map(
    Object.entries(rows).map(([key, row]) => {
      const history = createHistory();
      history.add(row.points);
      return [key, history] as const;
    }),
  );
  return reading({ rows: new Map(Object.entries(rows)), histories, ...parts });
}

describe('frames of bandwidth', () => {
  const frames = toFrames(
    bandwidth({
      news: bandwidthRow({ points: points(1_000, 10, 20) }),
      total: bandwidthRow({ current: null, points: [[1_000, 30, null]] }),
    }),
    OPTIONS,
  );

  it('are one per key, the total first and without a stream label', () => {
    expect(frames.map((frame) => [frame.name, frame.fields[1]?.labels])).toEqual([
      ['total', undefined],
      ['news', { stream: 'news' }],
    ]);
  });

  it('carry time, egress and ingress in bytes per second', () => {
    expect(frames[1]?.length).toBe(2);
    expect(frames[1]?.fields.map(({ name, type, values, config }) => [name, type, values, config.unit])).toEqual([
      ['time', 'time', [1_000, 2_000], undefined],
      ['egress', 'number', [10, 20], 'Bps'],
      ['ingress', 'number', [1, 2], 'Bps'],
    ]);
  });

  it('leave unknown unknown', () => {
    expect(frames[0]?.fields[2]?.values).toEqual([null]);
    expect(frames[0] && readBandwidthMeta(frames[0])).toMatchObject({ key: 'total', current: null, trend: 0.04 });
  });

  it('say how old they are and what was promised', () => {
    expect(frames[0] && readLiveMeta(frames[0])).toMatchObject({
      topic: 'bandwidth',
      phase: 'live',
      ageMs: 40,
      tickMs: 1_000,
      stampMs: 7_000,
      originMs: 1_700_000_000_000,
    });
  });

  it('have no notice while live', () => {
    expect(frames[0]?.meta?.notices).toBeUndefined();
  });

  it('are one empty frame with the schema before the first row', () => {
    const [frame, ...others] = toFrames(reading({ phase: 'loading', ageMs: null, tickMs: null }), OPTIONS);
    expect(others).toHaveLength(0);
    expect(frame?.fields.map((field) => field.name)).toEqual(['time', 'egress', 'ingress']);
    expect(frame && readBandwidthMeta(frame)).toMatchObject({ phase: 'loading', current: null });
    expect(frame?.meta?.notices).toBeUndefined();
  });

  it('are new objects each time, so that nothing handed out changes', () => {
    const one = bandwidth({ total: bandwidthRow({ points: points(1_000, 10) }) });
    const first = toFrames(one, OPTIONS)[0];
    one.histories.get('total')?.add(points(2_000, 20));
    const second = toFrames(one, OPTIONS)[0];
    expect(first?.fields[0]?.values).toEqual([1_000]);
    expect(second?.fields[0]?.values).toEqual([1_000, 2_000]);
    expect(second).not.toBe(first);
  });
});

describe('a notice', () => {
  it('warns with the age and the reason when the data is stale', () => {
    const stale = bandwidth(
      { total: bandwidthRow() },
      { phase: 'stale', ageMs: 14_300, problem: 'Reconnecting, attempt 3: The connection ended (1006).' },
    );
    expect(toFrames(stale, OPTIONS)[0]?.meta?.notices).toEqual([
      { severity: 'warning', text: 'The data is 14 s old. Reconnecting, attempt 3: The connection ended (1006).' },
    ]);
  });

  it('says why nothing has come yet', () => {
    const waiting = reading({ phase: 'loading', ageMs: null, problem: 'Reconnecting, attempt 1.' });
    expect(toFrames(waiting, OPTIONS)[0]?.meta?.notices?.[0]?.text).toBe('No data yet. Reconnecting, attempt 1.');
  });

  it('is an error when it will not come back by itself', () => {
    const refused = reading({ phase: 'error', problem: 'The server refused: forbidden.' });
    expect(toFrames(refused, OPTIONS)[0]?.meta?.notices?.[0]?.severity).toBe('error');
  });
});

describe('a table', () => {
  it('carries the attribution and the data source in its meta', () => {
    const rows = new Map([['DE', { continent: 'EU', sessions: 3, egressBytes: 9, share: 0.5 }]]);
    const [frame] = toFrames(reading({ topic: 'geo', rows, attribution: ['Geo by A.'] }), {
      ...OPTIONS,
      uid: 'live-1',
    });
    expect(frame && readLiveMeta(frame)).toMatchObject({ attribution: ['Geo by A.'], uid: 'live-1', topic: 'geo' });
    expect(frame).toMatchObject({ name: 'geo', refId: 'A', length: 1 });
  });

  it('is there with its columns before the first row', () => {
    const [frame] = toFrames(reading({ topic: 'devices', phase: 'loading', ageMs: null }), OPTIONS);
    expect(frame?.length).toBe(0);
    expect(frame?.fields.length).toBeGreaterThan(10);
  });
});

it('Explore draws bandwidth as a graph and everything else as a table', () => {
  const visualisation = (topic: Reading['topic']) =>
    toFrames(reading({ topic }), OPTIONS)[0]?.meta?.preferredVisualisationType;
  expect([visualisation('bandwidth'), visualisation('devices')]).toEqual(['graph', 'table']);
});

describe('chosen columns', () => {
  it('of bandwidth leave out a direction, never the time', () => {
    const [frame] = toFrames(bandwidth({ total: bandwidthRow() }), { ...OPTIONS, fields: ['ingress'] });
    expect(frame?.fields.map(({ name }) => name)).toEqual(['time', 'ingress']);
  });
});
