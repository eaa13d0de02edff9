import { describe, expect, it } from 'vitest';
import { toAsked, toVerbs } from './intents.ts';
import { toReasonText, toRowLabel } from './row-words.ts';
import type { StreamNow } from './stream.ts';

const news = (parts: Partial<StreamNow> = {}): StreamNow =>
  ({
    key: 'news/hd',
    name: 'News HD',
    state: 'up',
    score: 71.9,
    band: 'good',
    sessions: 12,
    expected: true,
    ...parts,
  }) as StreamNow;

describe('what can be done about a stream', () => {
  const all = ['start', 'stop', 'restart'];

  it('is what its state allows and the host has a function for', () => {
    expect(toVerbs(all, { state: 'up' })).toEqual(['restart', 'stop']);
    expect(toVerbs(all, { state: 'off' })).toEqual(['start']);
    expect(toVerbs(all, { state: 'down' })).toEqual(['start', 'restart', 'stop']);
    expect(toVerbs(['restart'], { state: 'down' })).toEqual(['restart']);
    expect(toVerbs([], { state: 'down' })).toEqual([]);
  });

  it('is asked with the name of the stream and who would notice', () => {
    const asked = toAsked({ kind: 'verb', verb: 'restart' }, news(), 'ana');
    expect(asked).toMatchObject({
      action: { kind: 'stream', verb: 'restart', stream: 'news/hd' },
      verb: 'Restart',
      thing: 'News HD',
      consequence: '12 viewers will see it stop for a moment.',
      isDestructive: true,
    });
    const consequence = (sessions: number | null): string =>
      toAsked({ kind: 'verb', verb: 'stop' }, news({ sessions }), 'ana').consequence;
    expect([0, 1, null].map(consequence)).toEqual([
      'Nobody watches it now.',
      'One viewer will lose it.',
      'Whoever watches will lose it.',
    ]);
  });

  it('says who takes an alert', () => {
    const alert = { key: 'stream-down:news', summary: 'News HD is down', acknowledgedBy: null };
    const asked = toAsked({ kind: 'acknowledge', alert }, news(), 'ana');
    expect(asked.action).toEqual({ kind: 'acknowledge', alert: 'stream-down:news', by: 'ana' });
    expect(asked.consequence).toMatch(/ana has it/);
  });
});

describe('the words of a row', () => {
  it('say the worst reason: of a down stream since when and why', () => {
    const down = news({ state: 'down', stateSinceMs: 1_000, stateReason: 'source_lost' });
    expect(toReasonText(down, 181_000)).toBe('down for 3 min: source lost');
    expect(toReasonText(news({ reason: '4 of 500 requests failed' }), 0)).toBe('4 of 500 requests failed');
    expect(toReasonText(news({ reason: null }), 0)).toBe('all well');
    expect(toReasonText(news({ expected: false }), 0)).toBe('not expected to be on now');
  });

  it('say all of it to who hears the page, and cut the score, not round it', () => {
    expect(toRowLabel(news({ reason: null }), 0)).toBe(
      'News HD, up, health 71, good: all well. Open its live sessions',
    );
    expect(toRowLabel(news({ score: null, band: 'unknown', unknownWhy: 'nobody told' }), 0)).toBe(
      'News HD, up, health unknown: nobody told. Open its live sessions',
    );
  });
});
