import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VIEWER_COUNTRIES } from '../examples/hls-origin/src/audience/countries.ts';
import { DEMO_GEO_FOLDER, demoGeoFiles, TOWNS } from './write-demo-geo.ts';

test('the committed towns and networks of the demo are what the script writes', async () => {
  for (const [name, bytes] of demoGeoFiles()) {
    expect((await readFile(new URL(name, DEMO_GEO_FOLDER))).equals(bytes), name).toBe(true);
  }
});

test('towns are of the countries that viewers come from, and no others', () => {
  expect(Object.keys(TOWNS).sort()).toEqual(VIEWER_COUNTRIES.map(({ code }) => code).sort());
});
