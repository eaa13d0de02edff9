/** Starts the host of a fault, tells it what to do, ends it with or without a good-bye. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TallylightOptions } from '@tallylight/sdk';
import type { Order, Report } from './server.ts';

const PROGRAM = fileURLToPath(new URL('./server.ts', import.meta.url));

export interface FaultServer {
  readonly port: number;
  readonly url: string;
  /** Base of the versioned API. */
  readonly api: string;
  /** Resolves when it was done. */
  order(order: Order): Promise<void>;
  report(): Promise<Report>;
  /** All ids of its journal, as far as it was asked. */
  readonly journal: readonly string[];
  /** SIGKILL: no good-bye. Twice without harm. */
  kill(): Promise<void>;
}

export async function startFaultServer(options: TallylightOptions = {}, port = 0): Promise<FaultServer> {
  const child: ChildProcess = fork(PROGRAM, [String(port), JSON.stringify(options)], {
    execArgv: ['--conditions=@tallylight/source', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const waiting = new Map<number, (answer: unknown) => void>();
  const journal: string[] = [];
  let lastOrder = 0;
  const [{ port: bound }] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the server ended before it listened');
    }),
  ])) as [{ readonly port: number }];
  child.on('message', ({ n, answer }: { readonly n: number; readonly answer: unknown }) => waiting.get(n)?.(answer));
  const ask = (order: Order): Promise<unknown> =>
    new Promise((resolve) => {
      lastOrder += 1;
      waiting.set(lastOrder, resolve);
      child.send({ n: lastOrder, order });
    });
  const url = `http://127.0.0.1:${bound}`;
  return {
    port: bound,
    url,
    api: `${url}/tallylight/v1`,
    journal,
    async order(order) {
      await ask(order);
    },
    async report() {
      const report = (await ask({ do: 'report' })) as Report;
      journal.push(...report.journal);
      return report;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
