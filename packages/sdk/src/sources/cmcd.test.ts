/** Long form (LONG=1): 100 000 cases and more of anything at all, in every form in which CMCD travels. */
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_MODES, REPORT_RESULTS, type ReportMode } from '../model/player-rules.ts';
import { createState, type State } from '../state/state.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { type Cmcd, createCmcd } from './cmcd.ts';

const RUNS = process.env.LONG ? 100_000 : 3000;

function stage(): {
  cmcd: Cmcd;
  state: State;
  counts: (mode: ReportMode, version: 1 | 2) => number[];
  faults: unknown[];
} {
  const clock = manualClock();
  const options = { maxStreams: 10, maxSessions: 10, streamLabels: 10, streamIdleAfterMs: 1000 };
  const state = createState({ ...options, sessionIdleFloorMs: 1000, tickMs: 1000, historyMs: 10_000 }, () => {});
  state.streams.declare('news', { protocol: 'hls' }, 0);
  const faults: unknown[] = [];
  const cmcd = createCmcd({ clock, state, onFault: (error) => faults.push(error) });
  const counts = (mode: ReportMode, version: 1 | 2): number[] => {
    const from = (REPORT_MODES.indexOf(mode) * 2 + version - 1) * REPORT_RESULTS.length;
    return [...state.players.reports.slice(from, from + REPORT_RESULTS.length)];
  };
  return { cmcd, state, counts, faults };
}

const request = (url: string, headers: Record<string, string | string[]> = {}): IncomingMessage =>
  ({ url, headers }) as unknown as IncomingMessage;

function news(state: State) {
  const stream = state.streams.get('news');
  if (stream === undefined) throw new Error('there is no news');
  return stream;
}

describe('CMCD in requests', () => {
  it.each<[string, IncomingMessage, ReportMode]>([
    ['by query', request(`/a.m4s?x=1&CMCD=${encodeURIComponent('br=400,d=2000,ot=av,sid="a"')}&y=2`), 'query'],
    [
      'by query with a plus for a space',
      request('/a.m4s?CMCD=br%3D%28400%3Bv+48%3Ba%29%2Cot%3Dv%2Csid%3D%22a%22'),
      'query',
    ],
    ['by headers', request('/a.m4s', { 'cmcd-object': 'br=400,d=2000,ot=av', 'cmcd-session': 'sid="a"' }), 'header'],
  ])('is read %s', (_name, asked, mode) => {
    const { cmcd, state, counts } = stage();
    cmcd.observeRequest(asked, news(state), 'segment', 0);
    expect(counts(mode, 1)).toEqual([1, 0, 0]);
    expect(news(state).players?.figures(0).bitrateBytesPerSecond).toBe(50_000);
  });

  it('a request without it counts nothing', () => {
    const { cmcd, state } = stage();
    for (const url of ['/a.m4s', '/CMCD=1/a.m4s', '/a.m4s?XCMCD=br%3D1']) {
      cmcd.observeRequest(request(url, { 'cmcd-object': '' }), news(state), 'segment', 0);
    }
    expect(state.players.reports.every((count) => count === 0)).toBe(true);
  });

  it.each(['br=', 'sid="a', 'BR=1', 'br=1e9', '__proto__=1', '%', 'br==1', '(', 'nor=("a"'])(
    '%j is malformed',
    (text) => {
      const { cmcd, state, counts } = stage();
      cmcd.observeRequest(request(`/a.m4s?CMCD=${text}`), news(state), 'segment', 0);
      expect(counts('query', 1)).toEqual([0, 1, 0]);
    },
  );

  it('what is too long is not read', () => {
    const { cmcd, state, counts } = stage();
    cmcd.observeRequest(request(`/a.m4s?CMCD=sid%3D%22${'a'.repeat(2048)}%22`), news(state), 'segment', 0);
    cmcd.observeRequest(request('/a.m4s', { 'cmcd-object': `a="${'a'.repeat(8192)}"` }), news(state), 'segment', 0);
    expect(counts('query', 1)).toEqual([0, 0, 1]);
    expect(counts('header', 1)).toEqual([0, 0, 1]);
  });

  it('ids of sessions and contents are nowhere in memory as they were sent', () => {
    const { cmcd, state } = stage();
    cmcd.observeRequest(request('/a.m4s?CMCD=cid%3D%22film-77%22%2Csid%3D%22jane-doe%22'), news(state), 'segment', 0);
    expect(state.players.size).toBe(1);
    expect([...state.players.keys()].join()).not.toMatch(/jane|film/);
  });
});

