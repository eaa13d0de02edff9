import { expect, test } from 'vitest';
import { createCalendar } from '../model/calendar.ts';
import { CONTENT_KINDS } from '../model/content-kinds.ts';
import { createCap } from './cap.ts';
import { type Content, createContent } from './content.ts';

const NOON_MS = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;

const content = (items = 100): Content =>
  createContent({ calendar: createCalendar({ zone: 'UTC', weekStart: 'monday' }), cap: createCap('contents', items) });

test('conversion is purchases per view of the same period, and unknown without views', () => {
  const { total, viewed, purchased } = content();
  expect(total.conversion).toBe(null);
  purchased('film', 'movie', NOON_MS, NOON_MS);
  expect([total.conversion, total.conversionToday]).toEqual([null, null]);
  for (let view = 0; view < 4; view += 1) viewed('film', 'movie', NOON_MS);
  expect([total.conversion, total.conversionToday]).toEqual([0.25, 0.25]);
  // Yesterday's purchase, told late, is none of today's.
  purchased('film', 'movie', NOON_MS - DAY_MS, NOON_MS);
  expect([total.conversion, total.conversionToday]).toEqual([0.5, 0.25]);
});

test('a new business day starts at none and the sums go on', () => {
  const { total, kinds, viewed, advance } = content();
  viewed('film', 'movie', NOON_MS);
  advance(NOON_MS + DAY_MS);
  const movies = kinds[CONTENT_KINDS.indexOf('movie')];
  expect([total.views, total.viewsToday, movies?.views, movies?.viewsToday]).toEqual([1, 0, 1, 0]);
});

test('a purchase counts for the kind that the item is known to be', () => {
  const { kinds, viewed, purchased } = content();
  viewed('song', 'audio', NOON_MS);
  purchased('song', undefined, NOON_MS, NOON_MS);
  purchased('nobody-knows', undefined, NOON_MS, NOON_MS);
  expect(kinds[CONTENT_KINDS.indexOf('audio')]?.purchases).toBe(1);
  expect(kinds[CONTENT_KINDS.indexOf('other')]?.purchases).toBe(1);
});

test('the leading items are named, most views today first', () => {
  const all = content();
  for (let item = 0; item < 30; item += 1) {
    for (let view = 0; view <= item; view += 1) all.viewed(`film${item}`, 'movie', NOON_MS);
  }
  all.viewed('song', 'audio', NOON_MS);
  expect(all.top(undefined).map((item) => item.id)).toEqual(
    Array.from({ length: 10 }, (_, index) => `film${29 - index}`),
  );
  expect(all.top('audio').map((item) => item.id)).toEqual(['song']);
});

test('beyond the cap an item counts for its kind only', () => {
  const all = content(1);
  all.viewed('a', 'movie', NOON_MS);
  all.viewed('b', 'movie', NOON_MS);
  expect([all.total.views, all.top(undefined).length, all.cap.refused]).toEqual([2, 1, 1]);
});
