import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { filesBelow } from './freshness.mjs';
import { builds, demoFolders, programs } from './plan.mjs';
import { steps } from './test.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

it('every package that can be built is in the plan', async () => {
  const skip = (name: string) => /^(node_modules|dist|src|docs|\..*)$/.test(name);
  const manifests = await filesBelow(root, ['packages', 'grafana-plugin', 'examples', 'test'], skip);
  const buildable = manifests
    .filter((file) => file.endsWith('/package.json'))
    .filter((file) => JSON.parse(readFileSync(join(root, file), 'utf8')).scripts?.build)
    .map((file) => file.slice(0, -'/package.json'.length));
  expect(builds.map(({ folder }) => folder).sort()).toEqual(buildable.sort());
});

it('everything is built after what it needs', () => {
  const done = new Set<string>();
  for (const { name, after } of builds) {
    for (const needed of after) expect(done, `${name} after ${needed}`).toContain(needed);
    done.add(name);
  }
});

it('every program of the demo runs in a folder that the demo installs', () => {
  for (const { folder } of programs) expect(demoFolders).toContain(folder);
});

it('the test run ends within an hour and a half, whatever hangs', () => {
  const minutes = steps.reduce((sum, { limitMinutes }) => sum + limitMinutes, 0);
  expect(minutes).toBeLessThan(90);
});
