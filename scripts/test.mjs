// `npm test`: everything that must pass, one named step after another. A step that fails does not stop the next,
// so that one run tells all; the last line is the sum.

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDebianPackages } from './debian-packages.mjs';
import { adviceFor, findParts, isRootOnDebian, packagesOf } from './real-parts.mjs';
import { Refusal, StopRequested } from './refusal.mjs';
import { setUp } from './setup.mjs';
import { lineOf, oneFailed, onePassed, oneSkipped, sumOf, tableOf, tallyOfVitest } from './tally.mjs';
import { resolveToolchain } from './toolchain.mjs';

/** @typedef {import('./install.mjs').Context} Context */
/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {{ name: string, limitMinutes: number, run: (context: Context, limitMs: number) => Promise<Tally> }} Step */

/** The limits together stay below the hour and a half that a CI run may take. */
export const steps = /** @type {readonly Step[]} */ ([
  { name: 'setup', limitMinutes: 12, run: prepare },
  { name: 'lint', limitMinutes: 3, run: script('lint') },
  { name: 'types', limitMinutes: 7, run: script('types') },
  { name: 'unit', limitMinutes: 8, run: vitest('unit') },
  { name: 'real parts', limitMinutes: 8, run: provideRealParts },
  { name: 'integration', limitMinutes: 30, run: vitest('integration') },
  { name: 'faults', limitMinutes: 6, run: vitest('faults') },
  { name: 'browser', limitMinutes: 15, run: vitest('browser') },
]);

/**
 * @param {Omit<Context, 'tools'>} context
 * @returns {Promise<number>} the exit code
 */
export async function test(context) {
  const { say } = context;
  const tools = await resolveToolchain(context);
  /** @type {import('./tally.mjs').StepResult[]} */
  const results = [];
  for (const { name, limitMinutes, run } of steps) {
    say(`\n── ${name}`);
    const startMs = performance.now();
    const tally = await run({ ...context, tools }, limitMinutes * 60_000).catch((error) => {
      if (error instanceof StopRequested) throw error;
      say(error instanceof Refusal ? error.message : String(error?.stack ?? error));
      return oneFailed;
    });
    results.push({ name, tally, durationMs: performance.now() - startMs });
  }
  const sum = sumOf(results.map(({ tally }) => tally));
  say(['', ...tableOf(results), '', lineOf(sum)].join('\n'));
  return sum.failed > 0 ? 1 : 0;
}

/** @type {Step['run']} */
async function prepare(context) {
  await setUp(context, 'all');
  return onePassed;
}

/**
 * A script of the root package that only succeeds or fails.
 * @param {string} name
 * @returns {Step['run']}
 */
function script(name) {
  return async ({ root, children, tools }, limitMs) => {
    const { code } = await children.command(name, [tools.pnpm, 'run', name], { cwd: root, env: tools.env, limitMs });
    return code === 0 ? onePassed : oneFailed;
  };
}

/**
 * The script `test:<name>` of the root package, counted from vitest's own report.
 * @param {string} name
 * @returns {Step['run']}
 */
function vitest(name) {
  return async ({ root, children, tools }, limitMs) => {
    const report = join(root, '.cache', 'reports', `${name}.json`);
    await rm(report, { force: true });
    await mkdir(join(root, '.cache', 'reports'), { recursive: true });
    // A test that needs a part which is not there skips itself and says so.
    const env = { ...tools.env, ...findParts(process.env).found };
    const { code } = await children.command(
      name,
      [tools.pnpm, 'run', `test:${name}`, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { cwd: root, env, limitMs },
    );
    const text = await readFile(report, 'utf8').catch(() => 'null');
    return tallyOfVitest(JSON.parse(text), code);
  };
}

/** @type {Step['run']} */
async function provideRealParts(context) {
  let { missing } = findParts(process.env);
  // A path that was given and leads nowhere is for its giver to put right.
  const wanted = missing.filter((part) => !process.env[part.variable]);
  if (wanted.length > 0 && isRootOnDebian()) {
    await installDebianPackages(context, packagesOf(wanted));
    missing = findParts(process.env).missing;
  }
  if (missing.length === 0) return onePassed;
  context.say(adviceFor(missing));
  // Where everything can be had, a part that is missing is a fault.
  return process.env.CI === 'true' ? oneFailed : oneSkipped;
}
