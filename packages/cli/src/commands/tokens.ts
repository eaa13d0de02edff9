/** `tallylight tokens`: draws the tokens that a deployment needs, a file for each role. One that is there already stays. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import { TOKEN_FILES } from '../provision/plan.ts';
import { shown, UsageError } from '../usage-error.ts';

/** Grafana's own administrator, who is in no role of ours. */
const FILES = [...Object.values(TOKEN_FILES), 'grafana-admin-password'];
/** 256 bits: nobody guesses that, whatever the limits on guessing. */
const TOKEN_BYTES = 32;

const help = `tallylight tokens --out <folder>

Writes a file with a new random token for each role, and one with a password for Grafana:
${FILES.map((name) => `  ${name}`).join('\n')}
A file that is there already stays as it is. The folder is made for its owner alone (0700); the files may be
read by anybody who gets them mounted (0444), because containers read them as users of their own.

Keep the folder out of version control. To change a token: delete its file, run this, start its readers anew.`;

export const tokens: Command = {
  name: 'tokens',
  summary: 'draws a random token for each role, into files that containers mount',
  help,
  async run(args, terminal) {
    const folder = readFolder(args);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let written = 0;
    for (const name of FILES) {
      if (!(await create(join(folder, name)))) continue;
      terminal.say(`wrote ${name}`);
      written += 1;
    }
    terminal.say(`${written} of ${FILES.length} files written to ${folder}, the others were there`);
    return 0;
  },
};

async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, randomBytes(TOKEN_BYTES).toString('base64url'), { flag: 'wx', mode: 0o444 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readFolder(args: readonly string[]): string {
  const { out } = parse(args);
  if (out === undefined || out === '') throw new UsageError(`--out must be a folder, received ${shown(out)}`);
  return out;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { out: { type: 'string' } } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
