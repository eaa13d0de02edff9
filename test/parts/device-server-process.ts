/** Starts the host of many screens, and asks it. Dies with the test's process: its parent's channel closes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeviceReport } from './device-server.ts';

const PROGRAM = fileURLToPath(new URL('./device-server.ts', import.meta.url));

export interface DeviceServer {
  readonly port: number;
  /** Base of the versioned API. */
  readonly url: string;
  /** Gives each screen one command. */
  order(): void;
  report(): Promise<DeviceReport>;
  /** Ends it without a chance to say good-bye. Twice without harm. */
  kill(): Promise<void>;
}

export async function startDeviceServer(how: {
  readonly count: number;
  readonly heartbeatMs: number;
  readonly port?: number;
}): Promise<DeviceServer> {
  const { count, heartbeatMs, port: asked = 0 } = how;
  const child: ChildProcess = fork(PROGRAM, [asked, count, heartbeatMs].map(String), {
    execArgv: ['--conditions=@tallylight/source', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [port] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the server ended before it listened');
    }),
  ])) as [number];
  return {
    port,
    url: `http://127.0.0.1:${port}/tallylight/v1`,
    order: () => child.send('order'),
    async report() {
      const answer = once(child, 'message');
      child.send('report');
      return (await answer)[0] as DeviceReport;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
