/**
 * The archive that people install: built twice it is the same, byte for byte; it is laid out as Grafana and its catalogue want
 * it; and each rule of the check bites.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const PLUGIN = join(import.meta.dirname, '../../grafana-plugin');

let folder: string;
let archives: Buffer[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-package-'));
  archives = [];
  for (const name of ['first', 'second']) {
    const out = join(folder, name);
    await run(process.execPath, [join(PLUGIN, 'package-zip.mjs'), '--out', out], {
      env: { ...process.env, SOURCE_DATE_EPOCH: '1790000000' },
    });
    const [archive = ''] = (await readdir(out)).filter((file) => file.endsWith('.zip'));
    expect(archive).toMatch(/^tallylight-app-\d+\.\d+\.\d+\.zip$/);
    archives.push(await readFile(join(out, archive)));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Names and contents, read from the local headers one after another. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const packedBytes = zip.readUInt32LE(at + 18);
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const start = nameEnd + zip.readUInt16LE(at + 28);
    files.set(zip.toString('utf8', at + 30, nameEnd), inflateRawSync(zip.subarray(start, start + packedBytes)));
    at = start + packedBytes;
  }
  return files;
}

/** What the check says of a copy of the built plugin that was changed. */
async function faultsAfter(change: (dist: string) => Promise<unknown>): Promise<string> {
  const dist = await mkdtemp(join(folder, 'changed-'));
  await cp(join(folder, 'first', 'dist'), dist, { recursive: true });
  await change(dist);
  const told = await run(process.execPath, [join(PLUGIN, 'verify-plugin.mjs'), dist]).catch(
    (failed: { stderr: string }) => ({ stderr: failed.stderr }),
  );
  return told.stderr;
}

const edit = (file: string, from: string | RegExp, to: string) => async (dist: string) =>
  writeFile(join(dist, file), (await readFile(join(dist, file), 'utf8')).replace(from, to));

describe('the archive', () => {
  test('is the same, byte for byte, when it is built again', () => {
    const [first, second] = archives;
    expect(first?.length).toBeGreaterThan(100_000);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });

  test('holds the app in a folder of its id, with every nested plugin, and nothing that an unzip complains of', async () => {
    const files = unzip(archives[0] as Buffer);
    const names = [...files.keys()];
    expect(names.every((name) => name.startsWith('tallylight-app/'))).toBe(true);
    expect(names.filter((name) => name.endsWith('/module.js'))).toHaveLength(6);
    for (const name of ['plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'panels/health/img/logo.svg']) {
      const built = await readFile(join(folder, 'first', 'dist', name));
      expect(files.get(`tallylight-app/${name}`)?.equals(built), name).toBe(true);
    }
    const zip = archives[0] as Buffer;
    expect(zip.readUInt32LE(zip.length - 22)).toBe(0x06054b50);
    expect(zip.readUInt16LE(zip.length - 12)).toBe(names.length);
  });

  test('has no fault', async () => {
    expect(await faultsAfter(async () => {})).toBe('');
  });

  test.each([
    ['an unfilled word', edit('plugin.json', '0.1.0', '%VERSION%'), /version/],
    ['a logo that is not there', (dist: string) => rm(join(dist, 'panels/health/img/logo.svg')), /logo/],
    [
      'a screenshot that is not there',
      (dist: string) => rm(join(dist, 'img/screenshots/wall.png')),
      /wall\.png is not/,
    ],
    ['no screenshots', edit('plugin.json', /"screenshots": \[[^\]]*\]/, '"screenshots": []'), /expected screenshots/],
    ['a nested plugin that is not listed', edit('plugin.json', 'panels/health/plugin.json', 'x/plugin.json'), /health/],
    ['a script in a picture', edit('img/logo.svg', '</svg>', '<script/></svg>'), /holds script/],
    ['no licence', edit('LICENSE', /[\s\S]*/, ''), /LICENSE/],
    ['no word on this version', edit('CHANGELOG.md', '0.1.0', '0.0.9'), /CHANGELOG.*0\.1\.0/],
    ['words of who builds it', edit('README.md', 'What is inside', 'npm install'), /npm install/],
    ['a link that leads nowhere', edit('README.md', 'What is inside', '[x](./docs)'), /\.\/docs/],
    ['a file of the workshop', (dist: string) => writeFile(join(dist, 'module.ts'), ''), /module\.ts/],
    ['a copy of React', edit('module.js', 'define(', 'define(/*react.transitional.element*/'), /copy of React/],
    ['a lazy chunk in a panel', edit('panels/health/module.js', /$/, 'webpackChunk'), /loads chunks/],
    ['no map', (dist: string) => rename(join(dist, 'module.js.map'), join(dist, 'other.js.map')), /module\.js\.map/],
    [
      'an id that Grafana refuses',
      edit('panels/health/plugin.json', 'health-panel', 'stream-health-panel'),
      /refuses the id/,
    ],
  ])('with %s is refused', async (_what, change, told) => {
    expect(await faultsAfter(change)).toMatch(told);
  });
});
