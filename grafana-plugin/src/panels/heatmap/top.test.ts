import { expect, it } from 'vitest';
import { topOf } from './top.ts';
import type { CountryNow, HeatmapView } from './view.ts';

const CODES = ['US', 'DE', 'FR', 'BR', 'JP', 'GB', 'IT', 'ES', 'PL', 'SE', 'NO', 'FI', 'DK'];
const EUROPE = ['DE', 'FR', 'GB', 'IT', 'ES', 'PL', 'SE', 'NO', 'FI', 'DK'];

const countries = [...CODES, 'IS'].map(
  (code, index): CountryNow => ({
    code,
    name: code,
    continent: EUROPE.includes(code) ? 'EU' : 'AS',
    value: code === 'IS' ? 0 : 100 - index,
    share: 0.01,
    rank: index + 1,
    source: undefined,
  }),
);
const view = { countries } as unknown as HeatmapView;
const codes = (...parts: [continent?: 'EU', pinned?: string]) =>
  topOf(view, ...parts).countries.map(({ code }) => code);

it('the ten largest are listed, and how many there are', () => {
  expect(codes()).toEqual(CODES.slice(0, 10));
  expect(topOf(view, undefined, undefined).count).toBe(13);
});

it('a chosen continent lists its own, with their ranks in the world', () => {
  expect(codes('EU')).toEqual(EUROPE);
  expect(topOf(view, 'EU', undefined).countries[0]?.rank).toBe(2);
});

it('a pinned country stands last when it is not among the ten', () => {
  expect(codes(undefined, 'DK')).toEqual([...CODES.slice(0, 9), 'DK']);
  expect(codes(undefined, 'FR')).toEqual(CODES.slice(0, 10));
  expect(codes(undefined, 'AQ')).toEqual(CODES.slice(0, 10));
});
