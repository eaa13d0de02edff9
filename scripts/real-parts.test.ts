import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PARTS } from '../test/parts/system-part.ts';
import { forbidDaemons } from './debian-packages.mjs';
import { adviceFor, findParts, packagesOf, realParts } from './real-parts.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-parts-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

describe('the real parts', () => {
  it('are found on PATH', async () => {
    const path = await program('ffmpeg');
    const { found, missing } = findParts({ PATH: folder });
    expect(found).toEqual({ FFMPEG_PATH: path });
    expect(missing.map(({ name }) => name)).toEqual(
      realParts.map(({ name }) => name).filter((name) => name !== 'ffmpeg'),
    );
  });

  it('are taken from their variable before PATH', async () => {
    await program('ffmpeg');
    const other = await program('my-ffmpeg');
    expect(findParts({ PATH: folder, FFMPEG_PATH: other }).found).toEqual({ FFMPEG_PATH: other });
  });

  it('are missing when their variable leads nowhere, and never replaced by a guess', async () => {
    await program('ffmpeg');
    expect(findParts({ PATH: folder, FFMPEG_PATH: join(folder, 'none') }).found).toEqual({});
  });

  it('are the ones that the tests look for, in the same places', () => {
    const ours = realParts.map(({ variable, commands, debian }) => ({ variable, commands, debian }));
    const theirs = Object.values(PARTS).map(({ variable, commands, debianPackage: debian }) => ({
      variable,
      commands,
      debian,
    }));
    expect(theirs).toEqual(ours);
  });

  it('are told with the way to get them', () => {
    const advice = adviceFor(findParts({ PATH: '' }).missing);
    for (const word of ['apt-get install', 'chromium', 'CHROMIUM_PATH', 'PROMETHEUS_PATH'])
      expect(advice).toContain(word);
  });

  it('come from a package that is named once, however many it brings', () => {
    const packages = packagesOf(findParts({ PATH: '' }).missing);
    expect(packages.filter((name) => name === 'prometheus')).toHaveLength(1);
    expect(packages).toContain('prometheus-alertmanager');
  });
});

describe('while packages are installed', () => {
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  it('daemons are forbidden, and allowed again afterwards', async () => {
    const file = join(folder, 'policy-rc.d');
    const release = forbidDaemons(file);
    expect(await readFile(file, 'utf8')).toMatch(/^#!\/bin\/sh\n(#.*\n)*exit 101\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o755);
    release();
    expect(await exists(file)).toBe(false);
  });

  it('a policy of the machine stays as it is', async () => {
    const file = join(folder, 'policy-rc.d');
    await writeFile(file, 'theirs');
    forbidDaemons(file)();
    expect(await readFile(file, 'utf8')).toBe('theirs');
  });

  it('our policy that a killed run left is taken away at last', async () => {
    const file = join(folder, 'policy-rc.d');
    forbidDaemons(file);
    forbidDaemons(file)();
    expect(await exists(file)).toBe(false);
  });
});
