/** The oracle itself: a mistake of each kind is found. */
import { expect, test } from 'vitest';
import { CLEAN, type Heard, judge } from './parts/oracle.ts';

const journal = ['a', 'b', 'c', 'd', 'e'];
const hear = (...places: number[]): Heard[] =>
  places.map((place) => ({ id: journal[place - 1] ?? '', offset: place + 10 }));

test('all heard in order is clean', () => {
  expect(judge(journal, hear(1, 2, 3, 4, 5), [])).toEqual({ heard: 5, ...CLEAN });
});

test('what is missing without a word is an untold gap, with one it is lost and told', () => {
  expect(judge(journal, hear(1, 2, 5), [])).toMatchObject({ lost: 2, untold: 2 });
  expect(judge(journal, hear(1, 2, 5), [{ from: 13, to: 14 }])).toMatchObject({ lost: 2, untold: 0, overTold: 0 });
});

test('a gap over what was heard, or over what never was, is told too much', () => {
  expect(judge(journal, hear(1, 2, 3, 5), [{ from: 13, to: 14 }])).toMatchObject({ untold: 0, overTold: 1 });
  expect(judge(journal, hear(1, 2, 3, 4, 5), [{ from: 16, to: 16 }])).toMatchObject({ overTold: 1 });
});

test('doubles, disorder and what nobody said are found', () => {
  expect(judge(journal, hear(1, 2, 2, 3, 4, 5), [])).toMatchObject({ disordered: 1 });
  expect(judge(journal, hear(1, 3, 2, 4, 5), [])).toMatchObject({ disordered: 1, lost: 0 });
  const foreign = [...hear(1, 2, 3, 4, 5), { id: 'x', offset: 16 }];
  expect(judge(journal, foreign, [])).toMatchObject({ invented: 1 });
  const shifted = [...hear(1, 2, 3, 4), { id: 'e', offset: 16 }];
  expect(judge(journal, shifted, [])).toMatchObject({ invented: 1, lost: 1 });
});
