import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  counterGrowth,
  type DeviceSigns,
  judgeDevice,
  judgeFirst,
  judgePlayback,
  judgeSequence,
  patienceMs,
} from './device-rules.ts';

const signs = (given: Partial<DeviceSigns> = {}): DeviceSigns => ({
  everSeen: true,
  heard: true,
  silentMs: 0,
  patienceMs: patienceMs(30_000),
  goneMs: 0,
  lostAfterMs: 7 * 86_400_000,
  playing: false,
  ...given,
});

test('a screen silent for two and a half beats is offline, a moment before it is not', () => {
  expect(judgeDevice(signs({ silentMs: 74_999 }))).toBe('online');
  expect(judgeDevice(signs({ silentMs: 75_000 }))).toBe('offline');
});

test('a device that was never heard is unknown, however long it is silent', () => {
  expect(judgeDevice(signs({ everSeen: false, heard: false, silentMs: 9e12, goneMs: 9e12 }))).toBe('unknown');
});

test('after a restart a known device is unknown until it had the time to be heard', () => {
  const known = { heard: false, goneMs: 3_600_000 };
  expect(judgeDevice(signs({ ...known, silentMs: 10_000 }))).toBe('unknown');
  expect(judgeDevice(signs({ ...known, silentMs: 75_000 }))).toBe('offline');
});

test('after a week of silence a device is lost', () => {
  expect(judgeDevice(signs({ silentMs: 1e9, goneMs: 7 * 86_400_000 - 1 }))).toBe('offline');
  expect(judgeDevice(signs({ silentMs: 1e9, goneMs: 7 * 86_400_000 }))).toBe('lost');
});

test('more silence never makes a device more present', () => {
  const rank = { playing: 0, online: 0, unknown: 0, offline: 1, lost: 2 } as const;
  const anySigns = fc.record({ everSeen: fc.boolean(), heard: fc.boolean(), playing: fc.boolean() });
  fc.assert(
    fc.property(anySigns, fc.nat(2e9), fc.nat(2e9), (known, silentMs, moreMs) => {
      const before = judgeDevice(signs({ ...known, silentMs, goneMs: silentMs }));
      const after = judgeDevice(signs({ ...known, silentMs: silentMs + moreMs, goneMs: silentMs + moreMs }));
      expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
    }),
  );
});

test.each([
  [null, 5, 'next'],
  [5, null, 'next'],
  [5, 6, 'next'],
  [5, 900, 'next'],
  [5, 5, 'late'],
  [9, 7, 'late'],
  [9, 1, 'restart'],
  [9, 0, 'restart'],
  [500, 3, 'restart'],
] as const)('after heartbeat %s, heartbeat %s is %s', (last, seq, verdict) => {
  expect(judgeSequence(last, seq)).toBe(verdict);
});

test.each([
  [null, 5, 'next'],
  [5, null, 'next'],
  [5, 6, 'next'],
  [5, 5, 'restart'],
  [5, 4, 'restart'],
] as const)('after heartbeat %s, heartbeat %s as the first of a socket is %s', (last, seq, verdict) => {
  expect(judgeFirst(last, seq)).toBe(verdict);
});

test.each([
  [null, 5, 'next'],
  [5, null, 'next'],
  [5, 6, 'next'],
  [5, 205, 'next'],
  [205, 205, 'late'],
  [205, 5, 'late'],
  [5, 2 ** 30, 'restart'],
  [2 ** 30, 5, 'restart'],
] as const)('after playback %s, playback %s is %s', (last, number, verdict) => {
  expect(judgePlayback(last, number)).toBe(verdict);
});

test('a counter that a device began anew goes on growing here', () => {
  expect([counterGrowth(null, 900), counterGrowth(900, 950), counterGrowth(950, 40)]).toEqual([0, 50, 40]);
});
