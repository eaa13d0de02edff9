/**
 * How a program of the demo lives: it runs until it is told to stop by a signal or by the parent that spawned it (the IPC
 * channel closes when the parent dies, however it dies), closes what it opened, and leaves.
 */

/** What a program starts and stops. */
export interface Running {
  close(): Promise<unknown>;
}

/** Closing is a matter of milliseconds; whoever waits longer than this waits for a fault. */
const CLOSE_LIMIT_MS = 5000;

/**
 * Starts, runs until told to stop, closes, exits 0. A start that fails prints its message and exits 1; so does a second
 * signal, and a close that takes too long.
 */
export async function runProgram(start: () => Promise<Running>): Promise<void> {
  const told = toldToStop();
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
  await told;
  setTimeout(() => fail(new Error(`Closing took longer than ${CLOSE_LIMIT_MS} ms.`)), CLOSE_LIMIT_MS).unref();
  try {
    await running.close();
  } catch (error) {
    fail(error);
  }
  process.exit(0);
}

/** Resolves with the first signal or the end of the parent. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const stop = (): void => {
      signals += 1;
      if (signals > 1) process.exit(1);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    if (process.connected) process.once('disconnect', resolve);
  });
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** The whole number behind an option; the error names the option, the range and what was given. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${option}: expected a whole number from ${min} to ${max}, received ${JSON.stringify(text)}.`);
}
