import { describe, expect, it } from 'vitest';
import { type PlayerReport, toPlayerReport } from '../model/player-report.ts';
import { PLAYER_FORMATS } from '../model/player-rules.ts';
import { createPlayers, type Players } from './players.ts';
import { Renditions } from './renditions.ts';
import { Stream } from './stream.ts';

const HLS_LIVE = PLAYER_FORMATS.indexOf('hls_live');

interface Stage {
  readonly players: Players;
  readonly stream: Stream;
  readonly other: Stream;
  request(atMs: number, raw: Record<string, unknown>, player?: string): void;
  event(atMs: number, raw: Record<string, unknown>, player?: string): void;
}

function stage(maxPlayers?: number): Stage {
  const other = new Stream('other', true, true, 0);
  const stream = new Stream('news', true, true, 0);
  stream.protocol = 'hls';
  const players = createPlayers(other, maxPlayers);
  const report = (raw: Record<string, unknown>): PlayerReport => toPlayerReport({ sf: 'h', st: 'l', sid: 's', ...raw });
  return {
    players,
    stream,
    other,
    request: (atMs, raw, player = 'p') =>
      players.take(player, report(raw), { stream, asEvent: false, kind: 'segment' }, atMs),
    // An event tells its own time, on a clock of its own.
    event: (atMs, raw, player = 'p') =>
      players.take(
        player,
        report({ v: 2, ts: 1_800_000_000_000 + atMs, ...raw }),
        { stream, asEvent: true, kind: 'other' },
        atMs,
      ),
  };
}

const media = (more: object = {}): Record<string, unknown> => ({ ot: 'av', br: 400, d: 2000, bl: 4000, ...more });

describe('the share of the best bitrate', () => {
  it('is of the best that the player knows of, weighted by duration', () => {
    const { stream, request } = stage();
    request(0, media({ ot: 'v', br: 400, tb: 1600, d: 2000 }));
    request(2000, media({ ot: 'v', br: 1600, tb: 1600, d: 4000 }));
    request(2000, media({ ot: 'a', br: 64, tb: 128, d: 4000 }));
    expect(stream.players).toMatchObject({ pictureMs: 6000, pictureShareMs: 4500 });
  });

  it('is of the best rendition of the manifest where the player does not say', () => {
    const { stream, request } = stage();
    request(0, media({ ot: 'v' }));
    expect(stream.players).toMatchObject({ pictureMs: 0, pictureShareMs: 0 });
    stream.renditions = new Renditions('news');
    stream.renditions.name([
      { tail: 'a/index.m3u8', name: 'a', bandwidth: 800_000 },
      { tail: 'b/index.m3u8', name: 'b', bandwidth: 400_000 },
      { tail: 'sound/index.m3u8', name: 'sound', bandwidth: null },
    ]);
    request(2000, media({ ot: 'v' }));
    expect(stream.players).toMatchObject({ pictureMs: 2000, pictureShareMs: 1000 });
  });
});

describe('players of version 1', () => {
  it('audio and video that tell of the same stall are one stall', () => {
    const { players, stream, request } = stage();
    request(0, media());
    request(5000, media({ ot: 'v', bs: true }));
    request(5010, media({ ot: 'a', bs: true }));
    expect(stream.players?.stalls).toBe(1);
    request(7000, media({ ot: 'v', bs: true }));
    expect(players.stalls[HLS_LIVE]).toBe(2);
  });

  it('startup lasts from the first request to the first media that is not urgent', () => {
    const { players, request } = stage();
    request(1000, { ot: 'm', su: true });
    request(1200, media({ su: true }));
    request(1700, media());
    request(3700, media());
    expect(players.startups[HLS_LIVE]).toMatchObject({ count: 1, sum: 0.7 });
  });

  it('a player met in the middle has no startup', () => {
    const { players, request } = stage();
    request(1000, media());
    request(5000, media({ su: true }));
    request(6000, media());
    expect(players.startups[HLS_LIVE]?.count).toBe(0);
  });

  it('tells no time, so there is no ratio', () => {
    const { stream, request } = stage();
    for (let atMs = 0; atMs < 60_000; atMs += 2000) request(atMs, media({ bs: atMs === 4000 }));
    expect(stream.players?.figures(60_000)).toMatchObject({ stalls: 1, stallRatio: null });
  });

  it('bitrate is weighted by duration; sound, init parts and playlists have none', () => {
    const { players, stream, request } = stage();
    request(0, media({ br: 400, d: 1000 }));
    request(1000, media({ br: 800, d: 3000 }));
    request(2000, media({ ot: 'a', br: 64 }));
    request(3000, { ot: 'i', br: 9000, d: 1000 });
    request(4000, { ot: 'm', br: 9000, d: 1000 });
    expect(stream.players?.figures(5000).bitrateBytesPerSecond).toBe(700 * 125);
    expect(players.bitrates[HLS_LIVE]?.count).toBe(2);
    expect([...players.switches]).toEqual([1, 0]);
  });
});

