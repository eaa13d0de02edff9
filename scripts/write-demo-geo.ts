/**
 * Writes the towns and networks of the demo's viewers: `node --conditions=@tallylight/source scripts/write-demo-geo.ts`.
 * Who lives where is made up, so that no licensed data is handed on: each country's viewers are shared between two towns, and
 * between two operators with AS numbers that are kept for private use (RFC 6996).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { VIEWER_COUNTRIES } from '../examples/hls-origin/src/audience/countries.ts';
import { type MmdbValue, writeMmdb } from '../packages/sdk/src/testing/mmdb-writer.ts';

type Town = readonly [name: string, latitude: number, longitude: number];

/** Two towns of each country, degrees to a tenth. */
export const TOWNS: Readonly<Record<string, readonly [Town, Town]>> = {
  DE: [
    ['Berlin', 52.5, 13.4],
    ['Kassel', 51.3, 9.5],
  ],
  FR: [
    ['Paris', 48.9, 2.4],
    ['Lyon', 45.8, 4.8],
  ],
  GB: [
    ['London', 51.5, -0.1],
    ['Leeds', 53.8, -1.5],
  ],
  ES: [
    ['Madrid', 40.4, -3.7],
    ['Valencia', 39.5, -0.4],
  ],
  IT: [
    ['Rome', 41.9, 12.5],
    ['Turin', 45.1, 7.7],
  ],
  NL: [
    ['Amsterdam', 52.4, 4.9],
    ['Utrecht', 52.1, 5.1],
  ],
  PL: [
    ['Warsaw', 52.2, 21.0],
    ['Gdańsk', 54.4, 18.6],
  ],
  SE: [
    ['Stockholm', 59.3, 18.1],
    ['Malmö', 55.6, 13.0],
  ],
  UA: [
    ['Kyiv', 50.5, 30.5],
    ['Lviv', 49.8, 24.0],
  ],
  TR: [
    ['Istanbul', 41.0, 29.0],
    ['Ankara', 39.9, 32.9],
  ],
  GR: [
    ['Athens', 38.0, 23.7],
    ['Patras', 38.2, 21.7],
  ],
  US: [
    ['New York', 40.7, -74.0],
    ['Denver', 39.7, -105.0],
  ],
  CA: [
    ['Toronto', 43.7, -79.4],
    ['Montreal', 45.5, -73.6],
  ],
  MX: [
    ['Mexico City', 19.4, -99.1],
    ['Puebla', 19.0, -98.2],
  ],
  BR: [
    ['São Paulo', -23.5, -46.6],
    ['Recife', -8.1, -34.9],
  ],
  AR: [
    ['Buenos Aires', -34.6, -58.4],
    ['Rosario', -32.9, -60.6],
  ],
  CL: [
    ['Santiago', -33.4, -70.7],
    ['Temuco', -38.7, -72.6],
  ],
  CO: [
    ['Bogotá', 4.7, -74.1],
    ['Cali', 3.4, -76.5],
  ],
  ZA: [
    ['Cape Town', -33.9, 18.4],
    ['Durban', -29.9, 31.0],
  ],
  NG: [
    ['Lagos', 6.5, 3.4],
    ['Kano', 12.0, 8.5],
  ],
  EG: [
    ['Cairo', 30.0, 31.2],
    ['Luxor', 25.7, 32.6],
  ],
  KE: [
    ['Nairobi', -1.3, 36.8],
    ['Kisumu', -0.1, 34.8],
  ],
  MA: [
    ['Rabat', 34.0, -6.8],
    ['Fes', 34.0, -5.0],
  ],
  IN: [
    ['Mumbai', 19.1, 72.9],
    ['Kolkata', 22.6, 88.4],
  ],
  JP: [
    ['Tokyo', 35.7, 139.7],
    ['Sapporo', 43.1, 141.4],
  ],
  KR: [
    ['Seoul', 37.6, 127.0],
    ['Daegu', 35.9, 128.6],
  ],
  ID: [
    ['Jakarta', -6.2, 106.8],
    ['Medan', 3.6, 98.7],
  ],
  VN: [
    ['Hanoi', 21.0, 105.8],
    ['Huế', 16.5, 107.6],
  ],
  SA: [
    ['Riyadh', 24.7, 46.7],
    ['Jeddah', 21.5, 39.2],
  ],
  AU: [
    ['Sydney', -33.9, 151.2],
    ['Perth', -32.0, 115.9],
  ],
  NZ: [
    ['Auckland', -36.8, 174.8],
    ['Nelson', -41.3, 173.3],
  ],
};

/** The first AS number for private use. */
const PRIVATE_AS = 64_512;
/** A moment that says nothing, so that the files are the same whenever they are written. */
const BUILT_AT_MS = Date.UTC(2026, 0, 1);

/** The two files by name. */
export function demoGeoFiles(): ReadonlyMap<string, Buffer> {
  const towns: Record<string, MmdbValue> = {};
  const networks: Record<string, MmdbValue> = {};
  VIEWER_COUNTRIES.forEach(({ code, network }, index) => {
    const [large, small] = TOWNS[code] ?? [];
    if (large === undefined || small === undefined) throw new Error(`two towns for ${code} are missing`);
    const record = ([city, latitude, longitude]: Town): MmdbValue => ({
      country_code: code,
      city,
      latitude,
      longitude,
    });
    // Three quarters of a country live in the larger one.
    towns[`${network}.0/24`] = record(large);
    towns[`${network}.192/26`] = record(small);
    [0, 128].forEach((from, half) => {
      networks[`${network}.${from}/25`] = {
        autonomous_system_number: PRIVATE_AS + 2 * index + half,
        autonomous_system_organization: `Demo ${half === 0 ? 'Cable' : 'Mobile'} ${code}`,
      };
    });
  });
  const written = { builtAtMs: BUILT_AT_MS, ipVersion: 4 } as const;
  return new Map([
    ['towns.mmdb', writeMmdb({ ...written, databaseType: 'Tallylight-Demo-City', networks: towns })],
    ['networks.mmdb', writeMmdb({ ...written, databaseType: 'Tallylight-Demo-ASN', networks })],
  ]);
}

export const DEMO_GEO_FOLDER: URL = new URL('../examples/hls-origin/geo/', import.meta.url);

if (import.meta.main) {
  await mkdir(DEMO_GEO_FOLDER, { recursive: true });
  for (const [name, bytes] of demoGeoFiles()) await writeFile(new URL(name, DEMO_GEO_FOLDER), bytes);
}
