/** The folder that is written or compared. Only files of the plan are touched: what else is there belongs to its owner. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProvisionedFile } from './plan.ts';

export type FileState = 'equal' | 'different' | 'missing';

/** How each file of the plan stands in the folder. */
export async function compare(
  folder: string,
  files: readonly ProvisionedFile[],
): Promise<readonly { readonly path: string; readonly state: FileState }[]> {
  return Promise.all(
    files.map(async ({ path, text }) => {
      const there = await readFile(join(folder, path), 'utf8').catch(ifMissing);
      return { path, state: there === undefined ? 'missing' : there === text ? 'equal' : 'different' };
    }),
  );
}

/** Writes what is not there or differs; gives the paths that were written. */
export async function write(folder: string, files: readonly ProvisionedFile[]): Promise<readonly string[]> {
  const states = await compare(folder, files);
  const written: string[] = [];
  for (const [index, { path, text }] of files.entries()) {
    if (states[index]?.state === 'equal') continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    written.push(path);
  }
  return written;
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
