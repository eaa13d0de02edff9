/** The project's own files, as the consistency tests read them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Text of a file, by its path from the root. */
export function read(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await read(path)) as T;
}
