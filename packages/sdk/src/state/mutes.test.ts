import { expect, test } from 'vitest';
import { createCap } from './cap.ts';
import { createMutes, type Mute } from './mutes.ts';
import { createStreams } from './streams.ts';

const mute = (given: Partial<Mute> = {}): Mute => ({
  noun: 'stream',
  id: 'news',
  untilMs: 1000,
  atMs: 0,
  reason: 'works',
  by: 'ana',
  ...given,
});

test('a mute ends by itself', () => {
  const mutes = createMutes();
  mutes.set(mute());
  expect(mutes.of('stream', 'news', 999)?.by).toBe('ana');
  expect(mutes.of('stream', 'news', 1000)).toBeUndefined();
  expect(mutes.list(0)).toEqual([]);
});

test('a second mute of the same thing replaces the first, and a site is no stream', () => {
  const mutes = createMutes();
  mutes.set(mute());
  mutes.set(mute({ untilMs: 5000 }));
  mutes.set(mute({ noun: 'site' }));
  expect(mutes.list(0).map(({ noun, untilMs }) => [noun, untilMs])).toEqual([
    ['stream', 5000],
    ['site', 1000],
  ]);
  expect(mutes.list(1000).map(({ noun }) => noun)).toEqual(['stream']);
  expect([mutes.end('stream', 'news'), mutes.end('stream', 'news')]).toEqual([true, false]);
});

test('a muted stream is expected again when the mute is over', () => {
  const mutes = createMutes();
  const streams = createStreams({
    cap: createCap('streams', 10),
    labelCap: createCap('labels', 10),
    idleAfterMs: 60_000,
    emit: () => {},
    isMuted: (id, epochMs) => mutes.of('stream', id, epochMs) !== undefined,
    onStarted: () => {},
  });
  const news = streams.declare('news', {}, 0);
  mutes.set(mute({ untilMs: 1_000_005_000 }));
  streams.advance(1000, 1000, 1_000_001_000);
  expect([news?.expected, news?.state]).toEqual([false, 'off']);
  streams.advance(6000, 5000, 1_000_006_000);
  expect([news?.expected, news?.state]).toEqual([true, 'unknown']);
});

test('a stream with hours is off outside them and judged by the date, not by the clock of the process', () => {
  const streams = createStreams({
    cap: createCap('streams', 10),
    labelCap: createCap('labels', 10),
    idleAfterMs: 60_000,
    emit: () => {},
    onStarted: () => {},
  });
  streams.advance(5, 0, 100_005);
  const news = streams.declare('news', { expected: (nowMs) => nowMs >= 101_000 }, 10);
  expect(news?.expected).toBe(false);
  streams.advance(1010, 1000, 101_010);
  expect(news?.expected).toBe(true);
});
