import { beforeEach, expect, test } from 'vitest';
import { createCap } from './cap.ts';
import { createStreams, type Streams } from './streams.ts';

let told: { name: string; atMs: number; payload: object }[] = [];
let started: number[] = [];

function all(max = 100, labels = 100): Streams {
  return createStreams({
    cap: createCap('streams', max),
    labelCap: createCap('stream labels', labels),
    idleAfterMs: 60_000,
    emit: (name, atMs, payload) => told.push({ name, atMs, payload }),
    onStarted: (_stream, durationMs) => started.push(durationMs),
  });
}

beforeEach(() => {
  told = [];
  started = [];
});

test('declaring twice gives the same stream, with later facts merged', () => {
  const streams = all();
  const first = streams.declare('news', { title: 'News', protocol: 'hls' }, 0);
  const second = streams.declare('news', { title: 'News HD' }, 1);
  expect(second).toBe(first);
  expect(second).toMatchObject({ title: 'News HD', protocol: 'hls' });
});

test('the time from starting to up is measured and told', () => {
  const streams = all();
  const news = streams.declare('news', {}, 0);
  if (news === undefined) throw new Error('no room');
  streams.say(news, 'starting', null, 1000);
  streams.say(news, 'up', null, 3500);
  expect(started).toEqual([2500]);
  expect(told.at(-1)).toEqual({
    name: 'stream-up',
    atMs: 3500,
    payload: { stream: 'news', previous: 'starting', startDurationMs: 2500 },
  });
});

test('time is counted as observed only while it is known whether the stream was up', () => {
  const streams = all();
  const news = streams.declare('news', {}, 0);
  if (news === undefined) throw new Error('no room');
  streams.advance(1000, 1000);
  expect([news.observedMs, news.availableMs]).toEqual([0, 0]);
  streams.say(news, 'up', null, 1000);
  streams.advance(3000, 2000);
  streams.say(news, 'down', 'crash', 3000);
  streams.advance(6000, 3000);
  expect([news.observedMs, news.availableMs]).toEqual([5000, 2000]);
  expect(news.drops.reduce((sum, count) => sum + count, 0)).toBe(1);
});

test('a removed stream leaves its totals in other', () => {
  const streams = all();
  const news = streams.declare('news', {}, 0);
  if (news === undefined) throw new Error('no room');
  news.egressBytes = 500;
  news.requests[0] = 3;
  expect(streams.remove('news', 5)).toBe(true);
  expect([streams.other.egressBytes, streams.other.requests[0]]).toEqual([500, 3]);
  expect(streams.removed).toEqual(['news']);
  expect(streams.remove('news', 6)).toBe(false);
});

test('traffic beyond the cap is counted under other', () => {
  const streams = all(2);
  expect(streams.born('a', 0).id).toBe('a');
  expect(streams.born('b', 0)).toBe(streams.other);
  expect(streams.born('a', 0).id).toBe('a');
  expect(streams.cap.refused).toBe(1);
});

test('a stream that was born and is declared later becomes the host’s own', () => {
  const streams = all(2);
  const born = streams.born('a', 0);
  expect(streams.declare('a', { title: 'A' }, 1)).toBe(born);
  expect(born.declared).toBe(true);
  expect(streams.born('b', 0).id).toBe('b');
});
