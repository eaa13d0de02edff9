// `npm start`: prepares and runs the demo, says where to look, and ends it as a whole.

import { join } from 'node:path';
import { pause } from './children.mjs';
import { parseStartOptions, startHelp } from './options.mjs';
import { programs } from './plan.mjs';
import { requireFreePorts } from './ports.mjs';
import { Refusal } from './refusal.mjs';
import { setUp } from './setup.mjs';
import { resolveToolchain } from './toolchain.mjs';

/** @typedef {import('./options.mjs').StartOptions} StartOptions */
/** @typedef {import('./children.mjs').Running} Running */

/** A cold machine with a busy disk; a program that dies is noticed at once. */
const answerLimitMs = 120_000;
const pollMs = 100;
/** Ctrl-C reaches the programs and us at the same moment; whether it was one is known a little later. */
const settleMs = 500;

/**
 * @param {Omit<import('./install.mjs').Context, 'tools'>} context
 * @param {readonly string[]} argv
 */
export async function start(context, argv) {
  const options = parseStartOptions(argv);
  if (options === 'help') return context.say(startHelp);
  await requireFreePorts([
    { option: '--port', port: options.port },
    { option: '--workbench-port', port: options.workbenchPort },
  ]);
  const tools = await resolveToolchain(context);
  await setUp({ ...context, tools }, 'demo');

  /** @type {Running[]} */
  const running = [];
  for (const program of programs) {
    const started = context.children.program(program.name, {
      node: tools.node,
      file: program.file,
      args: program.args(options),
      cwd: join(context.root, program.folder),
      env: tools.env,
    });
    running.push(started);
    if (program.url) await untilAnswers(program.url(options), running);
  }
  context.say(whereToLook(options));
  await firstDeath(running);
}

/** @param {StartOptions} options */
function whereToLook({ port, workbenchPort, viewers }) {
  return [
    '',
    `Tallylight is on air, with ${viewers} viewers.`,
    '',
    `  http://localhost:${port}            the HLS origin, and what it runs`,
    `  http://localhost:${port}/metrics    what Prometheus reads`,
    `  http://localhost:${workbenchPort}            the Grafana panels, live, without Grafana`,
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

/**
 * @param {string} url
 * @param {readonly Running[]} running
 */
async function untilAnswers(url, running) {
  const end = performance.now() + answerLimitMs;
  const death = firstDeath(running);
  for (;;) {
    const answered = await Promise.race([
      death,
      fetch(url, { signal: AbortSignal.timeout(5_000) }).then(drain, () => false),
    ]);
    if (answered) return;
    if (performance.now() > end)
      throw new Refusal(`${url}: expected an answer within ${answerLimitMs / 1000} s, received none`);
    await Promise.race([death, pause(pollMs)]);
  }
}

/** @param {Response} response */
async function drain(response) {
  await response.arrayBuffer();
  return response.status < 500;
}

/**
 * Rejects when any program ends: the demo is whole or it is over.
 * @param {readonly Running[]} running
 * @returns {Promise<never>}
 */
async function firstDeath(running) {
  const { name, ended } = await Promise.race(running.map(async (one) => ({ name: one.name, ended: await one.ended })));
  await pause(settleMs);
  const how = ended.signal ? `was ended by ${ended.signal}` : `ended with code ${ended.code}`;
  throw new Refusal([`${name} ${how}; the demo stops. Its last lines:`, ...ended.lastLines].join('\n  '));
}
