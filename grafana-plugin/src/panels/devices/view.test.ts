import type { DataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { LOADING } from '../../shared/frame-words.ts';
import { deviceFrames, ORIGIN_MS, topicFrames } from '../../testing/device-frames.ts';
import { alertRow, deviceRow } from '../../testing/rows.ts';
import { createFleetReader, type FleetView, type ViewContext } from './view.ts';

function context(parts: Partial<ViewContext> = {}): ViewContext {
  return {
    state: LOADING.Streaming,
    errorMessage: undefined,
    isNow: true,
    intervalMs: 15_000,
    nowMs: ORIGIN_MS,
    stampMs: 5_000,
    originMs: ORIGIN_MS,
    ...parts,
  };
}

const read = (frames: readonly DataFrame[], parts?: Partial<ViewContext>): FleetView =>
  createFleetReader().read(frames, context(parts));

const away = deviceRow({ state: 'offline', playing: null, nowPlaying: null, screenOn: null, contentSyncRatio: null });

describe('the fleet of Tallylight Live', () => {
  it('has each device with what is drawn of it', () => {
    const [device] = read(deviceFrames({ 'lobby-1': deviceRow() })).devices;
    expect(device).toMatchObject({
      key: 'lobby-1',
      name: 'Lobby',
      serial: 'SN-1',
      site: 'paris',
      state: 'playing',
      title: 'Spring sale',
      screenOn: true,
      lastSeenMs: 5_000,
    });
  });

  it('calls a device without a name by its key', () => {
    expect(read(deviceFrames({ 'lobby-1': deviceRow({ name: null }) })).devices[0]?.name).toBe('lobby-1');
  });

  it('counts those that play among the ones online, and all of them once in the total', () => {
    const rows = {
      a: deviceRow(),
      b: deviceRow({ state: 'online', playing: false }),
      c: away,
      d: deviceRow({ state: 'unknown' }),
      e: deviceRow({ state: 'lost' }),
    };
    expect(read(deviceFrames(rows)).counts).toEqual({
      total: 5,
      online: 2,
      playing: 1,
      offline: 1,
      unknown: 1,
      lost: 1,
    });
  });

  it('keeps what nobody knows as null, never as 0 or false', () => {
    expect(read(deviceFrames({ a: away })).devices[0]).toMatchObject({
      playing: null,
      screenOn: null,
      syncRatio: null,
    });
  });

  it('gives the same record for a device that did not change, whatever its resources do', () => {
    const reader = createFleetReader();
    const rows = { a: deviceRow(), b: deviceRow() };
    const before = reader.read(deviceFrames(rows), context()).devices;
    const warmer = { ...rows, a: deviceRow({ temperatureCelsius: 60, cpuRatio: 0.9 }) };
    expect(reader.read(deviceFrames(warmer), context()).devices).toBe(before);

    const now = reader.read(deviceFrames({ ...warmer, b: away, aa: deviceRow() }), context()).devices;
    expect(now.map(({ key }) => key)).toEqual(['a', 'aa', 'b']);
    expect(now[0]).toBe(before[0]);
    expect(now[2]).not.toBe(before[1]);
  });

  it('is one fleet when two queries bring the same device, and the fresher of the two counts', () => {
    const frames = [
      ...deviceFrames({ a: deviceRow({ site: 'rome' }), b: away }, { ageMs: 100 }),
      ...deviceFrames({ a: deviceRow({ site: 'paris' }), c: away }, { ageMs: 9_000 }),
    ];
    const { devices } = read(frames);
    expect(devices.map(({ key, site }) => [key, site])).toEqual([
      ['a', 'rome'],
      ['b', 'paris'],
      ['c', 'paris'],
    ]);
  });

  it('is as old as the oldest of its frames', () => {
    const frames = [
      ...deviceFrames({ a: deviceRow() }, { ageMs: 100 }),
      ...topicFrames('alerts', {}, { phase: 'stale', ageMs: 40_000 }),
    ];
    expect(read(frames).freshness).toMatchObject({ phase: 'stale', ageMs: 40_000 });
  });

  it('has no known age on another page than the one that made the frames', () => {
    expect(read(deviceFrames({ a: deviceRow() }), { originMs: 1 }).freshness.ageMs).toBeNull();
  });

  it('copes with columns that the query left out', () => {
    const [frame] = deviceFrames({ a: deviceRow() });
    const few = { ...(frame as DataFrame), fields: (frame?.fields ?? []).filter(({ name }) => name === 'device') };
    expect(read([few]).devices[0]).toMatchObject({ key: 'a', name: 'a', state: 'unknown', site: null });
  });
});

describe('when there is nothing to show', () => {
  it('says that no device was heard of yet, and what would change it', () => {
    expect(read(deviceFrames({})).notice).toMatchObject({
      kind: 'empty',
      sentence: 'No device has been heard of yet.',
    });
  });

  it('says that it waits, for the query or for the channel', () => {
    expect(read([], { state: LOADING.Loading }).notice?.kind).toBe('loading');
    expect(read(deviceFrames({}, { phase: 'loading' })).notice?.kind).toBe('loading');
  });

  it('tells a refusal apart from a failure', () => {
    const refused = deviceFrames({}, { phase: 'error', problem: 'The server refused: forbidden.' });
    expect(read(refused).notice?.kind).toBe('no-permission');
    expect(read([], { state: LOADING.Error, errorMessage: 'timeout' }).notice?.kind).toBe('error');
  });

  it('says that other data has no devices', () => {
    expect(read([{ fields: [], length: 0 }]).notice).toMatchObject({
      kind: 'empty',
      sentence: 'There are no devices in this data.',
    });
  });

  it('keeps the devices when the query fails later, and the lamp says so', () => {
    const view = read(deviceFrames({ a: deviceRow() }), { state: LOADING.Error, errorMessage: 'gone' });
    expect([view.devices.length, view.notice, view.freshness.phase]).toEqual([1, undefined, 'error']);
  });
});

describe('alerts of the fleet', () => {
  const rows = {
    a1: alertRow({ subject: 'lobby', subjectKind: 'device', team: 'signage', severity: 'warning' }),
    a2: alertRow({ subject: 'paris', subjectKind: 'site', team: 'signage', severity: 'error' }),
    a3: alertRow({ subject: 'news', subjectKind: 'stream', team: 'video' }),
  };

  it('are those of screens and sites, worst first', () => {
    expect(read(topicFrames('alerts', rows)).alerts?.map(({ key }) => key)).toEqual(['a2', 'a1']);
  });

  it('are not known before the first answer, so that what is wrong already is no news', () => {
    expect(read(topicFrames('alerts', {}, { phase: 'loading', ageMs: null })).alerts).toBeUndefined();
    expect(read(topicFrames('alerts', {})).alerts).toEqual([]);
  });

  it('are the same list while nothing changed', () => {
    const reader = createFleetReader();
    const before = reader.read(topicFrames('alerts', rows), context()).alerts;
    expect(reader.read(topicFrames('alerts', rows), context()).alerts).toBe(before);
  });
});
