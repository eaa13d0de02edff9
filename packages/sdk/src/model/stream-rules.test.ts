import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeStream, type StreamSigns } from './stream-rules.ts';

const IDLE_AFTER_MS = 60_000;
const signs = (given: Partial<StreamSigns> = {}): StreamSigns => ({
  kind: 'live',
  expected: true,
  said: null,
  saidReason: null,
  saidMs: null,
  playlistAskedMs: null,
  playlistAdvancedMs: null,
  targetDurationMs: null,
  probeOk: null,
  probedMs: null,
  probeIntervalMs: null,
  picture: null,
  sessions: 0,
  lastActivityMs: null,
  ...given,
});
const at = (nowMs: number, given: Partial<StreamSigns>) => judgeStream(signs(given), IDLE_AFTER_MS, nowMs).state;

test('a stream that nobody told of and nobody asked for is unknown, or off when it is not expected', () => {
  expect(at(0, {})).toBe('unknown');
  expect(at(0, { expected: false })).toBe('off');
});

test('a live stream is up while its playlist advances', () => {
  expect(at(5000, { playlistAskedMs: 4000, playlistAdvancedMs: 3000, targetDurationMs: 2000, sessions: 1 })).toBe('up');
});

test('a playlist that is asked for and stands still for two and a half target durations is stalled', () => {
  const playlist = { playlistAdvancedMs: 0, targetDurationMs: 2000, sessions: 1 };
  expect(at(5000, { ...playlist, playlistAskedMs: 5000 })).toBe('up');
  expect(judgeStream(signs({ ...playlist, playlistAskedMs: 5001 }), IDLE_AFTER_MS, 5001)).toEqual({
    state: 'down',
    reason: 'stalled',
  });
});

test('a playlist that nobody asks for says nothing', () => {
  expect(at(20_000, { playlistAskedMs: 5000, playlistAdvancedMs: 5000, targetDurationMs: 2000 })).toBe('unknown');
});

test('the host’s word wins over its playlist', () => {
  const stalled = { playlistAskedMs: 9000, playlistAdvancedMs: 0, targetDurationMs: 1000, sessions: 3 };
  expect(at(9000, { ...stalled, said: 'up' })).toBe('up');
  expect(at(9000, { ...stalled, said: 'off' })).toBe('off');
});

test('a probe says up or down where the host and the playlist are silent, for three of its intervals', () => {
  const probe = { probedMs: 0, probeIntervalMs: 10_000 };
  expect(at(30_000, { ...probe, probeOk: true })).toBe('idle');
  expect(at(30_000, { ...probe, probeOk: true, sessions: 1 })).toBe('up');
  expect(judgeStream(signs({ ...probe, probeOk: false }), IDLE_AFTER_MS, 30_000)).toEqual({
    state: 'down',
    reason: 'probe_failed',
  });
  expect(at(30_001, { ...probe, probeOk: false })).toBe('unknown');
  expect(at(1000, { ...probe, probeOk: false, said: 'up', saidMs: 0 })).toBe('up');
  const playlist = { playlistAskedMs: 1000, playlistAdvancedMs: 1000, targetDurationMs: 2000 };
  expect(at(1000, { ...probe, probeOk: false, ...playlist, sessions: 1 })).toBe('up');
  expect(at(20_000, { ...probe, probeOk: true, ...playlist, sessions: 1 })).toBe('up');
});

test('a black picture leaves the stream up and says why somebody should look', () => {
  const playlist = { playlistAskedMs: 4000, playlistAdvancedMs: 3000, targetDurationMs: 2000, sessions: 1 };
  expect(judgeStream(signs({ ...playlist, picture: 'black' }), IDLE_AFTER_MS, 5000)).toEqual({
    state: 'up',
    reason: 'black',
  });
});

test('up without viewers for long enough is idle', () => {
  expect(at(1000, { said: 'up', saidMs: 0 })).toBe('up');
  expect(at(60_001, { said: 'up', saidMs: 0, lastActivityMs: 900 })).toBe('up');
  expect(at(61_000, { said: 'up', saidMs: 0, lastActivityMs: 900 })).toBe('idle');
});

test('moving the clock and all times with it changes no verdict', () => {
  const time = fc.option(fc.nat(200_000), { nil: null });
  fc.assert(
    fc.property(
      fc.record({
        playlistAskedMs: time,
        playlistAdvancedMs: time,
        targetDurationMs: fc.constantFrom(null, 2000),
        lastActivityMs: time,
        sessions: fc.nat(2),
        said: fc.constantFrom(null, 'up' as const),
      }),
      fc.nat(1e9),
      (given, shift) => {
        const moved = (ms: number | null): number | null => (ms === null ? null : ms + shift);
        const later = {
          ...given,
          playlistAskedMs: moved(given.playlistAskedMs),
          playlistAdvancedMs: moved(given.playlistAdvancedMs),
          lastActivityMs: moved(given.lastActivityMs),
        };
        expect(at(200_000 + shift, later)).toBe(at(200_000, given));
      },
    ),
  );
});
