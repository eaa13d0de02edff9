/** A side of a bench in a process of its own, asked by messages; for what one process cannot tell apart: memory, servers, starts. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** Sends a message and resolves with the answer. */
  ask<A>(message: object): Promise<A>;
  stop(): Promise<void>;
}

/** Starts `sides/<file>.ts` with these arguments. Its first message says that it is ready. */
export async function startChild(file: string, args: readonly string[]): Promise<Child> {
  const path = fileURLToPath(new URL(`../sides/${file}.ts`, import.meta.url));
  const child: ChildProcess = fork(path, args, {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const ended = once(child, 'exit');
  const answer = async <A>(): Promise<A> => {
    const result = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
    if (result === undefined) throw new Error(`${file} ${args.join(' ')} ended before it answered`);
    return result[0] as A;
  };
  await answer();
  return {
    ask<A>(message: object): Promise<A> {
      const answered = answer<A>();
      child.send(message);
      return answered;
    },
    async stop() {
      process.off('exit', kill);
      if (child.exitCode === null && child.signalCode === null) child.kill();
      await ended;
    },
  };
}

/** The other end: answers each message with what `handle` makes of it. Ends with its parent. */
export function serve<M>(handle: (message: M) => Promise<object>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    handle(message as M).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.send?.({ ready: true });
}
