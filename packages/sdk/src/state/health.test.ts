import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { restarts } from '../model/health-player-parts.ts';
import { defineHealth, type HealthChoices } from '../model/health-presets.ts';
import { MEDIA_KINDS, type MediaKind } from '../model/media-kind.ts';
import { createCap } from './cap.ts';
import { createStreamsHealth, recordProbe, recordResponse, type StreamsHealth } from './health.ts';
import { healthRow } from './health-row.ts';
import { REQUEST_RESULTS, type RequestResult, Stream } from './stream.ts';
import { StreamPlayers } from './stream-players.ts';
import { createStreams, type Streams } from './streams.ts';

const TICK_MS = 5000;

interface Board {
  readonly streams: Streams;
  readonly health: StreamsHealth;
  readonly told: { name: string; payload: object }[];
  nowMs: number;
  /** Lets time pass, tick by tick. */
  pass(ms: number, each?: () => void): void;
}

function board(choices: HealthChoices = {}): Board {
  const told: Board['told'] = [];
  const emit = (name: string, _atMs: number, payload: object): void => void told.push({ name, payload });
  const streams = createStreams({
    cap: createCap('streams', 100),
    labelCap: createCap('stream labels', 100),
    idleAfterMs: 60_000,
    emit,
    onStarted: () => {},
  });
  const health = createStreamsHealth({ definition: defineHealth(choices), streams, emit, onFault: () => {} });
  return {
    streams,
    health,
    told,
    nowMs: 0,
    pass(ms, each = () => {}) {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        each();
        this.nowMs += TICK_MS;
        streams.advance(this.nowMs, TICK_MS);
        health.advance(this.nowMs);
      }
    },
  };
}

function declare({ streams, nowMs }: Board, id = 'news'): Stream {
  const stream = streams.declare(id, {}, nowMs);
  if (stream === undefined) throw new Error('no room');
  return stream;
}

/** One request, as the media source tells it. */
function answer(stream: Stream, result: RequestResult = 'ok', firstByteMs = 20, kind: MediaKind = 'segment'): void {
  const place = MEDIA_KINDS.indexOf(kind);
  const slot = place * REQUEST_RESULTS.length + REQUEST_RESULTS.indexOf(result);
  stream.requests[slot] = (stream.requests[slot] as number) + 1;
  recordResponse(stream, place, REQUEST_RESULTS.indexOf(result), firstByteMs);
}

const scoreOf = (stream: Stream): number | undefined => stream.health?.verdict?.score;

let all: Board;
beforeEach(() => {
  all = board();
});

test('a stream that is up and answers well has 100 points, with its parts', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(60_000, () => answer(news));
  expect(healthRow(news, 1000)).toEqual({
    score: 100,
    band: 'excellent',
    parts: { uptime: 1, errors: 1, response: 1 },
    coverage: 1,
    reason: null,
    weights: { uptime: 40, errors: 35, response: 25 },
    raw: {
      ...{ uptime: 1, errorRatio: 0, responseMs: 20, requests: 12, observedMs: 60_000 },
      ...{ stallRatio: null, startupMs: null, bitrateShare: null, restarts: null },
    },
    windowMs: 900_000,
    lastCheckedMs: 61_000,
  });
});

test('a stream of which nothing is known has no score and costs nothing', () => {
  const news = declare(all);
  all.pass(60_000);
  expect([news.health, healthRow(news, 0)]).toEqual([null, null]);
});

test('down while it is meant to be on caps the score at once, and the past returns with the stream', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(600_000, () => answer(news));
  all.streams.say(news, 'down', 'crash', all.nowMs);
  all.pass(5000);
  expect(healthRow(news, 0)).toMatchObject({ score: 49, band: 'poor', reason: 'down now' });
  all.streams.say(news, 'up', null, all.nowMs);
  all.pass(5000);
  expect(scoreOf(news)).toBeGreaterThan(99);
  expect(healthRow(news, 0)?.band).toBe('poor');
  all.pass(30_000);
  expect(healthRow(news, 0)?.band).toBe('excellent');
});

test('a stream that nobody expects has no cap while it is down, and no score while it is off', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(600_000, () => answer(news));
  all.streams.declare('news', { expected: false }, all.nowMs);
  all.streams.say(news, 'down', null, all.nowMs);
  all.pass(5000);
  expect(scoreOf(news)).toBe(100);
  all.streams.say(news, 'off', null, all.nowMs);
  all.pass(5000);
  expect(healthRow(news, 0)).toBeNull();
});

test('a failing server is seen, and forgotten when the window has passed', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(300_000, () => answer(news, 'server_error'));
  expect(healthRow(news, 0)).toMatchObject({ reason: '60 of 60 requests failed', parts: { errors: 0 } });
  all.pass(900_000, () => answer(news));
  expect(scoreOf(news)).toBe(100);
});

