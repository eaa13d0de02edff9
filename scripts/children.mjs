// Owns every process that the runner starts. Two sorts: a `program` is ours, has an IPC channel and ends on
// `disconnect`; a `command` is anyone's and runs under guard.mjs in a group of its own. Either way nothing outlives
// the runner, however it ends. No child gets the runner's stdout itself: a pipe held open would keep npm waiting.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLines } from './lines.mjs';
import { StopRequested } from './refusal.mjs';

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

/** A program closes its servers on `disconnect`; after this it is told again by SIGTERM. */
const politeMs = 6_000;
/** After this, SIGKILL. Longer than the guard's own grace. */
const patienceMs = 9_000;
/** Output that is still in the pipe when a process has ended. */
const drainMs = 500;

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, lastLines: readonly string[], output: string }} Ended */
/** @typedef {{ name: string, child: import('node:child_process').ChildProcess, ended: Promise<Ended> }} Running */
/** @typedef {ReturnType<typeof createChildren>} Children */

/** @typedef {(ms: number, run: () => void) => () => void} After starts a timer and returns what cancels it */

/** @param {{ write: (line: string) => void, after?: After }} parts */
export function createChildren({ write, after = afterMs }) {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const live = new Set();
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const leaders = new Set();
  let stopping = false;

  /** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
  const kill = (child, signal) => {
    try {
      if (leaders.has(child) && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // Gone already.
    }
  };

  /**
   * @param {string} name
   * @param {string} file
   * @param {readonly string[]} args
   * @param {{ cwd: string, env: NodeJS.ProcessEnv, leader: boolean, quiet?: boolean }} how
   * @returns {Running}
   */
  function launch(name, file, args, how) {
    if (stopping) throw new StopRequested();
    const child = spawn(file, args, {
      cwd: how.cwd,
      env: how.env,
      detached: how.leader,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    live.add(child);
    if (how.leader) leaders.add(child);
    const lines = createLines(name, how.quiet ? () => {} : write);
    let output = '';
    if (child.stdout) {
      lines.follow(child.stdout);
      child.stdout.on('data', (/** @type {string} */ text) => {
        if (how.quiet) output += text;
      });
    }
    if (child.stderr) lines.follow(child.stderr);

    /** @type {Promise<Ended>} */
    const ended = new Promise((resolve) => {
      child.once('error', (error) => {
        live.delete(child);
        resolve({ code: 127, signal: null, lastLines: [error.message], output });
      });
      child.once('exit', async (code, signal) => {
        // A group outlives its leader when a command leaves something behind.
        if (how.leader) kill(child, 'SIGKILL');
        await Promise.race([once(child, 'close'), pause(drainMs)]);
        live.delete(child);
        resolve({ code, signal, lastLines: lines.last, output });
      });
    });
    return { name, child, ended };
  }

  return {
    /**
     * Starts one of our own Node programs, in the runner's process group.
     * @param {string} name
     * @param {{ node: string, file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv }} program
     */
    program(name, { node, file, args, cwd, env }) {
      return launch(name, node, [file, ...args], { cwd, env, leader: false });
    },

    /**
     * Runs a foreign command to its end. A command over its time counts as ended with code 124.
     * @param {string} name
     * @param {readonly [string, ...string[]]} command
     * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs?: number, quiet?: boolean }} how
     * @returns {Promise<Ended>}
     */
    async command(name, command, { cwd, env, limitMs, quiet }) {
      const how = { cwd, env, leader: true, quiet: quiet ?? false };
      const { child, ended: end } = launch(name, process.execPath, [guard, ...command], how);
      let overtime = false;
      const endAtLimit = () => {
        overtime = true;
        if (child.connected) child.disconnect();
      };
      const cancel = limitMs === undefined ? () => {} : after(limitMs, endAtLimit);
      const ended = await end;
      cancel();
      if (stopping) throw new StopRequested();
      if (!overtime) return ended;
      const line = `${name}: ended because it took longer than ${Math.round((limitMs ?? 0) / 60_000)} min`;
      write(line);
      return { ...ended, code: 124 };
    },

    /** Ends everything and resolves when nothing is left. Programs get their time to close, then none. */
    async stop() {
      stopping = true;
      for (const child of live) if (child.connected) child.disconnect();
      const gone = Promise.all([...live].map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
      const cancelPolite = after(politeMs, () => {
        for (const child of live) if (!leaders.has(child)) kill(child, 'SIGTERM');
      });
      const cancelPatience = after(patienceMs, () => {
        for (const child of live) kill(child, 'SIGKILL');
      });
      await gone;
      cancelPolite();
      cancelPatience();
    },

    /** For the `exit` event, where nothing can be awaited any more. */
    killAll() {
      for (const child of live) kill(child, 'SIGKILL');
    },
  };
}

/** @type {After} */
function afterMs(ms, run) {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
