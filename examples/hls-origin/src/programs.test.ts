/** The programs as processes of their own: what they print, how they end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';

interface Program {
  readonly child: ChildProcess;
  output(): string;
  /** Exit code; null after a signal that was not handled. */
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Runs on the sources of the packages, as the tests do. */
function run(file: string, options: string[], env: NodeJS.ProcessEnv = process.env): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const execArgv = ['--conditions=@tallylight/source'];
  const child = fork(path, options, { env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  running.add(child);
  let output = '';
  const ends: Promise<unknown>[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    ends.push(once(stream, 'end'));
  }
  // Not 'close': it does not come after a disconnect.
  const ended = once(child, 'exit').then(async ([code]) => {
    running.delete(child);
    await Promise.all(ends);
    return code as number | null;
  });
  return { child, output: () => output, ended };
}

const patiently = { timeout: 20_000, interval: 50 };

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

describe('the programs of the demo', { timeout: 60_000 }, () => {
  it.each(['server.ts', 'players.ts', 'shop.ts'])('%s explains its options', async (file) => {
    const program = run(`./${file}`, ['--help']);
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/^Usage: node src\/\w+\.ts \[options\]/);
  });

  it.each([
    ['server.ts', '--port=90000', '--port: expected a whole number from 0 to 65535, received "90000".'],
    ['server.ts', '--prot=1', '--prot'],
    ['players.ts', '--viewers=many', '--viewers: expected a whole number from 1 to 10000, received "many".'],
    ['players.ts', '--origin=elsewhere', '--origin: expected an http:// address, received "elsewhere".'],
    ['shop.ts', '--every-ms=0', '--every-ms: expected a whole number from 10 to 3600000, received "0".'],
  ])('%s %s is refused in a line that names it', async (file, option, message) => {
    const program = run(`./${file}`, [option]);
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(message);
    expect(program.output()).not.toContain('    at ');
  });

  it('the server says that its port is taken, and which option to use', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const program = run('./server.ts', ['--port', String(port)]);
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(`Port ${port} on 127.0.0.1 is taken. Choose another with --port`);
    other.close();
  });

  it('the server says that --live needs ffmpeg, and how to get it', async () => {
    const program = run('./server.ts', ['--port', '0', '--live'], { ...process.env, PATH: '/nowhere' });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('--live needs ffmpeg in PATH (on Debian: apt-get install ffmpeg)');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('the server ends by itself on %s', async (signal) => {
    const program = run('./server.ts', ['--port', '0']);
    await vi.waitFor(() => expect(program.output()).toMatch(/Demo origin: http:\/\/127\.0\.0\.1:\d+/), patiently);
    program.child.kill(signal);
    expect(await program.ended).toBe(0);
  });

  it.each(['server.ts', 'players.ts', 'shop.ts'])('%s ends when its parent is gone', async (file) => {
    const program = run(`./${file}`, file === 'server.ts' ? ['--port', '0'] : ['--origin', 'http://127.0.0.1:9']);
    await vi.waitFor(
      () => expect(program.output()).toMatch(/Demo origin|viewers on their way|The shop is open/),
      patiently,
    );
    program.child.disconnect();
    expect(await program.ended).toBe(0);
  });
});
