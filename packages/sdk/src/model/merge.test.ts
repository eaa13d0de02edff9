import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newerPresence, nextSession, type Presence } from './merge.ts';

const word: fc.Arbitrary<Presence> = fc.record({
  session: fc.integer({ min: 1, max: 4 }),
  online: fc.boolean(),
  atMs: fc.integer({ min: 0, max: 3 }),
  node: fc.constantFrom('a', 'b'),
});

const outcome = (words: readonly Presence[]): Presence => words.reduce(newerPresence);

test('every order and repetition of the same words gives the same outcome', () => {
  const told = fc
    .array(word, { minLength: 1, maxLength: 8 })
    .chain((words) =>
      fc.tuple(fc.constant(words), fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 })),
    );
  fc.assert(
    fc.property(told, ([words, twice]) => {
      expect(outcome(twice)).toEqual(outcome(words));
    }),
  );
});

test('the three laws of a merge hold', () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(newerPresence(a, b)).toEqual(newerPresence(b, a));
      expect(newerPresence(newerPresence(a, b), c)).toEqual(newerPresence(a, newerPresence(b, c)));
      expect(newerPresence(a, a)).toEqual(a);
    }),
  );
});

test('a late offline of an old life cannot undo the online of a newer one', () => {
  fc.assert(
    fc.property(word, fc.integer({ min: 1, max: 1000 }), (old, later) => {
      const online: Presence = { ...old, session: old.session + later, online: true, atMs: 0 };
      expect(newerPresence({ ...old, online: false, atMs: 9e12 }, online)).toBe(online);
    }),
  );
});

test('within a life the end is the last word', () => {
  const life = { session: 7, node: 'a' };
  const end = { ...life, online: false, atMs: 10 };
  expect(newerPresence({ ...life, online: true, atMs: 20 }, end)).toBe(end);
});

test('numbers of lives only grow, also when the wall clock is set back', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (last, epochMs) => {
      expect(nextSession(last, epochMs)).toBeGreaterThan(last);
      expect(nextSession(last, epochMs)).toBeGreaterThanOrEqual(epochMs);
    }),
  );
});
