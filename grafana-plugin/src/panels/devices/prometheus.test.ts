import type { DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import type { Device } from './device.ts';
import { isDeviceFrame, readPrometheusDevices } from './prometheus.ts';
import {
  instantFrames,
  RECORDED_AT_MS,
  RECORDED_QUERIES,
  RECORDED_STEP_MS,
  type RecordedQuery,
  rangeFrames,
  tableFrame,
} from './recorded/prometheus-frames.ts';

const CONTEXT = { isNow: true, intervalMs: RECORDED_STEP_MS, nowMs: RECORDED_AT_MS + 2_000, stampMs: 7 };

const SHAPES: Readonly<Record<string, (query: RecordedQuery) => DataFrame[]>> = {
  'a range query': (query) => rangeFrames(query),
  'an instant query as time series': (query) => instantFrames(query),
  'an instant query as table': (query) => [tableFrame(query)],
};

function devicesOf(frames: readonly DataFrame[]): Record<string, Device> {
  const { devices } = readPrometheusDevices(frames, CONTEXT) ?? { devices: [] };
  return Object.fromEntries(devices.map((device) => [device.key, device]));
}

describe.each(Object.entries(SHAPES))('devices of a real Prometheus, asked by %s', (_, shape) => {
  const devices = devicesOf(RECORDED_QUERIES.flatMap(shape));

  it('are in the states that their samples say, and unknown without one', () => {
    expect(Object.values(devices).map(({ key, state }) => [key, state])).toEqual([
      ['door', 'playing'],
      ['hall', 'offline'],
      ['lobby', 'playing'],
      ['menu', 'online'],
      ['new', 'unknown'],
    ]);
  });

  it('have the levels of truth side by side', () => {
    expect(devices.door).toMatchObject({ playing: true, screenOn: false, syncRatio: 1, expected: true });
    expect(devices.hall).toMatchObject({ playing: null, screenOn: null, syncRatio: null, expected: true });
    expect(devices.menu).toMatchObject({ playing: false, screenOn: true });
  });

  it('have their place, what they promised, and no title, which Prometheus does not have', () => {
    expect(devices.lobby).toMatchObject({ site: 'paris', group: null, heartbeatIntervalMs: 3_600_000, title: null });
    expect(devices.lobby?.lastSeenMs).toBeGreaterThan(RECORDED_AT_MS - 600_000);
  });
});

describe('samples of Prometheus', () => {
  it('of two servers about one device: the one that hears it is right', () => {
    const [known] = instantFrames('up').filter(({ fields }) => fields[1]?.labels?.device === 'lobby');
    const other = structuredClone(known as DataFrame);
    other.fields[1]?.values.splice(0, 1, 0);
    expect(devicesOf([known as DataFrame, other]).lobby?.state).toBe('online');
    expect(devicesOf([other, known as DataFrame]).lobby?.state).toBe('online');
  });

  it('that ended before the others say nothing about now', () => {
    const recorded = rangeFrames('up').map(({ fields }) => fields[1]?.labels?.device);
    expect(recorded).toContain('gone');
    expect(devicesOf(rangeFrames('up')).gone).toBeUndefined();
  });

  it('are as old as the newest one of the query that is farthest behind', () => {
    const frames = [...instantFrames('up'), ...rangeFrames('playing')];
    expect(readPrometheusDevices(frames, CONTEXT)?.freshness).toEqual({
      phase: 'live',
      ageMs: 2_000,
      tickMs: RECORDED_STEP_MS,
      stampMs: 7,
    });
    expect(readPrometheusDevices(frames, { ...CONTEXT, isNow: false })?.freshness.phase).toBe('off');
  });

  it('say which metric they are by label, legend, or the letter of the query', () => {
    const rename = (change: (frame: DataFrame) => DataFrame): string[] =>
      Object.keys(devicesOf(instantFrames('up').map(change)));
    const bare = (frame: DataFrame): DataFrame => ({
      ...frame,
      refId: 'A',
      fields: frame.fields.map((field) => ({ ...field, config: {}, labels: { device: field.labels?.device ?? '' } })),
    });
    expect(rename(bare)).toEqual([]);
    expect(rename((frame) => ({ ...bare(frame), refId: 'up' }))).toContain('lobby');
    expect(rename((frame) => ({ ...bare(frame), name: 'tallylight_device_up' }))).toContain('lobby');
  });

  it('of other things are none of devices', () => {
    const [frame] = instantFrames('up');
    expect(isDeviceFrame(frame as DataFrame)).toBe(true);
    const stream = structuredClone(frame as DataFrame);
    for (const field of stream.fields) field.labels = { __name__: 'tallylight_stream_up', stream: 'news' };
    expect(isDeviceFrame(stream)).toBe(false);
  });
});
