#!/usr/bin/env node
/** `npx tallylight`: the process around the command line. */
import { runCli } from './cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
});
