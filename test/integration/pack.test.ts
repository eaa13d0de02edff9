// The packages as a stranger gets them: packed by pnpm, installed together by npm in an empty folder, imported as ESM
// and as CommonJS. Sources and workspace links play no part here.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));
const published = ['protocol', 'client', 'sdk'] as const;

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, unknown>;
}

let folder: string;
let installed: string;
const tarballs = new Map<string, string>();

beforeAll(async () => {
  await run(process.execPath, ['scripts/run.mjs', 'setup'], { cwd: root });
  folder = await mkdtemp(join(tmpdir(), 'tallylight-pack-'));
  for (const name of [...published, 'cli']) {
    const destination = join(folder, name);
    await mkdir(destination);
    await run('pnpm', ['--dir', join(root, 'packages', name), 'pack', '--pack-destination', destination]);
    const [file = ''] = await readdir(destination);
    tarballs.set(name, join(destination, file));
  }
  installed = join(folder, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{ "name": "empty", "private": true }');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...flags, ...tarballs.values()], { cwd: installed });
}, 20 * 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(published)('the package %s', (name) => {
  it('holds its licence, no test and no address of the workspace', async () => {
    const packed = join(installed, 'node_modules', '@tallylight', name);
    const files = await readdir(packed, { recursive: true });
    expect(files.filter((file) => /\.(test|spec)\.|-suite\.|(^|\/)testing(\/|$)/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'dist/index.js', 'dist/index.cjs']));
    expect(await readFile(join(packed, 'package.json'), 'utf8')).not.toMatch(/"(workspace|catalog|link|file):/);
  });

  it('gives the same names to import and to require, from every entry point', async () => {
    const entries = entriesOf(await manifestOf(name));
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const quoted = JSON.stringify(entry);
      const imported = await namesOf('entry.mjs', `import * as it from ${quoted};`);
      const required = await namesOf('entry.cjs', `const it = require(${quoted});`);
      expect(imported.length, entry).toBeGreaterThan(0);
      expect(required, entry).toEqual(imported);
    }
  });

  it('satisfies publint', async () => {
    await expectSuccess('publint', ['run', '--strict', tarballs.get(name) ?? '']);
  });

  it('has types that every module resolution finds', async () => {
    await expectSuccess('attw', [tarballs.get(name) ?? '', '--profile', 'node16', '--no-color']);
  });
});

describe('the command line', () => {
  it('is one program without sources, and writes what the repository holds', async () => {
    const files = await readdir(join(installed, 'node_modules', 'tallylight'), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/bin.js']));
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    const out = join(root, 'provisioning');
    const program = join(installed, 'node_modules', '.bin', 'tallylight');
    // For the names that the repository's own files are written for: those of docker-compose.yml.
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: { provision: string };
    };
    const names = scripts.provision.split(' --out provisioning ')[1]?.split(' ') ?? [];
    const { stdout } = await run(program, ['provision', '--out', out, '--check', ...names], { cwd: installed });
    expect(stdout).toMatch(/^(\d+) of \1 files are as they should be/);
    await expect(run(program, ['provision'], { cwd: installed })).rejects.toMatchObject({
      code: 2,
      stderr: 'tallylight: --out must be a folder, received nothing\n',
    });
  });
});

/** Every way into a package, its manifest apart. */
function entriesOf(manifest: Manifest): string[] {
  const subpaths = Object.keys(manifest.exports).filter((subpath) => !subpath.endsWith('.json'));
  return subpaths.map((subpath) => manifest.name + subpath.slice(1));
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
}

/** Runs a program of two lines in the empty folder and returns the names of what it imported. */
async function namesOf(file: string, firstLine: string): Promise<string[]> {
  const names = `Object.keys(it).filter((name) => name !== 'default' && name !== '__esModule').sort()`;
  await writeFile(join(installed, file), `${firstLine}\nconsole.log(JSON.stringify(${names}));\n`);
  const { stdout } = await run(process.execPath, [file], { cwd: installed, env: {} });
  return JSON.parse(stdout);
}

/** Fails with what the tool printed. */
async function expectSuccess(tool: string, args: string[]): Promise<void> {
  const output = await run(join(bin, tool), args, { cwd: folder }).then(
    () => '',
    (error: { stdout: string; stderr: string }) => `${tool} failed\n${error.stdout}${error.stderr}`,
  );
  expect(output).toBe('');
}
