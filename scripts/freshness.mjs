// Says whether something has to be done again. A stamp holds a hash of what went in (contents, not dates: a clone or
// a branch change must not cause a build) and a listing of what came out (so that a build by hand is noticed).

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @typedef {{ inputs: string, outputs: string }} Stamp */

/** Never an input: what tools write, and tests, which no build reads. */
const ignored = /^(node_modules|dist|coverage|\..*)$|\.(test|tsbuildinfo)(\.tsx?)?$/;

/**
 * Files below some folders (or files), sorted, relative to the root.
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {(name: string, path: string) => boolean} [skip]
 * @returns {Promise<string[]>}
 */
export async function filesBelow(root, paths, skip = (name) => ignored.test(name)) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} path */
  const visit = async (path) => {
    const entry = await stat(join(root, path)).catch(() => undefined);
    if (entry?.isFile()) found.push(path);
    if (!entry?.isDirectory()) return;
    for (const child of await readdir(join(root, path))) {
      const below = join(path, child);
      if (!skip(child, below)) await visit(below);
    }
  };
  for (const path of paths) await visit(path);
  return [...new Set(found)].sort();
}

/**
 * @param {string} root
 * @param {readonly string[]} files
 * @param {readonly string[]} [more] anything else that the result depends on
 * @returns {Promise<string>}
 */
export async function hashContents(root, files, more = []) {
  const hash = createHash('sha256');
  for (const text of more) hash.update(`${text}\0`);
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(await readFile(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/**
 * Hash of names, sizes and dates; empty when there is nothing, which never counts as fresh.
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {Promise<string>}
 */
export async function hashListing(root, folders) {
  const files = await filesBelow(root, folders, () => false);
  if (files.length === 0) return '';
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = await stat(join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

/** @param {string} root */
export function createStamps(root) {
  /** @param {string} name */
  const fileOf = (name) => join(root, '.cache', 'stamps', `${name}.json`);
  return {
    /**
     * @param {string} name
     * @returns {Promise<Stamp | undefined>}
     */
    async read(name) {
      try {
        const { inputs, outputs } = JSON.parse(await readFile(fileOf(name), 'utf8'));
        return { inputs: String(inputs), outputs: String(outputs) };
      } catch {
        return undefined;
      }
    },
    /**
     * @param {string} name
     * @param {Stamp} stamp
     */
    async write(name, stamp) {
      const file = fileOf(name);
      await mkdir(dirname(file), { recursive: true });
      // Renamed into place: a run that is killed here leaves the old stamp or the new one.
      await writeFile(`${file}.${process.pid}`, JSON.stringify(stamp));
      await rename(`${file}.${process.pid}`, file);
    },
  };
}
