/** A server program of the system for a test: ready when its page answers, ended by its own process id. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../wait-for.ts';

export interface RunningProgram {
  /** The JSON of a path below its address. */
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

export async function startProgram(
  program: string,
  args: readonly string[],
  { url, readyPath, cwd }: { readonly url: string; readonly readyPath: string; readonly cwd: string },
): Promise<RunningProgram> {
  const child = spawn(program, [...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit');
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  try {
    await waitFor(`${program} to be ready`, async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
      return (await fetch(`${url}${readyPath}`)).ok;
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async get<T>(path: string): Promise<T> {
      const answer = await fetch(`${url}${path}`);
      if (!answer.ok) throw new Error(`${path}: status ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    close,
  };
}
