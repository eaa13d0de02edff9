/**
 * The demo origin as a process of its own, so that it can be killed as a machine kills it and started again on the same
 * port. Runs on the sources of the packages, as the tests do. Dies with the test's process: its parent's channel closes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../examples/hls-origin/src/server.ts', import.meta.url));

export interface OriginProcess {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends it without a chance to say good-bye; resolves when it is gone. Twice without harm. */
  kill(): Promise<void>;
}

/** Starts it and resolves when it listens. `port` 0 takes a free one; `tickMs` is the SDK's tick. */
export async function startOriginProcess(port: number, tickMs: number): Promise<OriginProcess> {
  const child = fork(PROGRAM, ['--port', String(port)], {
    env: { ...process.env, TALLYLIGHT_TICK_MS: String(tickMs) },
    execArgv: ['--conditions=@tallylight/source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
        const found = /Demo origin: (http:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    void ended.then(() => reject(new Error(`the origin ended before it listened: ${said}`)));
  });
  return { url, port: Number(new URL(url).port), kill };
}
