import { describe, expect, it } from 'vitest';
import { deviceFrames, ORIGIN_MS, topicFrames } from '../../testing/device-frames.ts';
import { deviceRow, liveEvent } from '../../testing/rows.ts';
import { type Device, toFault } from './device.ts';
import { readCommandEnds, readDeviceEvents } from './events.ts';
import { toLevels } from './levels.ts';
import { readLiveDevices } from './read-live.ts';
import { toAgoWords, toNowPlaying } from './words.ts';

function device(row: Parameters<typeof deviceRow>[0]): Device {
  const [one] = readLiveDevices(deviceFrames({ lobby: deviceRow(row) }), [], () => 0) ?? [];
  return one as Device;
}

const AWAY = { state: 'offline', playing: null, nowPlaying: null, screenOn: null, contentSyncRatio: null } as const;
const levels = (row: Parameters<typeof deviceRow>[0]) => toLevels(device(row)).map(({ is, words }) => [is, words]);

describe('the levels of truth', () => {
  it('are told apart: a player may run before a dark panel', () => {
    expect(levels({ screenOn: false, contentSyncRatio: 0.999 })).toEqual([
      [true, 'yes'],
      [true, 'yes'],
      [false, 'off'],
      [false, '99 % current'],
    ]);
  });

  it('of a device that is away are unknown, with the reason', () => {
    expect(levels(AWAY)).toEqual([
      [false, 'no'],
      [null, 'it is away'],
      [null, 'it is away'],
      [null, 'it is away'],
    ]);
  });

  it('that a reachable device does not tell are unknown', () => {
    expect(levels({ screenOn: null })[2]).toEqual([null, 'it does not say']);
    expect(levels({ state: 'unknown', playing: null })[0]).toEqual([null, 'not heard yet']);
  });
});

describe('a fault', () => {
  it('is a dark screen, nothing playing, or old content, while the device is meant to be on', () => {
    expect(toFault(device({ screenOn: false }))).toBe('screen is off');
    expect(toFault(device({ state: 'online', playing: false, nowPlaying: null }))).toBe('nothing plays');
    expect(toFault(device({ contentSyncRatio: 0.5 }))).toBe('content is not current');
    expect(toFault(device({ screenOn: false, expected: false }))).toBeNull();
    expect(toFault(device({ screenOn: null, contentSyncRatio: null }))).toBeNull();
  });
});

describe('what a device shows', () => {
  it('is its title, or why there is none', () => {
    expect(toNowPlaying(device({}))).toEqual({ kind: 'title', text: 'Spring sale' });
    expect(toNowPlaying(device(AWAY))).toEqual({ kind: 'unknown', why: 'It is away' });
    expect(toNowPlaying(device({ state: 'online', playing: false, nowPlaying: null })).kind).toBe('nothing');
  });
});

describe('how long ago', () => {
  it.each([
    [-5_000, 'just now'],
    [59_000, 'just now'],
    [61_000, '1 min ago'],
    [180_000, '3 min ago'],
    [3 * 86_400_000, '3 d ago'],
  ])('%i ms is "%s"', (ms, words) => {
    expect(toAgoWords(ORIGIN_MS - ms, ORIGIN_MS)).toBe(words);
  });
});

describe('events of devices', () => {
  const completed = liveEvent('command-completed', 3_000, {
    device: 'lobby',
    command: 'reboot',
    id: 'c1',
    result: 'ok',
    detail: null,
    durationMs: 40,
  });
  const events = [
    liveEvent('device-online', 1_000, { device: 'lobby', site: 'paris', previous: 'offline' }),
    liveEvent('device-offline', 2_000, { device: 'hall', site: 'paris', lastSeenMs: 1 }),
    completed,
  ];
  const frames = topicFrames('activity', Object.fromEntries(events.map((event) => [event.id, event])));

  it('are those of the one that is open, newest first', () => {
    expect(readDeviceEvents(frames, 'lobby', 9).map(({ atMs }) => atMs)).toEqual([3_000, 1_000]);
    expect(readDeviceEvents(frames, 'lobby', 1)).toHaveLength(1);
  });

  it('tell the end of a command that was sent from here, and of no other', () => {
    expect(readCommandEnds(frames, new Set(['c1', 'c2']))).toEqual([{ id: 'c1', result: 'ok', detail: null }]);
    expect(readCommandEnds(frames, new Set(['c2']))).toEqual([]);
  });
});
