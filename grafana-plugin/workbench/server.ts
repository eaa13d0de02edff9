/**
 * Runs the workbench: `node grafana-plugin/workbench/server.ts --help`. Ends on INT, TERM and when a parent that spawned it
 * with IPC goes away; leaves nothing behind. For tests: `startWorkbench`.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseOptions, USAGE } from './server/options.ts';
import { startWorkbench, type Workbench } from './server/workbench.ts';
import { WorkbenchError } from './server/workbench-error.ts';

export type { WorkbenchOptions } from './server/options.ts';
export { startWorkbench, type Workbench } from './server/workbench.ts';
export { WorkbenchError, type WorkbenchErrorCode } from './server/workbench-error.ts';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  // Listened for first: who started us may want us gone before the first line is printed.
  let workbench: Workbench | undefined;
  const stop = (): void => {
    void Promise.resolve(workbench?.close()).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  process.once('disconnect', stop);

  workbench = await startWorkbench(options);
  console.log(`Workbench: ${workbench.url} (${workbench.title})`);
}

const startedDirectly =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (startedDirectly) {
  main().catch((error: unknown) => {
    if (error instanceof WorkbenchError) console.error(error.message);
    else console.error(error);
    process.exit(1);
  });
}
