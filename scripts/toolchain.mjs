// Finds the Node and the pnpm that build and test: the machine's own Node when it is good enough, otherwise one from
// the npm registry. npx only locates them; the paths are remembered and spawned directly, so no npx process stands
// between us and our children. This runner itself goes on under whatever Node it was started with.

import { execFile } from 'node:child_process';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from './refusal.mjs';
import { nodeRange, pinnedNode, pinnedPnpm, satisfies } from './versions.mjs';

const run = promisify(execFile);
const fetchLimitMs = 10 * 60_000;

/** @typedef {{ node: string, pnpm: string }} Paths */
/** @typedef {{ node: string, pnpm: string, nodeVersion: string, env: NodeJS.ProcessEnv }} Toolchain */

/**
 * @param {{ root: string, children: import('./children.mjs').Children, say: (line: string) => void }} context
 * @returns {Promise<Toolchain>}
 * @throws {Refusal} when what npx found is not what was asked for
 */
export async function resolveToolchain(context) {
  const memory = join(context.root, '.cache', 'toolchain.json');
  const remembered = await readPaths(memory);
  if (remembered) {
    const inspected = await inspect(remembered);
    if (typeof inspected !== 'string') return inspected;
  }
  const located = await locate(context);
  const inspected = await inspect(located);
  if (typeof inspected === 'string') throw new Refusal(inspected);
  await mkdir(dirname(memory), { recursive: true });
  await writeFile(memory, `${JSON.stringify(located, null, 2)}\n`);
  return inspected;
}

/**
 * The environment of every tool: our Node and pnpm first, and nothing of npm's or the user's that changes what they do.
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} [own]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(paths, own = process.env) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [name, value] of Object.entries(own)) {
    if (!/^npm_(lifecycle|package|command|execpath|node_execpath|config_(loglevel|ignore_scripts))/i.test(name))
      env[name] = value;
  }
  // NODE_ENV=production would leave out the very tools that build.
  delete env.NODE_ENV;
  // Some tools colour whenever CI is set; what they print goes through a pipe into a log.
  if (own.FORCE_COLOR === undefined) env.NO_COLOR = '1';
  // The runner decides when to install; `pnpm run` does not do it on the way.
  env.pnpm_config_verify_deps_before_run = 'false';
  env.PATH = [dirname(paths.node), dirname(paths.pnpm), own.PATH ?? ''].join(delimiter);
  return env;
}

/**
 * @param {{ root: string, children: import('./children.mjs').Children, say: (line: string) => void }} context
 * @returns {Promise<Paths>}
 */
async function locate({ root, children, say }) {
  const ownIsGood = satisfies(process.version, nodeRange);
  const packages = [...(ownIsGood ? [] : ['-p', pinnedNode]), '-p', `pnpm@${pinnedPnpm}`];
  say(
    ownIsGood
      ? `Fetching pnpm ${pinnedPnpm} from the npm registry, once (about 35 MB) …`
      : `Node ${process.version} cannot build (${nodeRange}). Fetching Node 24 and pnpm ${pinnedPnpm} from the npm registry, once (about 90 MB) …`,
  );
  // A user's `ignore-scripts` would leave both packages without their binaries.
  const { code, output, lastLines } = await children.command(
    'npx',
    ['npx', '-y', '--ignore-scripts=false', ...packages, '-c', 'node -p process.execPath; command -v pnpm'],
    { cwd: root, env: process.env, limitMs: fetchLimitMs, quiet: true },
  );
  const [node, pnpm] = output.trim().split(/\r?\n/).slice(-2);
  if (code === 0 && node && pnpm) return { node: ownIsGood ? process.execPath : node, pnpm };
  throw new Refusal(`npx: expected to find ${packages.join(' ')}, received exit code ${code}\n${lastLines.join('\n')}`);
}

/**
 * The tools behind these paths, or in words what is wrong with them.
 * @param {Paths} paths
 * @returns {Promise<Toolchain | string>}
 */
async function inspect(paths) {
  try {
    await access(paths.node, constants.X_OK);
    await access(paths.pnpm, constants.X_OK);
    const answers = await Promise.all([run(paths.node, ['--version']), run(paths.pnpm, ['--version'])]);
    const [node = '', pnpm = ''] = answers.map(({ stdout }) => stdout.trim());
    if (!satisfies(node, nodeRange)) return `node: expected ${nodeRange}, received ${node}`;
    if (pnpm !== pinnedPnpm) return `pnpm: expected ${pinnedPnpm}, received ${pnpm}`;
    return { ...paths, nodeVersion: node, env: toolEnvironment(paths) };
  } catch (error) {
    return `tools: expected Node and pnpm to run, received ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * @param {string} file
 * @returns {Promise<Paths | undefined>}
 */
async function readPaths(file) {
  try {
    const { node, pnpm } = JSON.parse(await readFile(file, 'utf8'));
    return typeof node === 'string' && typeof pnpm === 'string' ? { node, pnpm } : undefined;
  } catch {
    return undefined;
  }
}
