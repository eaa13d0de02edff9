/** Runs a tool to its end: its exit code and everything that it said. */
import { execFile } from 'node:child_process';

export function runTool(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      // A code that is a text means that it could not be run at all.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` });
    });
  });
}