describe('players of version 2', () => {
  const start = (test: Stage): void => {
    test.event(0, { e: 'ps', sta: 's' });
    test.event(800, { e: 'ps', sta: 'p' });
  };

  it('startup, play and stall follow the states by the player’s own clock', () => {
    const test = stage();
    start(test);
    test.event(10_800, { e: 'ps', sta: 'r' });
    test.event(13_300, { e: 'ps', sta: 'p' });
    test.event(20_800, { e: 't', sta: 'p' });
    expect(test.players.startups[HLS_LIVE]).toMatchObject({ count: 1, sum: 0.8 });
    expect(test.stream.players).toMatchObject({ stalls: 1, stalledMs: 2500, playedMs: 17_500 });
    expect(test.players.stallDurations[HLS_LIVE]).toMatchObject({ count: 1, sum: 2.5 });
    expect(test.stream.players?.figures(20_800)).toMatchObject({ startupMs: 800, stallRatio: 0.125 });
  });

  it('waiting at the start and after a seek is no stall', () => {
    const test = stage();
    test.event(0, { e: 'ps', sta: 's' });
    test.event(100, { e: 'ps', sta: 'r' });
    test.event(900, { e: 'ps', sta: 'p' });
    test.event(5000, { e: 'ps', sta: 'k' });
    test.event(5100, { e: 'ps', sta: 'r' });
    test.event(6000, { e: 'ps', sta: 'p' });
    expect(test.stream.players).toMatchObject({ stalls: 0, stalledMs: 0 });
    expect(test.players.startups[HLS_LIVE]).toMatchObject({ count: 1, sum: 0.9 });
  });

  it('an answer that was asked for before and is told of late does not turn time back', () => {
    const test = stage();
    start(test);
    test.event(10_000, { e: 'ps', sta: 'r' });
    // hls.js dates a received response by its request.
    test.players.take(
      'p',
      toPlayerReport({ v: 2, sid: 's', e: 'rr', sta: 'p', ts: 1_800_000_000_000 + 9000, rc: 200 }),
      { stream: test.stream, asEvent: true, kind: 'other' },
      12_000,
    );
    test.event(12_500, { e: 'ps', sta: 'p' });
    expect(test.stream.players).toMatchObject({ stalls: 1, stalledMs: 2500 });
  });

  it('requests that repeat what events told count nothing twice', () => {
    const test = stage();
    test.request(0, media({ v: 2, su: true, sta: 's' }));
    start(test);
    test.request(1000, media({ v: 2, sta: 'p' }));
    test.event(1010, { e: 'rr', rc: 200, ...media() });
    test.event(5000, { e: 'ps', sta: 'r' });
    test.request(7000, media({ v: 2, bs: true, sta: 'r' }));
    test.event(7100, { e: 'ps', sta: 'p' });
    expect(test.stream.players?.stalls).toBe(1);
    expect(test.players.startups[HLS_LIVE]?.count).toBe(1);
    expect(test.players.bitrates[HLS_LIVE]?.count).toBe(3);
  });

  it('a starvation that only its sum tells is a stall of that length, and not played', () => {
    const { stream, players, request } = stage();
    request(0, media({ v: 2, su: true, sta: 's' }));
    request(500, media({ v: 2, sta: 'p' }));
    // Of the startup, told when it was over.
    request(900, media({ v: 2, sta: 'p', bsd: [31] }));
    request(4500, media({ v: 2, sta: 'p' }));
    request(10_500, media({ v: 2, sta: 'r' }));
    request(10_510, media({ v: 2, sta: 'p' }));
    request(10_600, media({ v: 2, sta: 'p', bsd: [{ value: 2500, params: { v: true } }] }));
    request(14_600, media({ v: 2, sta: 'p' }));
    expect(stream.players).toMatchObject({ stalls: 1, stalledMs: 2500 });
    expect(stream.players?.playedMs).toBe(14_600 - 500 - 2500);
    expect(players.stallDurations[HLS_LIVE]).toMatchObject({ count: 1, sum: 2.5 });
  });

  it('the player’s own startup is believed once there may be something to see', () => {
    const { players, request } = stage();
    request(0, { v: 2, ot: 'm', sta: 's', msd: 1 });
    request(100, media({ v: 2, su: true, sta: 's' }));
    request(700, media({ v: 2, msd: 640, sta: 'p' }));
    expect(players.startups[HLS_LIVE]).toMatchObject({ count: 1, sum: 0.64 });
  });

  it('a player that begins with rebuffering is starting', () => {
    const { players, stream, event } = stage();
    event(0, { e: 'ps', sta: 'r' });
    event(200, { e: 'ps', sta: 'k' });
    event(350, { e: 'ps', sta: 'p' });
    event(2000, { e: 't', sta: 'p', msd: 325 });
    expect(stream.players?.stalls).toBe(0);
    expect(players.startups[HLS_LIVE]).toMatchObject({ count: 1, sum: 0.325 });
  });

  it('an error that comes as event and as state is one error', () => {
    const { players, event } = stage();
    event(0, { e: 'ps', sta: 'p' });
    event(100, { e: 'ps', sta: 'f' });
    event(100, { e: 'e', sta: 'f', ec: ['x'] });
    expect(players.errors[HLS_LIVE]).toBe(1);
  });

  it('a clock that runs ahead claims no more time than passed here', () => {
    const { stream, event } = stage();
    event(0, { e: 'ps', sta: 'p' });
    for (let beat = 1; beat <= 100; beat += 1) {
      event(beat * 100, { e: 't', sta: 'p', ts: 1_800_000_000_000 + beat * 100_000 });
    }
    expect(stream.players?.playedMs).toBeLessThanOrEqual(10_000 + 60_000);
  });
});