describe('CMCD in posts', () => {
  const line = (text: string, sid = 'a'): string => `${text},sid="${sid}",v=2`;

  it('each line is a report; the stream is the one that the address names, else the content id', () => {
    const { cmcd, state, counts } = stage();
    const lines = [line('e=ps,sta=p,ts=1000'), line('e=ps,sta=r,ts=5000')];
    expect(cmcd.post(Buffer.from(`${lines.join('\r\n')}\n`), 'application/cmcd', 'news')).toEqual({
      ...{ parsed: 2, malformed: 0, oversized: 0 },
    });
    expect(counts('event', 2)).toEqual([2, 0, 0]);
    expect(news(state).players).toMatchObject({ stalls: 1, playedMs: 4000 });
    const named = Buffer.from(line('cid="news",e=ps,sta=f,ts=1', 'b'));
    cmcd.post(named, 'application/cmcd', null);
    expect(state.players.errors.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('a post for no known stream makes none', () => {
    const { cmcd, state } = stage();
    cmcd.post(Buffer.from(line('e=ps,sta=p,ts=1')), undefined, 'nope');
    expect([...state.streams.all.keys()]).toEqual(['news']);
  });

  it('a bad line costs itself', () => {
    const { cmcd } = stage();
    expect(cmcd.post(Buffer.from(`${line('e=t,ts=1')}\nbr=\n`), 'application/cmcd', 'news')).toMatchObject({
      ...{ parsed: 1, malformed: 1 },
    });
  });

  it('JSON mode is one object or a list of them', () => {
    const { cmcd, state, counts } = stage();
    const body = [{ sid: 'a', br: 400, d: 2000, ot: 'av' }, { sid: 'a', bs: true, ot: 'av' }, 7];
    cmcd.post(Buffer.from(JSON.stringify(body)), 'application/json; charset=utf-8', 'news');
    expect(counts('json', 1)).toEqual([2, 1, 0]);
    expect(news(state).players).toMatchObject({ stalls: 1 });
    expect(cmcd.post(Buffer.from('{'), 'application/json', 'news')).toMatchObject({ malformed: 1 });
  });

  it('more than 64 KiB or 100 lines is not read', () => {
    const { cmcd, counts } = stage();
    cmcd.post(Buffer.alloc(65_537, 0x61), 'application/cmcd', 'news');
    cmcd.post(Buffer.from('bs\n'.repeat(101)), 'application/cmcd', 'news');
    cmcd.post(Buffer.from(JSON.stringify(Array.from({ length: 101 }, () => ({})))), 'application/json', 'news');
    expect(counts('event', 2)).toEqual([0, 0, 2]);
    expect(counts('json', 1)).toEqual([0, 0, 1]);
  });
});

describe('whatever is sent', () => {
  const KEYS = [
    'br',
    'bl',
    'bs',
    'cid',
    'd',
    'e',
    'ec',
    'ltc',
    'msd',
    'mtp',
    'ot',
    'rc',
    'sf',
    'sid',
    'st',
    'sta',
    'su',
    'ts',
    'v',
    'bsd',
  ];
  const scalar = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('p', 'r', 's', 'v', 'av', 'toString', 'valueOf', '__proto__'),
    fc.constant(null),
  );
  const value = fc.oneof(
    scalar,
    fc.array(fc.oneof(scalar, fc.record({ value: scalar, params: fc.dictionary(fc.string(), scalar) }))),
  );
  const json = fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), value);
  const pieces = fc.constantFrom(
    ...KEYS,
    '=',
    ',',
    ';',
    '"',
    '(',
    ')',
    ' ',
    '?1',
    '1',
    '3.5',
    '-9',
    'r',
    ':',
    '@',
    '\u0000',
    '%',
    '\n',
    'sid="a"',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
  );

  it('is an answer, never a throw, and no figure becomes what is not a number', () => {
    const { cmcd, state, faults } = stage();
    const stream = news(state);
    let atMs = 0;
    fc.assert(
      fc.property(text, json, fc.boolean(), (anything, object, asQuery) => {
        atMs += 500;
        const asked = asQuery
          ? request(`/a.m4s?CMCD=${anything}`)
          : request('/a.m4s', { 'cmcd-object': anything, 'cmcd-session': 'sid="a"' });
        cmcd.observeRequest(asked, stream, 'segment', atMs);
        cmcd.observeRequest(request(`/a.m4s?CMCD=${encodeURIComponent(anything)}`), stream, 'manifest', atMs);
        cmcd.post(Buffer.from(anything), 'application/cmcd', 'news');
        cmcd.post(Buffer.from(JSON.stringify(object)), 'application/json', 'news');
        cmcd.post(Buffer.from(JSON.stringify({ ...object, sid: 'b', e: 'ps' })), 'application/json', 'news');
        state.players.sweep(atMs);
      }),
      { numRuns: RUNS },
    );
    expect(faults).toEqual([]);
    const { players } = state;
    const histograms = [
      players.startups,
      players.stallDurations,
      players.bitrates,
      players.throughputs,
      players.buffers,
    ];
    for (const histogram of histograms.flat()) expect(histogram.sum).toBeGreaterThanOrEqual(0);
    for (const number of [...players.stalls, ...players.errors, ...players.switches])
      expect(number).toBeGreaterThanOrEqual(0);
    for (const figure of Object.values(stream.players?.figures(atMs) ?? {})) {
      expect(figure === null || Number.isFinite(figure)).toBe(true);
    }
    expect(stream.players?.playedMs).toBeLessThanOrEqual(2 * (atMs + 60_000));
  }, 600_000);
});
