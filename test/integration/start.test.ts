// `npm start` as a person uses it: from the outside, through npm, with every way of ending it. What counts is what is
// left afterwards: no process of ours and no taken port. Spawned from Node, since a shell's background job ignores INT.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readyLimitMs = 120_000;
const goneLimitMs = 30_000;
/** npm, the runner, origin, players, workbench. */
const fewestProcesses = 5;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
  /** Tells a process from a later one with the same pid. */
  readonly startedAt: string;
}

interface Demo {
  readonly npm: ChildProcess;
  readonly pid: number;
  readonly port: number;
  readonly workbenchPort: number;
  output(): string;
}

let left: Process[] = [];
let started: ChildProcess | undefined;

beforeAll(async () => {
  // Fresh already when `npm test` runs this; a run by hand may come before any build.
  await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'setup'], { cwd: root });
}, 20 * 60_000);

afterEach(() => {
  // Only what this test started and a failure left behind.
  if (started?.pid !== undefined) left.push(...familyOf(started.pid));
  const now = processes();
  for (const one of left) if (isAlive(one, now)) process.kill(one.pid, 'SIGKILL');
  left = [];
  started = undefined;
});

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  const endings: [string, NodeJS.Signals, (demo: Demo) => number][] = [
    ['INT to npm alone', 'SIGINT', ({ pid }) => pid],
    ['TERM to npm alone', 'SIGTERM', ({ pid }) => pid],
    ['KILL to npm alone', 'SIGKILL', ({ pid }) => pid],
    ['INT to the whole group, as Ctrl-C sends it', 'SIGINT', ({ pid }) => -pid],
    ['KILL to the script', 'SIGKILL', ({ pid }) => childOf(pid)],
  ];

  it.each(endings)('leaves nothing behind after %s', async (_name, signal, targetOf) => {
    const demo = await startDemo();
    const urls = [`http://localhost:${demo.port}`, `http://localhost:${demo.workbenchPort}`];
    for (const url of urls) {
      expect(demo.output()).toContain(url);
      expect((await fetch(url)).status).toBe(200);
    }
    left = familyOf(demo.pid);
    expect(left.length).toBeGreaterThanOrEqual(fewestProcesses);

    process.kill(targetOf(demo), signal);

    await until('all processes are gone', () => left.every((one) => !isAlive(one, processes())));
    await until('both ports are free', async () => (await isPortFree(demo.port)) && isPortFree(demo.workbenchPort));
  });

  it('ends as a whole, with the last words of the program that died', async () => {
    const demo = await startDemo();
    left = familyOf(demo.pid);
    const ended = once(demo.npm, 'close');
    const programs = left.filter(({ parent }) => parent === childOf(demo.pid));
    process.kill(programs.at(-1)?.pid ?? Number.NaN, 'SIGKILL');

    const [code] = await ended;
    expect(code).toBe(1);
    expect(demo.output()).toMatch(/was ended by SIGKILL; the demo stops\. Its last lines:/);
    await until('all processes are gone', () => left.every((one) => !isAlive(one, processes())));
  });

  it('names the option when a port is taken, before anything is started', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const npm = npmStart(['--port', String(port), '--workbench-port', String(await freePort())]);
      const output = collect(npm);
      const [code] = await once(npm, 'close');
      expect(code).toBe(1);
      expect(output()).toContain(`--port: expected a free port on 127.0.0.1, received ${port}`);
      expect(output()).not.toContain('│');
    } finally {
      taken.close();
    }
  });
});

async function startDemo(): Promise<Demo> {
  const [port, workbenchPort] = [await freePort(), await freePort()];
  const npm = npmStart(['--port', String(port), '--workbench-port', String(workbenchPort), '--viewers', '4']);
  const output = collect(npm);
  await until(
    'the demo says that it is on air',
    () => {
      if (npm.exitCode !== null) throw new Error(`npm start ended with code ${npm.exitCode}:\n${output()}`);
      return output().includes('on air');
    },
    readyLimitMs,
  );
  return { npm, pid: npm.pid ?? Number.NaN, port, workbenchPort, output };
}

function npmStart(args: string[]): ChildProcess {
  const npm = spawn('npm', ['start', '--', ...args], {
    cwd: root,
    env: personsEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = npm;
  return npm;
}

/** Without what vitest, pnpm and npm have put there for this process. */
function personsEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|vitest|node_env$|node_options$)/i.test(name),
  );
  return Object.fromEntries(own);
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return () => text;
}

async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = goneLimitMs): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`expected within ${limitMs} ms that ${what}`);
    await pause(50);
  }
}

async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return free;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function processes(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The command name stands in parentheses and may hold anything; the fields are counted from its end.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, parent, startedAt] = [fields[0], Number(fields[1]), fields[19] ?? ''];
      found.set(Number(name), { pid: Number(name), parent, zombie: state === 'Z', startedAt });
    } catch {
      // Ended between the listing and the reading.
    }
  }
  return found;
}

/** A process and all below it, in the order of their pids. */
function familyOf(pid: number): Process[] {
  const all = [...processes().values()].sort((one, other) => one.pid - other.pid);
  const family = new Set([pid]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const one of all) if (family.has(one.parent)) family.add(one.pid);
  }
  return all.filter((one) => family.has(one.pid));
}

function childOf(pid: number): number {
  return familyOf(pid).find(({ parent }) => parent === pid)?.pid ?? Number.NaN;
}

function isAlive(one: Process, now: Map<number, Process>): boolean {
  const same = now.get(one.pid);
  return same !== undefined && !same.zombie && same.startedAt === one.startedAt;
}
