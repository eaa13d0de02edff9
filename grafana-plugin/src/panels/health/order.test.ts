import { describe, expect, it } from 'vitest';
import { choose, EVERYTHING, isEverything, type Order, sort, toNextOrder } from './order.ts';
import { type StreamNow, toBand } from './stream.ts';

function stream(key: string, parts: Partial<StreamNow> = {}): StreamNow {
  const score = parts.score === undefined ? 95 : parts.score;
  return {
    ...{ key, name: key, state: 'up', stateSinceMs: null, stateReason: null, expected: true, score },
    ...{ band: toBand(score), unknownWhy: '', reason: null, parts: [], coverage: null, windowMs: null, uptime: null },
    ...{ errorRatio: null, responseMs: null, sessions: null, checkedMs: null, history: [], source: undefined },
    ...parts,
  };
}

const keysOf = (streams: readonly StreamNow[], order: Partial<Order> = {}): string[] =>
  sort(streams, { by: 'worst', isDown: false, ...order }).map(({ key }) => key);

describe('worst first', () => {
  it('puts what is down before all, the unknown before the good, and what is off last', () => {
    const streams = [
      stream('well'),
      stream('off', { state: 'off', score: null, expected: false }),
      stream('unknown', { state: 'unknown', score: null }),
      stream('good', { score: 80 }),
      stream('fair', { score: 60 }),
      stream('down but well', { state: 'down', score: 49 }),
      stream('poor', { score: 12 }),
    ];
    expect(keysOf(streams)).toEqual(['down but well', 'poor', 'fair', 'unknown', 'good', 'well', 'off']);
  });

  it('puts what nobody expects to be on behind what somebody waits for', () => {
    const muted = stream('muted', { state: 'down', score: 3, expected: false });
    expect(keysOf([muted, stream('well'), stream('off', { state: 'off', score: null })])).toEqual([
      'well',
      'muted',
      'off',
    ]);
  });

  it('does not move rows for a tenth of a point', () => {
    const before = [stream('a', { score: 71.9 }), stream('b', { score: 71.1 })];
    const after = [stream('a', { score: 71.1 }), stream('b', { score: 71.9 })];
    expect(keysOf(before)).toEqual(keysOf(after));
  });
});

describe('another order', () => {
  const streams = [
    stream('a', { errorRatio: 0.02 }),
    stream('b', { errorRatio: null }),
    stream('c', { errorRatio: 0.5 }),
    stream('d', { errorRatio: 0 }),
  ];

  it('has what is not known last, whichever way it goes', () => {
    expect(keysOf(streams, { by: 'errors', isDown: true })).toEqual(['c', 'a', 'd', 'b']);
    expect(keysOf(streams, { by: 'errors', isDown: false })).toEqual(['d', 'a', 'c', 'b']);
  });

  it('begins with what one looks for, and a second press turns it around', () => {
    const first = toNextOrder({ by: 'worst', isDown: false }, 'errors');
    expect(first).toEqual({ by: 'errors', isDown: true });
    expect(toNextOrder(first, 'errors')).toEqual({ by: 'errors', isDown: false });
    expect(toNextOrder(first, 'name')).toEqual({ by: 'name', isDown: false });
  });
});

describe('a choice of rows', () => {
  const streams = [
    stream('news-hd', { name: 'News HD' }),
    stream('sports', { state: 'down', score: 20, reason: '12 % failed' }),
    stream('radio', { state: 'unknown', score: null }),
  ];
  const chosen = (parts: Partial<typeof EVERYTHING>): string[] =>
    choose(streams, { ...EVERYTHING, ...parts }).map(({ key }) => key);

  it('is by band, by state, by words of name, state or reason, and by all of them', () => {
    expect(chosen({ bands: new Set(['poor', 'unknown']) })).toEqual(['sports', 'radio']);
    expect(chosen({ presence: 'online' })).toEqual(['news-hd']);
    expect(chosen({ text: ' news H' })).toEqual(['news-hd']);
    expect(chosen({ text: '12 %' })).toEqual(['sports']);
    expect(chosen({ text: 'sports', presence: 'online' })).toEqual([]);
  });

  it('of nothing in particular is everything', () => {
    expect(chosen({})).toHaveLength(3);
    expect([isEverything(EVERYTHING), isEverything({ ...EVERYTHING, text: ' ' })]).toEqual([true, true]);
    expect(isEverything({ ...EVERYTHING, presence: 'off' })).toBe(false);
  });
});
