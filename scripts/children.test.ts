import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createChildren } from './children.mjs';
import { StopRequested } from './refusal.mjs';

let folder: string;
let written: string[];
/** Timers that run when the test says so, by their length. */
let timers: Map<number, () => void>;
let children: ReturnType<typeof createChildren>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-children-'));
  written = [];
  timers = new Map();
  children = createChildren({
    write: (line) => written.push(line),
    after: (ms, run) => {
      timers.set(ms, run);
      return () => timers.delete(ms);
    },
  });
});

afterEach(async () => {
  children.killAll();
  await children.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (script: string, more: { limitMs?: number; quiet?: boolean } = {}) =>
  children.command('work', [process.execPath, '-e', script], { cwd: folder, env: process.env, ...more });

/** A command whose own child writes its pid and stays; both live until someone ends them. */
const withGrandchild = `
  const { spawn } = require('node:child_process');
  spawn(process.execPath, ['-e', 'require("node:fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
`;

async function grandchild(): Promise<number> {
  const end = performance.now() + 20_000;
  for (;;) {
    const text = await readFile(join(folder, 'pid'), 'utf8').catch(() => '');
    if (text) return Number(text);
    if (performance.now() > end) throw new Error('expected the grandchild to write its pid');
    await pause(20);
  }
}

async function untilGone(pid: number): Promise<void> {
  const end = performance.now() + 20_000;
  while (await isRunning(pid)) {
    if (performance.now() > end) throw new Error(`expected process ${pid} to be gone`);
    await pause(20);
  }
}

/** A zombie that nobody reaps yet does not run any more. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}

it('lines come whole and with the name before them, and the last are kept', async () => {
  const { code, lastLines } = await run(`
    process.stdout.write('one\\ntw'); setTimeout(() => process.stdout.write('o\\nthree'), 50); process.exitCode = 3;
  `);
  expect(code).toBe(3);
  expect(lastLines).toEqual(['one', 'two', 'three']);
  expect(written).toEqual(['work       │ one', 'work       │ two', 'work       │ three']);
});

it('a quiet command says nothing and hands back what it printed', async () => {
  const { output } = await run(`console.log('a'); console.log('b')`, { quiet: true });
  expect(output).toBe('a\nb\n');
  expect(written).toEqual([]);
});

it('a command that cannot be started is a failure, not an exception', async () => {
  const ended = await children.command('work', ['no-such-program'], { cwd: folder, env: process.env });
  expect(ended.code).toBe(127);
  expect(ended.lastLines.join()).toContain('no-such-program');
});

it('what a command leaves behind is ended with it', async () => {
  await run(
    `${withGrandchild} setInterval(() => { try { if (require('node:fs').readFileSync('pid').length) process.exit(0); } catch {} }, 20);`,
  );
  await untilGone(await grandchild());
});

it('a command over its time is ended with all below it', async () => {
  const ending = run(withGrandchild, { limitMs: 60_000 });
  const pid = await grandchild();
  timers.get(60_000)?.();
  const { code } = await ending;
  expect(code).toBe(124);
  expect(written.at(-1)).toBe('work: ended because it took longer than 1 min');
  await untilGone(pid);
});

it('stopping ends commands and programs, and what was under way says so', async () => {
  const file = join(folder, 'program.mjs');
  await writeFile(
    file,
    `process.on('disconnect', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up');`,
  );
  const program = children.program('program', {
    node: process.execPath,
    file,
    args: [],
    cwd: folder,
    env: process.env,
  });
  const command = run(withGrandchild);
  const refused = expect(command).rejects.toBeInstanceOf(StopRequested);
  const pid = await grandchild();
  await children.stop();
  await refused;
  await program.ended;
  await untilGone(pid);
  expect(() => children.program('late', { node: process.execPath, file, args: [], cwd: folder, env: {} })).toThrow(
    StopRequested,
  );
});

it('an owner that is killed takes its commands with it', async () => {
  const module = new URL('children.mjs', import.meta.url).href;
  const script = `
    import { createChildren } from ${JSON.stringify(module)};
    createChildren({ write() {} }).command('work', [process.execPath, '-e', ${JSON.stringify(withGrandchild)}], { cwd: '.', env: process.env });
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, stdio: 'ignore' });
  const pid = await grandchild();
  owner.kill('SIGKILL');
  await untilGone(pid);
});

it('a program that is deaf to everything is killed', async () => {
  const file = join(folder, 'deaf.mjs');
  await writeFile(
    file,
    `for (const s of ['SIGTERM', 'SIGINT']) process.on(s, () => {}); setInterval(() => {}, 1000); console.log('up');`,
  );
  const program = children.program('deaf', { node: process.execPath, file, args: [], cwd: folder, env: process.env });
  while (written.length === 0) await pause(20);
  const stopping = children.stop();
  const [first, last] = [...timers.keys()].sort((one, other) => one - other);
  timers.get(first ?? 0)?.();
  timers.get(last ?? 0)?.();
  await stopping;
  expect((await program.ended).signal).toBe('SIGKILL');
});
