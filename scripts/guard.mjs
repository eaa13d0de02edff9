// Runs one command as the leader of its own process group and ends the whole group when its parent goes away,
// even by SIGKILL: the IPC channel closes then. For commands that know nothing of us (pnpm, vitest, apt-get);
// the demo programs end on `disconnect` by themselves and need no guard.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Time that a command has to end by itself after SIGTERM; browsers and engines close files in it. */
const graceMs = 5_000;

const [command = '', ...args] = process.argv.slice(2);
let orphaned = false;

// Ending the group is this file's work; the signal that it sends reaches itself as well.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  if (orphaned) process.kill(-process.pid, 'SIGKILL');
  process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
});

process.once('disconnect', () => {
  orphaned = true;
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), graceMs);
});
