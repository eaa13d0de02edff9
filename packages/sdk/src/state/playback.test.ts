import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProofOfPlay, TIMELINE_WINDOW_MS, Timeline } from './playback.ts';

const item = (title: string) => ({ title, campaign: null, contentId: null });
const budget = (maxBytes = 1e9) => ({ usedBytes: 0, maxBytes });

test('a timeline tells what was on, and a gap where nobody was there', () => {
  const timeline = new Timeline(budget());
  const spot = item('Spot');
  timeline.enter(spot, 1000);
  timeline.enter(spot, 2000);
  timeline.enter('offline', 5000);
  timeline.enter('idle', 9000);
  expect(timeline.spans(10_000)).toEqual([
    { fromMs: 1000, toMs: 5000, what: spot },
    { fromMs: 5000, toMs: 9000, what: 'offline' },
    { fromMs: 9000, toMs: null, what: 'idle' },
  ]);
});

test('what ended more than 24 hours ago is gone, and what goes on is cut at that edge', () => {
  const timeline = new Timeline(budget());
  timeline.enter('idle', 0);
  timeline.enter('offline', 1000);
  const nowMs = TIMELINE_WINDOW_MS + 5000;
  expect(timeline.spans(nowMs)).toEqual([{ fromMs: 5000, toMs: null, what: 'offline' }]);
  timeline.enter('idle', nowMs);
  expect(timeline.size).toBe(2);
});

test('spans follow one another without gap or overlap, within bounds, whatever a device shows', () => {
  const change = fc.tuple(
    fc.nat(5000),
    fc.oneof(fc.constantFrom('idle', 'offline', 'unknown'), fc.string({ maxLength: 256 })),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 1500 }), fc.constantFrom(1e9, 20_000), (changes, maxBytes) => {
      const shared = budget(maxBytes);
      const timeline = new Timeline(shared);
      let nowMs = 0;
      for (const [afterMs, what] of changes) {
        nowMs += afterMs;
        timeline.enter(what === 'idle' || what === 'offline' || what === 'unknown' ? what : item(what), nowMs);
      }
      const spans = timeline.spans(nowMs);
      for (const [index, span] of spans.entries()) expect(span.toMs).toBe(spans[index + 1]?.fromMs ?? null);
      expect(timeline.size).toBeLessThanOrEqual(500);
      if (timeline.size > 1) expect(shared.usedBytes).toBeLessThanOrEqual(Math.min(maxBytes, 48 * 1024));
      timeline.clear();
      expect(shared.usedBytes).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('a restless screen keeps its newest 500 spans, and the timeline says that it was cut', () => {
  const timeline = new Timeline(budget());
  for (let index = 0; index < 700; index += 1) timeline.enter(index % 2 ? 'idle' : 'unknown', index);
  expect([timeline.size, timeline.cut, timeline.spans(700)[0]?.fromMs]).toEqual([500, true, 200]);
});

test('campaigns beyond the bound are counted together', () => {
  const proof = new ProofOfPlay(3);
  for (const campaign of ['a', 'b', 'c', 'd', 'e']) proof.started(campaign);
  proof.played('e', 500);
  proof.played('a', 200);
  expect([...proof.campaigns]).toEqual([
    ['a', { playMs: 200, starts: 1 }],
    ['b', { playMs: 0, starts: 1 }],
    ['c', { playMs: 0, starts: 1 }],
    ['other', { playMs: 500, starts: 2 }],
  ]);
});
