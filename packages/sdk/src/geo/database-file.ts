/**
 * One geo file on disk, watched by looking at it now and then. A new version is read into its own memory, opened and
 * tried whole before it takes the place of the old one; a version that is corrupt, half-written or gone changes nothing
 * and is counted and said once. (The watching that comes with a well-known reader ends the process on a bad file.)
 */
import { open, stat } from 'node:fs/promises';
import { shown, TallylightError } from '../errors.ts';
import { attributionOf } from './attribution.ts';
import type { GeoDatabaseFile, GeoDatabaseKind } from './geo.ts';
import { type Mmdb, openMmdb } from './mmdb.ts';
import { isOfKind } from './record.ts';

export interface LoadedDatabase {
  readonly database: GeoDatabaseKind;
  readonly mmdb: Mmdb;
  readonly attribution: readonly string[];
}

export interface DatabaseFile {
  readonly loaded: LoadedDatabase | undefined;
  /** Looks at the file; true when another version was loaded. @throws TallylightError `GEO`, once for each bad version */
  check(): Promise<boolean>;
}

/** Two versions of a file differ in at least one of these, even when a copy keeps the time of the original. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file);
  if (!found.isFile()) throw new Error('it is no file');
  return `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}

/**
 * Reads into memory that no page of was touched yet: the kernel fills it on a pool thread. (`readFile` joins its pieces
 * on the event loop, which takes milliseconds for a file of some size.)
 */
async function readWhole(file: string, version: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled < size || (await versionOf(file)) !== version) throw new Error('it changed while it was read');
    return bytes;
  } finally {
    await handle.close();
  }
}

const reasonOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
};

export function createDatabaseFile(database: GeoDatabaseKind, given: string | GeoDatabaseFile): DatabaseFile {
  const { file, attribution } = typeof given === 'string' ? { file: given } : given;
  let loaded: LoadedDatabase | undefined;
  /** The version last opened, good or bad: a bad one is not read again until it changes. */
  let tried: string | undefined;
  /** What the disk said last time, so that it is not counted again at each look; it is tried again all the same. */
  let complaint: string | undefined;

  const load = async (bytes: Buffer): Promise<void> => {
    const mmdb = await openMmdb(bytes);
    if (!isOfKind(database, mmdb.databaseType, mmdb.samples)) {
      throw new Error(`it is of type ${shown(mmdb.databaseType)}`);
    }
    loaded = { database, mmdb, attribution: attribution ?? attributionOf(mmdb.databaseType, file) };
  };

  const refusal = (cause: unknown): TallylightError =>
    new TallylightError(
      'GEO',
      `geo.${database} must be a ${database} mmdb file, received ${shown(file)}: ${reasonOf(cause)}`,
      {
        cause,
      },
    );

  return {
    get loaded() {
      return loaded;
    },
    async check() {
      let bytes: Buffer;
      try {
        const version = await versionOf(file);
        if (version !== tried) {
          bytes = await readWhole(file, version);
          tried = version;
          complaint = undefined;
        } else {
          complaint = undefined;
          return false;
        }
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === complaint) return false;
        complaint = reason;
        throw refusal(error);
      }
      try {
        await load(bytes);
        return true;
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}
