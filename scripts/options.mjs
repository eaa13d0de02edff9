// The options of `npm start`: one table, from which parsing, defaults and --help follow.

import { parseArgs } from 'node:util';
import { Refusal } from './refusal.mjs';

/** @typedef {{ port: number, workbenchPort: number, viewers: number }} StartOptions */

const table = {
  port: { key: 'port', default: 4100, max: 65_535, meaning: 'port of the HLS origin' },
  'workbench-port': { key: 'workbenchPort', default: 4200, max: 65_535, meaning: 'port of the workbench' },
  viewers: { key: 'viewers', default: 40, max: 5_000, meaning: 'players that watch at the same time' },
};

export const startHelp = [
  'npm start -- [options]    installs what the demo needs, builds it and runs it on 127.0.0.1',
  '',
  ...Object.entries(table).map(([name, row]) => {
    return `  ${`--${name} <number>`.padEnd(26)}${row.meaning} (${row.default})`;
  }),
  `  ${'--help'.padEnd(26)}this text`,
].join('\n');

/**
 * @param {readonly string[]} argv what follows the command
 * @returns {StartOptions | 'help'}
 * @throws {Refusal} naming the option, what it expects and what it received
 */
export function parseStartOptions(argv) {
  const values = parse(argv);
  if (values.help) return 'help';
  /** @type {StartOptions} */
  const options = { port: 0, workbenchPort: 0, viewers: 0 };
  for (const [name, row] of Object.entries(table)) {
    const text = values[name];
    const key = /** @type {keyof StartOptions} */ (row.key);
    options[key] = text === undefined ? row.default : wholeNumber(`--${name}`, String(text), row.max);
  }
  return options;
}

/**
 * @param {readonly string[]} argv
 * @returns {Record<string, string | boolean | undefined>}
 */
function parse(argv) {
  /** @type {Record<string, { type: 'string' | 'boolean' }>} */
  const options = { help: { type: 'boolean' } };
  for (const name of Object.keys(table)) options[name] = { type: 'string' };
  try {
    return /** @type {Record<string, string | boolean | undefined>} */ (parseArgs({ args: [...argv], options }).values);
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error}\n\n${startHelp}`);
  }
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} max
 * @returns {number}
 */
function wholeNumber(option, text, max) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw new Refusal(`${option}: expected a whole number from 1 to ${max}, received "${text}"`);
}