test('a probe counts in all three parts, so a stream nobody watches has a score', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(300_000, () => recordProbe(news, true, 100, all.nowMs));
  expect(healthRow(news, 0)).toMatchObject({ score: 100, coverage: 1, raw: { requests: 60, responseMs: 100 } });
  all.pass(60_000, () => recordProbe(news, false, 10_000, all.nowMs));
  expect(healthRow(news, 0)).toMatchObject({ parts: { errors: 0, response: 1 }, reason: '12 of 72 requests failed' });
});

test('law: what is the asker’s fault, or nobody’s, changes nothing', () => {
  const neutral = fc.array(fc.constantFrom('client_error' as const, 'aborted' as const), { maxLength: 50 });
  const judged = fc.array(fc.constantFrom<RequestResult>('ok', 'server_error', 'timeout'), { maxLength: 50 });
  const scoreWith = (results: readonly RequestResult[]): number | undefined => {
    const board_ = board();
    const news = declare(board_);
    board_.streams.say(news, 'up', null, 0);
    let first = true;
    board_.pass(60_000, () => {
      if (first) for (const result of results) answer(news, result, 2000);
      first = false;
    });
    return scoreOf(news);
  };
  fc.assert(
    fc.property(judged, neutral, (results, more) => {
      expect(scoreWith([...results, ...more])).toBe(scoreWith(results));
    }),
  );
});

test('each change of band is told with the band before it', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  all.pass(60_000, () => answer(news));
  all.pass(60_000, () => answer(news, 'timeout'));
  const changes = all.told.filter(({ name }) => name === 'stream-health-changed');
  expect(changes.map(({ payload }) => payload)).toMatchObject([
    { stream: 'news', band: 'good', previous: 'excellent', reason: '1 of 13 requests failed' },
    { stream: 'news', band: 'fair', previous: 'good', reason: '2 of 14 requests failed' },
  ]);
});

test('a row is told again only when what it shows has changed', () => {
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  // Watched, so that it does not turn idle meanwhile.
  news.sessions = 1;
  all.pass(60_000, () => answer(news));
  news.changed = false;
  all.pass(60_000, () => answer(news));
  expect(news.changed).toBe(false);
  all.pass(5000, () => answer(news, 'server_error'));
  expect(news.changed).toBe(true);
});

test('the card of all streams averages what is known and counts what is not', () => {
  const good = declare(all, 'good');
  const down = declare(all, 'down');
  declare(all, 'silent');
  const off = declare(all, 'off');
  for (const stream of [good, down]) all.streams.say(stream, 'up', null, 0);
  all.streams.say(off, 'off', null, 0);
  all.pass(300_000, () => {
    answer(good);
    answer(down);
  });
  all.streams.say(down, 'down', 'crash', all.nowMs);
  all.pass(100_000);
  expect(all.health.card()).toEqual({
    mean: 74.5,
    worst: 49,
    worstStream: 'down',
    known: 2,
    unknown: 1,
    meanUptime: 0.875,
    online: 1,
    offline: 1,
  });
});

test('what players report counts in the preset players, and its figures stand in the row', () => {
  all = board({ preset: 'players', components: [restarts(0)] });
  const news = declare(all);
  all.streams.say(news, 'up', null, 0);
  const told = new StreamPlayers(0);
  news.players = told;
  all.pass(60_000, () => {
    answer(news);
    told.playedFor(4900, all.nowMs);
    told.stalledFor(100, all.nowMs);
    told.delivered(250_000, 2000, 1_000_000, all.nowMs);
  });
  told.startedAfter(4000, all.nowMs);
  all.streams.restarted(news, 'crash', all.nowMs);
  all.streams.restarted(news, 'manual', all.nowMs);
  all.pass(5000);
  expect(healthRow(news, 0)).toMatchObject({
    parts: { uptime: 1, errors: 1, response: 1, stall_ratio: 0.4114, startup: 0.5, bitrate_share: 0.25, restarts: 0.5 },
    score: 75.72,
    reason: 'players stood still 2 % of the time',
    coverage: 1,
    raw: { stallRatio: 0.02, startupMs: 4000, bitrateShare: 0.25, restarts: 1 },
  });
  // A quarter of an hour later nobody remembers.
  told.playedFor(1000, all.nowMs);
  all.pass(905_000, () => answer(news));
  expect(healthRow(news, 0)?.parts).toMatchObject({ stall_ratio: null, startup: null, bitrate_share: null });
});

test('a removed stream leaves its response scores in other', () => {
  const news = declare(all);
  answer(news);
  all.streams.remove('news', 1);
  expect([all.streams.other.responseScored, all.streams.other.responseScore]).toEqual([1, 1]);
});

test('an answer that failed, or was broken off, has no response score', () => {
  const news = new Stream('news', true, true, 0);
  for (const result of REQUEST_RESULTS) answer(news, result);
  expect([news.responseScored, news.responseScore]).toEqual([1, 1]);
});
