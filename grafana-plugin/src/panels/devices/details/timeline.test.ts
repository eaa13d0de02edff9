import { describe, expect, it } from 'vitest';
import { DAY_MS, type Span, toDaySums, toDrawnSpans, toHourMarks, toLengthWords, toTimeline } from './timeline.ts';

const NOW_MS = 1_795_245_895_000;
const HOUR_MS = 3_600_000;

function span(fromHours: number, toHours: number, parts: Partial<Span> = {}): Span {
  return {
    fromMs: NOW_MS - fromHours * HOUR_MS,
    toMs: NOW_MS - toHours * HOUR_MS,
    state: 'playing',
    title: 'Spring sale',
    campaign: null,
    ...parts,
  };
}

describe('the last 24 hours', () => {
  it('are drawn by their share of the day, cut to it', () => {
    const drawn = toDrawnSpans({ nowMs: NOW_MS, isCut: false, spans: [span(30, 18), span(18, 12)] });
    expect(drawn.map(({ leftPercent, widthPercent }) => [leftPercent, widthPercent])).toEqual([
      [0, 25],
      [25, 25],
    ]);
    expect(drawn[0]?.fromMs).toBe(NOW_MS - DAY_MS);
  });

  it('show a short absence, and nothing that ended before', () => {
    const brief = span(1, 1 - 1 / 3_600, { state: 'offline', title: null });
    const drawn = toDrawnSpans({ nowMs: NOW_MS, isCut: false, spans: [span(40, 30), brief] });
    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.widthPercent).toBeGreaterThan(0.1);
  });

  it('are summed up: played, idle, away in how many gaps', () => {
    const spans = [span(10, 8), span(8, 7, { state: 'offline' }), span(7, 6, { state: 'idle' }), span(6, 5)];
    expect(toDaySums(spans)).toEqual({ playingMs: 3 * HOUR_MS, idleMs: HOUR_MS, offlineMs: HOUR_MS, gaps: 1 });
  });

  it('have marks at full hours of the local clock', () => {
    const marks = toHourMarks(NOW_MS, 6, 2 * HOUR_MS);
    expect(marks).toHaveLength(4);
    for (const { atMs } of marks) expect((atMs + 2 * HOUR_MS) % (6 * HOUR_MS)).toBe(0);
  });
});

describe('an answer with a timeline', () => {
  it('ends the span that goes on now, and leaves out what is no span', () => {
    const answer = {
      nowMs: 9_000,
      cut: true,
      spans: [
        { fromMs: 1_000, toMs: 4_000, state: 'offline', title: null, campaign: null },
        { fromMs: 4_000, toMs: null, state: 'playing', title: 'Two', campaign: 'spring' },
        { fromMs: 'x', toMs: 1, state: 'playing' },
        { fromMs: 1, toMs: 2, state: 'dancing' },
        null,
      ],
    };
    expect(toTimeline(answer)).toEqual({
      nowMs: 9_000,
      isCut: true,
      spans: [
        { fromMs: 1_000, toMs: 4_000, state: 'offline', title: null, campaign: null },
        { fromMs: 4_000, toMs: 9_000, state: 'playing', title: 'Two', campaign: 'spring' },
      ],
    });
  });
});

describe('a length of time', () => {
  it.each([
    [12_000, '12 s'],
    [45 * 60_000, '45 min'],
    [2 * HOUR_MS, '2 h'],
    [HOUR_MS + 20 * 60_000, '1 h 20 min'],
  ])('of %i ms is %s', (ms, words) => {
    expect(toLengthWords(ms)).toBe(words);
  });
});
