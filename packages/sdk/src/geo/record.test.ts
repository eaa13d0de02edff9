import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GeoDatabaseKind } from './geo.ts';
import { isOfKind, NOWHERE, toTags } from './record.ts';

const maxmindCity = {
  city: { geoname_id: 1, names: { de: 'Mailand', en: 'Milan' } },
  continent: { code: 'EU' },
  country: { iso_code: 'IT' },
  location: { latitude: 45.46, longitude: 9.19 },
  registered_country: { iso_code: 'US' },
};
const flatCity = { country_code: 'IT', city: 'Milan', latitude: 45.46, longitude: 9.19, timezone: 'Europe/Rome' };
const milan = { ...NOWHERE, country: 'IT', continent: 'EU', city: 'Milan', latitude: 45.46, longitude: 9.19 };

test('flat and nested records say the same', () => {
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['city', maxmindCity]]))).toEqual(milan);
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['city', flatCity]]))).toEqual(milan);
  expect(
    toTags(new Map<GeoDatabaseKind, unknown>([['city', { ...flatCity, latitude: '45.46', longitude: '9.19' }]])),
  ).toEqual(milan);
});

test('the country file has the word on the country, the city file on the rest', () => {
  expect(
    toTags(
      new Map<GeoDatabaseKind, unknown>([
        ['country', { country_code: 'CH' }],
        ['city', flatCity],
      ]),
    ),
  ).toEqual({ ...milan, country: 'CH' });
  expect(
    toTags(
      new Map<GeoDatabaseKind, unknown>([
        ['country', { country_code: 'AP' }],
        ['city', flatCity],
      ]),
    ),
  ).toEqual(milan);
});

test('a country file gives country and continent, whatever else it holds', () => {
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['country', flatCity]]))).toEqual({
    ...NOWHERE,
    country: 'IT',
    continent: 'EU',
  });
});

test('the network is the number and the name of its operator', () => {
  const asn = { autonomous_system_number: 64_496, autonomous_system_organization: 'Example Net' };
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['asn', asn]]))).toEqual({
    ...NOWHERE,
    asn: 64_496,
    network: 'Example Net',
  });
});

test('a continent without a country is kept, a block registered elsewhere is not a place', () => {
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['country', { continent: { code: 'AS' } }]]))).toEqual({
    ...NOWHERE,
    continent: 'AS',
  });
  expect(toTags(new Map<GeoDatabaseKind, unknown>([['country', { registered_country: { iso_code: 'US' } }]]))).toBe(
    NOWHERE,
  );
});

test('coordinates off the globe, or one without the other, are unknown', () => {
  for (const point of [
    { latitude: 91, longitude: 9 },
    { latitude: 45 },
    { latitude: Number.NaN, longitude: 1 },
    { latitude: '', longitude: '' },
  ]) {
    expect(toTags(new Map<GeoDatabaseKind, unknown>([['city', { country_code: 'IT', ...point }]]))).toEqual({
      ...NOWHERE,
      country: 'IT',
      continent: 'EU',
    });
  }
});

test('any record at all gives whole frozen tags', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (country, city, asn) => {
      const tags = toTags(
        new Map<GeoDatabaseKind, unknown>([
          ['country', country],
          ['city', city],
          ['asn', asn],
        ]),
      );
      expect(Object.keys(tags)).toEqual(Object.keys(NOWHERE));
      expect(Object.isFrozen(tags)).toBe(true);
    }),
  );
});

test('a file of another kind than it was given for is told by its type or by its records', () => {
  expect(isOfKind('country', 'GeoLite2-Country', [])).toBe(true);
  expect(isOfKind('country', 'DBIP-City-Lite', [])).toBe(true);
  expect(isOfKind('country', 'mine', [{ country_code: 'IT' }])).toBe(true);
  expect(isOfKind('country', 'GeoLite2-ASN', [{ autonomous_system_number: 1 }])).toBe(false);
  expect(isOfKind('city', 'GeoLite2-Country', [{ country: { iso_code: 'IT' } }])).toBe(false);
  expect(isOfKind('city', 'mine', [flatCity])).toBe(true);
  expect(isOfKind('asn', 'ipvAll', [{ autonomous_system_number: 1 }])).toBe(true);
  expect(isOfKind('asn', 'country ipvAll', [{ country_code: 'IT' }])).toBe(false);
});
