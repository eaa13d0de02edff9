/**
 * The rule who may import whom is only worth something while it bites: a file that breaks it is a lint error. Files that
 * break it, and some that keep it, are written into an empty copy of the tree and linted by the project's own rules.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './project.ts';

const SDK = 'packages/sdk/src';

interface Import {
  /** Folder of the importing file. */
  readonly from: string;
  readonly name: string;
}

/** Every room of the SDK that has files, and the rooms within it. What stands beside the rooms wires them. */
async function roomsOfSdk(): Promise<string[]> {
  const entries = await readdir(join(ROOT, SDK), { recursive: true, withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => entry.parentPath.slice(join(ROOT, SDK).length + 1));
  // Builders for tests may use everything.
  return [...new Set(folders)].filter((folder) => folder !== '' && !folder.startsWith('testing')).sort();
}

const rooms = await roomsOfSdk();
/** What no room may import: the files that wire the rooms, a library that is on nobody's list, the other package. */
const forbiddenIn = (room: string): Import[] => {
  const up = '../'.repeat(room.split('/').length);
  return [`${up}tick.ts`, `${up}tallylight.ts`, 'lodash', '@tallylight/client'].map((name) => ({
    from: `${SDK}/${room}`,
    name,
  }));
};
const forbidden: Import[] = [
  { from: `${SDK}/state`, name: 'node:fs' },
  { from: `${SDK}/model`, name: '../clock.ts' },
  { from: `${SDK}/model`, name: '../state/state.ts' },
  { from: `${SDK}/live`, name: '../state/state.ts' },
  { from: `${SDK}/live`, name: '../api/routes.ts' },
  { from: `${SDK}/sources`, name: '../live/hub.ts' },
  { from: 'packages/protocol/src', name: 'node:buffer' },
  { from: 'packages/client/src', name: '@tallylight/sdk' },
  { from: 'packages/cli/src/commands', name: '@tallylight/sdk' },
  { from: 'packages/cli/src/provision', name: '../../../sdk/src/alerts.ts' },
  { from: 'examples/hls-origin/src', name: '../../../packages/sdk/src/tick.ts' },
  { from: 'grafana-plugin/src/panels/bandwidth', name: '@tallylight/sdk' },
];
const allowed: Import[] = [
  { from: `${SDK}/state`, name: '../model/window.ts' },
  { from: `${SDK}/state`, name: '@tallylight/protocol' },
  { from: `${SDK}/metrics/families`, name: '../../state/streams.ts' },
  { from: `${SDK}/live`, name: 'ws' },
  { from: 'packages/client/src', name: '@tallylight/protocol' },
  { from: 'packages/cli/src/commands', name: '@tallylight/sdk/alerts' },
  { from: 'packages/cli/src/commands', name: '../usage-error.ts' },
  { from: 'examples/hls-origin/src', name: '@tallylight/sdk' },
  { from: 'examples/hls-origin/src', name: '@tallylight/sdk/geo' },
];

const fileOf = ({ from, name }: Import): string => `${from}/imports-${name.replace(/[^a-z]+/gi, '-')}.ts`;

/** Rules that each file breaks. */
const broken = new Map<string, string[]>();

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-layers-'));
  const write = async (path: string, code: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  };
  try {
    for (const file of ['biome.json', '.gitignore']) await cp(join(ROOT, file), join(folder, file));
    for (const one of [...rooms.flatMap(forbiddenIn), ...forbidden, ...allowed]) {
      await write(fileOf(one), `import * as part from '${one.name}';\n\nexport const parts: unknown = part;\n`);
    }
    for (const [self, other] of ['ab', 'ba']) {
      const code = `import type { ${other} } from './${other}.ts';\n\nexport type ${self} = { readonly to: ${other} };\n`;
      await write(`${SDK}/state/${self}.ts`, code);
    }
    const run = promisify(execFile)(
      join(ROOT, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: folder, maxBuffer: 2 ** 26 },
    );
    const { stdout } = await run.catch((failed: { stdout: string }) => failed);
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { category: string; location: { path: string | { file: string } } }[];
    };
    for (const { category, location } of diagnostics) {
      const path = typeof location.path === 'string' ? location.path : location.path.file;
      const file = path.replace(/^\.\//, '').replace(`${folder}/`, '');
      broken.set(file, [...(broken.get(file) ?? []), category.split('/').at(-1) ?? '']);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

describe.each(rooms)('the room %s', (room) => {
  test('may import neither what wires the rooms nor a library that is not on its list', () => {
    for (const one of forbiddenIn(room)) expect(broken.get(fileOf(one)), one.name).toContain('noRestrictedImports');
  });
});

test.each(forbidden)('$from may not import $name', (one) => {
  expect(broken.get(fileOf(one))).toContain('noRestrictedImports');
});

test.each(allowed)('$from may import $name', (one) => {
  expect(broken.get(fileOf(one)) ?? []).not.toContain('noRestrictedImports');
});

test('a cycle is an error, even one of types alone', () => {
  expect(broken.get(`${SDK}/state/a.ts`)).toContain('noImportCycles');
});
