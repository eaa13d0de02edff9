// Builds what is stale, in the order of the plan. Fresh means: the same sources, manifests, settings and
// dependencies as at the last build, and `dist` untouched since.

import { createStamps, filesBelow, hashContents, hashListing } from './freshness.mjs';
import { builds } from './plan.mjs';
import { Refusal } from './refusal.mjs';

/** Read by every build. */
const sharedInputs = ['tsconfig.base.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];

/**
 * @param {import('./install.mjs').Context} context
 * @param {'demo' | 'all'} scope
 * @returns {Promise<string[]>} the names of what was built
 */
export async function build({ root, children, say, tools }, scope) {
  const stamps = createStamps(root);
  /** @type {Map<string, string>} */
  const inputsOf = new Map();
  /** @type {string[]} */
  const built = [];
  for (const unit of builds.filter(({ demo }) => demo || scope === 'all')) {
    const dist = `${unit.folder}/dist`;
    const inputs = await hashInputs(root, unit, inputsOf);
    inputsOf.set(unit.name, inputs);
    const stamp = await stamps.read(unit.name);
    const outputs = await hashListing(root, [dist]);
    if (stamp && outputs !== '' && stamp.inputs === inputs && stamp.outputs === outputs) continue;

    say(`Building ${unit.name} …`);
    const { code } = await children.command('build', [tools.pnpm, '--dir', unit.folder, 'run', 'build'], {
      cwd: root,
      env: tools.env,
    });
    if (code !== 0) throw new Refusal(`Building ${unit.name} failed; the lines above say why.`);
    await stamps.write(unit.name, { inputs, outputs: await hashListing(root, [dist]) });
    built.push(unit.name);
  }
  return built;
}

/**
 * @param {string} root
 * @param {import('./plan.mjs').Build} unit
 * @param {ReadonlyMap<string, string>} inputsOf of the units before it
 */
async function hashInputs(root, unit, inputsOf) {
  const own = await filesBelow(root, [unit.folder, ...(unit.also ?? []), ...sharedInputs]);
  const files = own.filter((file) => !unit.except?.some((folder) => file.startsWith(`${folder}/`)));
  return hashContents(
    root,
    files,
    unit.after.map((name) => inputsOf.get(name) ?? ''),
  );
}
