import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type CountryResponse, Reader } from 'mmdb-lib';
import { describe, expect, it } from 'vitest';
import { VIEWER_COUNTRIES } from './countries.ts';

const file = createRequire(import.meta.url).resolve(
  '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);
/** This data set is flat: one field with the code. */
const reader = new Reader<CountryResponse & { readonly country_code?: string }>(readFileSync(file));

describe('the addresses of the viewers', () => {
  it('come from some thirty countries, each named once', () => {
    const codes = VIEWER_COUNTRIES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThanOrEqual(30);
  });

  it.each(VIEWER_COUNTRIES)('$network.0–255 are in $code', ({ code, network }) => {
    const found = new Set<string | undefined>();
    for (let host = 0; host < 256; host += 1) found.add(reader.get(`${network}.${host}`)?.country_code);
    expect([...found]).toEqual([code]);
  });
});
