// Installs dependencies when the lockfile or a manifest has changed since the last time, never otherwise.
// `demo` is a part of `all`: what was installed for all is good enough for the demo.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createStamps, filesBelow, hashContents } from './freshness.mjs';
import { demoFolders, installSizes } from './plan.mjs';
import { Refusal } from './refusal.mjs';

/** So that a silent minute does not look like a hang. */
const stillMs = 15_000;

/** @typedef {{ root: string, children: import('./children.mjs').Children, say: (line: string) => void, tools: import('./toolchain.mjs').Toolchain }} Context */

/**
 * @param {Context} context
 * @param {'demo' | 'all'} scope
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function install({ root, children, say, tools }, scope) {
  const inputs = await inputsOf(root, tools);
  const stamps = createStamps(root);
  const good = scope === 'demo' ? ['demo', 'all'] : ['all'];
  const before = await stamps.read('install');
  if (before?.inputs === inputs && good.includes(before.outputs) && (await isInstalled(root))) return false;

  const size = installSizes[scope];
  say(`Installing from the npm registry: about ${size.downloadMb} MB of packages, ${size.diskMb} MB on disk …`);
  const filters = scope === 'demo' ? demoFolders.flatMap((folder) => ['--filter', `{${folder}}...`]) : [];
  // The first time, pnpm holds the lockfile against the registry's records; that can be silent for a minute or two.
  const startMs = performance.now();
  const sayStillInstalling = () => say(`… still installing, ${Math.round((performance.now() - startMs) / 1000)} s`);
  const timer = setInterval(sayStillInstalling, stillMs);
  const { code } = await children
    .command(
      'install',
      [tools.pnpm, ...filters, 'install', '--reporter=append-only', '--config.confirm-modules-purge=false'],
      { cwd: root, env: tools.env },
    )
    .finally(() => clearInterval(timer));
  if (code !== 0) throw new Refusal('Installing failed; the lines above say why.');
  // Read again: outside CI, pnpm writes a lockfile that a changed manifest asks for.
  await stamps.write('install', { inputs: await inputsOf(root, tools), outputs: scope });
  return true;
}

/**
 * @param {string} root
 * @param {import('./toolchain.mjs').Toolchain} tools
 */
async function inputsOf(root, tools) {
  const skip = (/** @type {string} */ name) => /^(node_modules|dist|src|docs|\..*)$/.test(name);
  const manifests = (await filesBelow(root, ['.'], skip)).filter((file) => file.endsWith('package.json'));
  const files = [...manifests, 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  const present = await filesBelow(root, files);
  return hashContents(root, present, [tools.nodeVersion, process.platform, process.arch]);
}

/** @param {string} root */
async function isInstalled(root) {
  const folders = ['', 'packages/protocol', ...demoFolders];
  const found = folders.map((folder) =>
    access(join(root, folder, 'node_modules')).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).every(Boolean);
}
