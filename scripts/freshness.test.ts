import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStamps, filesBelow, hashContents, hashListing } from './freshness.mjs';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallylight-fresh-'));
  await put('a/src/index.ts', 'one');
  await put('a/package.json', '{}');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const inputs = async () => hashContents(root, await filesBelow(root, ['a']));

it('what tools write and what only tests read is no input', async () => {
  const before = await inputs();
  for (const path of [
    'a/node_modules/b/index.js',
    'a/dist/index.js',
    'a/.cache/x',
    'a/src/index.test.ts',
    'a/src/page.test.tsx',
  ]) {
    await put(path, 'something');
  }
  expect(await inputs()).toBe(before);
});

it('a changed, a new and a renamed file are each noticed; a new date is not', async () => {
  const before = await inputs();
  await utimes(join(root, 'a/src/index.ts'), 1, 1);
  expect(await inputs()).toBe(before);

  const seen = new Set([before]);
  for (const [path, text] of [
    ['a/src/index.ts', 'two'],
    ['a/src/more.ts', ''],
    ['a/src/again.ts', 'two'],
  ] as const) {
    await put(path, text);
    seen.add(await inputs());
  }
  expect(seen.size).toBe(4);
});

it('what a unit depends on changes its inputs', async () => {
  const files = await filesBelow(root, ['a']);
  expect(await hashContents(root, files, ['x'])).not.toBe(await hashContents(root, files, ['y']));
});

it('output that is absent is never fresh; a build by hand is noticed', async () => {
  expect(await hashListing(root, ['a/dist'])).toBe('');
  await put('a/dist/index.js', 'built');
  const built = await hashListing(root, ['a/dist']);
  expect(await hashListing(root, ['a/dist'])).toBe(built);
  await utimes(join(root, 'a/dist/index.js'), 5, 5);
  expect(await hashListing(root, ['a/dist'])).not.toBe(built);
});

it('a stamp is read as it was written, and a broken one is none', async () => {
  const stamps = createStamps(root);
  expect(await stamps.read('a')).toBeUndefined();
  await stamps.write('a', { inputs: 'i', outputs: 'o' });
  expect(await stamps.read('a')).toEqual({ inputs: 'i', outputs: 'o' });
  await put('.cache/stamps/a.json', '{ "inputs"');
  expect(await stamps.read('a')).toBeUndefined();
});
