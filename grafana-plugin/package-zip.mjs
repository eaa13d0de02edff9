/**
 * `pnpm package`: builds the plugin and writes `tallylight-app-<version>.zip`, the same bytes for the same commit: the date in
 * it is SOURCE_DATE_EPOCH or that of the last commit that touched the plugin. `--out <folder>` builds and writes elsewhere.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toZip } from './zip.mjs';

const root = import.meta.dirname;
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = path.resolve(values.out ?? root);
const dist = path.join(out, 'dist');

function lastCommitSeconds() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct', '--', '.'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    throw new Error('SOURCE_DATE_EPOCH must be set where there is no git, received nothing');
  }
}

execFileSync(process.execPath, [path.join(root, 'build.mjs'), '--out', dist], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? lastCommitSeconds() },
});

const plugin = JSON.parse(readFileSync(path.join(dist, 'plugin.json'), 'utf8'));
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name))
  .map((file) => [`${plugin.id}/${path.relative(dist, file).split(path.sep).join('/')}`, readFileSync(file)]);
const zip = toZip(files);
const file = path.join(out, `${plugin.id}-${plugin.info.version}.zip`);
writeFileSync(file, zip);
const digest = createHash('sha256').update(zip).digest('hex');
console.log(`${path.basename(file)}  ${(zip.length / 1000).toFixed(0)} kB, ${files.length} files, sha256 ${digest}`);
