import { expect, it } from 'vitest';
import { nameOf, toCountryCode } from './countries.ts';
import { COUNTRIES } from './world/world.ts';

it('a country is known by two letters, three letters and its name, in any case', () => {
  expect(['DE', 'de', ' DEU ', 'germany', 'United States', 'xk'].map(toCountryCode)).toEqual([
    'DE',
    'DE',
    'DE',
    'DE',
    'US',
    'XK',
  ]);
});

it('codes in wide use beside the standard are known too', () => {
  expect(toCountryCode('UK')).toBe('GB');
  expect(toCountryCode('el')).toBe('GR');
});

it('what is no country is unknown', () => {
  for (const word of ['ZZ', 'XX', 'EU', 'other', '', 'Atlantis', null, undefined, 49]) {
    expect(toCountryCode(word), String(word)).toBeUndefined();
  }
});

it('every country has a name of its own', () => {
  const names = [...COUNTRIES.keys()].map(nameOf);
  expect(new Set(names).size).toBe(COUNTRIES.size);
  expect(names.filter((name) => name.length <= 2)).toEqual([]);
});
