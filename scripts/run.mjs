// The runner behind `npm start`, `npm run setup` and `npm test`. Plain JavaScript without dependencies, because it
// runs before anything is installed, on any Node >= 20. It owns every process it starts; see children.mjs.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChildren } from './children.mjs';
import { watchLifeline } from './lifeline.mjs';
import { Refusal, StopRequested } from './refusal.mjs';
import { setUp } from './setup.mjs';
import { start } from './start.mjs';
import { test } from './test.mjs';
import { resolveToolchain } from './toolchain.mjs';

/** What a shell expects of a run that was stopped half-way. */
const stoppedCode = 130;

const [command = '', ...argv] = process.argv.slice(2);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
const children = createChildren({ write: say });
const context = { root, children, say };

/** @type {Record<string, () => Promise<number | void>>} */
const commands = {
  start: () => start(context, argv),
  setup: async () => setUp({ ...context, tools: await resolveToolchain(context) }, 'all'),
  test: () => test(context),
};

process.on('exit', () => children.killAll());

let stopped = false;
watchLifeline(async (reason) => {
  stopped = true;
  say(`\nStopping (${reason}) …`);
  await children.stop();
  // The demo has no end of its own: stopping it is how it succeeds.
  process.exit(command === 'start' ? 0 : stoppedCode);
});

try {
  if (process.platform === 'win32') {
    throw new Refusal('Windows: expected a POSIX system; run this inside WSL.');
  }
  const chosen = commands[command];
  if (!chosen) throw new Refusal(`command: expected ${Object.keys(commands).join(', ')}, received "${command}"`);
  process.exitCode = (await chosen()) ?? 0;
} catch (error) {
  if (!stopped && !(error instanceof StopRequested)) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
if (!stopped) {
  await children.stop();
  process.exit();
}
