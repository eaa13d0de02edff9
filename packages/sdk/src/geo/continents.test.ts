import { expect, test } from 'vitest';
import { CONTINENTS, COUNTRIES_OF, continentOf } from './continents.ts';

const codes = CONTINENTS.flatMap((continent) => COUNTRIES_OF[continent].split(/\s+/));

test('every country of ISO 3166-1 and Kosovo stands on one continent, once', () => {
  expect(codes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toHaveLength(250);
  expect(codes).toContain('XK');
});

test('the runtime has a name of its own for every code, so none is made up', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  expect(codes.filter((code) => names.of(code) === undefined)).toEqual([]);
});

test('codes that name no country have no continent', () => {
  expect(['EU', 'AP', 'AN', 'ZZ', 'UK', 'us', ''].map(continentOf)).toEqual(Array.from({ length: 7 }));
  expect(['FR', 'US', 'BR', 'JP', 'NG', 'NZ', 'AQ'].map(continentOf)).toEqual([
    'EU',
    'NA',
    'SA',
    'AS',
    'AF',
    'OC',
    'AN',
  ]);
});
