/**
 * The geo files of one host and the round in which they are looked at: at the start, at each interval, on demand, never
 * two rounds at once. Which version of which file is in use changes here and nowhere else, in one assignment.
 */
import type { Clock } from '../clock.ts';
import { shown, TallylightError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createDatabaseFile, type DatabaseFile, type LoadedDatabase } from './database-file.ts';
import type { GeoDatabaseKind, GeoOptions } from './geo.ts';

export interface GeoParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
  every(periodMs: number, task: () => void): () => void;
}

export interface DatabaseSet {
  /** In the order country, city, asn. Replaced as a whole, never changed in place. */
  readonly loaded: readonly LoadedDatabase[];
  readonly faults: number;
  /** Settles after the first round; rejects with its first fault, never unhandled. */
  readonly ready: Promise<void>;
  check(): Promise<void>;
  close(): void;
}

const KINDS: readonly GeoDatabaseKind[] = ['country', 'city', 'asn'];
const DAY_MS = 86_400_000;

/** @param onChange called right after `loaded` became another one */
export function createDatabaseSet(options: GeoOptions, parts: GeoParts, onChange: () => void): DatabaseSet {
  const { clock, logger } = parts;
  let loaded: readonly LoadedDatabase[] = [];
  let faults = 0;
  let isClosed = false;

  const files = KINDS.flatMap((kind) => {
    const given = options[kind];
    return given === undefined ? [] : [createDatabaseFile(kind, given)];
  });

  const adopt = (file: DatabaseFile): void => {
    loaded = files.flatMap((each) => each.loaded ?? []);
    onChange();
    if (file.loaded === undefined) return;
    const { database, mmdb } = file.loaded;
    const ageDays = Math.floor((clock.nowMs() - mmdb.builtAtMs) / DAY_MS);
    logger.info({ database, type: mmdb.databaseType, ageDays }, 'geo database loaded');
  };

  /** One file after another: a reload needs room for two versions of one file, not of all. */
  const round = async (): Promise<TallylightError | undefined> => {
    let firstFault: TallylightError | undefined;
    for (const file of files) {
      try {
        if (!isClosed && (await file.check()) && !isClosed) adopt(file);
      } catch (error) {
        const fault =
          error instanceof TallylightError ? error : new TallylightError('GEO', shown(error), { cause: error });
        firstFault ??= fault;
        faults += 1;
        logger.warn({ error: fault.message, kept: file.loaded !== undefined }, 'geo database not loaded');
      }
    }
    return firstFault;
  };

  let lastRound = round();
  const ready = lastRound.then((fault) => {
    if (fault !== undefined) throw fault;
  });
  ready.catch(() => {});

  const check = async (): Promise<void> => {
    lastRound = lastRound.then(round);
    await lastRound;
  };
  const stop =
    files.length === 0
      ? undefined
      : parts.every(options.reloadIntervalMs ?? 60_000, () => {
          check().catch(() => {});
        });

  return {
    get loaded() {
      return loaded;
    },
    get faults() {
      return faults;
    },
    ready,
    check,
    close() {
      if (isClosed) return;
      isClosed = true;
      stop?.();
      loaded = [];
      onChange();
    },
  };
}
