/**
 * The command line: which command, its help, and what its end means. 0: done. 1: the answer is no (a check that failed), or
 * the system refused. 2: the arguments cannot be. A new command is a file in commands/ and a line in the list.
 */
import { createRequire } from 'node:module';
import type { Command, Terminal } from './command.ts';
import { drill } from './commands/drill.ts';
import { provision } from './commands/provision.ts';
import { tokens } from './commands/tokens.ts';
import { shown, UsageError } from './usage-error.ts';

const COMMANDS: readonly Command[] = [provision, tokens, drill];

export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === '--version' || name === '-V') {
      terminal.say(version());
      return 0;
    }
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      terminal.say(rest[0] === undefined ? overview() : commandOf(rest[0]).help);
      return 0;
    }
    const command = commandOf(name);
    if (rest.some((arg) => arg === '--help' || arg === '-h')) {
      terminal.say(command.help);
      return 0;
    }
    return await command.run(rest, terminal);
  } catch (error) {
    const wrong = error instanceof UsageError ? 2 : isOfTheSystem(error) ? 1 : undefined;
    if (wrong === undefined) throw error;
    terminal.complain(`tallylight: ${(error as Error).message}`);
    return wrong;
  }
}

/** A folder that may not be written, a host that is not there: the reader's world and no fault of ours, so no stack. */
function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const known = COMMANDS.map((one) => one.name).join(', ');
  throw new UsageError(`the command must be one of ${known}, received ${shown(name)}`);
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'tallylight <command> [options]',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'tallylight help <command> says more. tallylight --version says which.',
  ].join('\n');
}

function version(): string {
  const { version: text } = createRequire(import.meta.url)('../package.json') as { version: string };
  return text;
}
