/** The fleet as a process of its own: what it prints, how it ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';

let child: ChildProcess | undefined;
let output = '';

function run(...options: string[]): Promise<number | null> {
  output = '';
  const path = fileURLToPath(new URL('./fleet.ts', import.meta.url));
  const started = fork(path, options, {
    execArgv: ['--conditions=@tallylight/source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child = started;
  const ends: Promise<unknown>[] = [];
  for (const stream of [started.stdout, started.stderr]) {
    if (stream === null) continue;
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    ends.push(once(stream, 'end'));
  }
  return once(started, 'exit').then(async ([code]) => {
    await Promise.all(ends);
    return code as number | null;
  });
}

const NOBODY = ['--origin', 'http://127.0.0.1:9'];

afterEach(() => {
  child?.kill('SIGKILL');
});

describe('the program of the fleet', { timeout: 60_000 }, () => {
  it('explains its options', async () => {
    expect(await run('--help')).toBe(0);
    expect(output).toMatch(/^Usage: node src\/fleet\.ts \[options\]/);
  });

  it('refuses what cannot be in a line that names it', async () => {
    expect(await run('--screens=none')).toBe(1);
    expect(output).toContain('--screens: expected a whole number from 1 to 10000, received "none".');
    expect(output).not.toContain('    at ');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by itself on %s, with nobody to report to', async (signal) => {
    const ended = run(...NOBODY);
    await vi.waitFor(() => expect(output).toContain('40 screens report'), { timeout: 20_000 });
    child?.kill(signal);
    expect(await ended).toBe(0);
  });

  it('ends when its parent is gone', async () => {
    const ended = run(...NOBODY);
    await vi.waitFor(() => expect(output).toContain('40 screens report'), { timeout: 20_000 });
    child?.disconnect();
    expect(await ended).toBe(0);
  });
});