describe('the table of players', () => {
  it('counts who was heard of lately, and lets the silent go', () => {
    const { players, stream, request } = stage();
    for (const player of ['a', 'b', 'c']) request(0, media(), player);
    request(25_000, media(), 'a');
    players.sweep(25_000);
    expect(stream.players?.now).toBe(3);
    players.sweep(31_000);
    expect(stream.players?.now).toBe(1);
    players.sweep(121_000);
    expect(players.size).toBe(1);
    players.sweep(146_000);
    expect([players.size, stream.players?.now]).toEqual([0, 0]);
  });

  it('is never larger than it may be: who was not heard of for longest goes', () => {
    const { players, stream, request } = stage(3);
    for (const player of ['a', 'b', 'c']) request(0, media({ su: true }), player);
    request(100, media({ su: true }), 'a');
    request(200, media({ su: true }), 'd');
    expect(players.size).toBe(3);
    // `a` is still known, so its startup ends here; `b` is a stranger now.
    request(1000, media(), 'a');
    request(1000, media(), 'b');
    expect(stream.players?.figures(1000).startupMs).toBe(1000);
    expect(players.startups[HLS_LIVE]?.count).toBe(1);
  });

  it('figures of a row are of the last five to ten minutes', () => {
    const { players, stream, request } = stage();
    request(0, media({ bs: true }));
    players.sweep(299_000);
    expect(stream.players?.figures(299_000).stalls).toBe(1);
    request(310_000, media());
    expect(stream.players?.figures(310_000).stalls).toBe(1);
    players.sweep(620_000);
    expect(stream.players?.figures(620_000)).toMatchObject({ now: 0, stalls: 0 });
    stream.changed = false;
    players.sweep(930_000);
    expect(stream.changed).toBe(true);
    expect(stream.players?.figures(930_000).bitrateBytesPerSecond).toBeNull();
  });

  it('what is told for a removed stream is counted under other', () => {
    const { stream, other, request } = stage();
    request(0, media());
    stream.removed = true;
    request(5000, media({ bs: true }));
    expect(other.players?.stalls).toBe(1);
  });
});
