/**
 * Geo-IP as the rest of the SDK meets it: an address in, shared frozen tags out, within a fraction of a microsecond.
 * The one decision: nothing is cached by address. The trees answer with the number of a record (search-tree), and what
 * was made of a record is kept by that number. So no address outlives its lookup, hot and cold addresses cost the same,
 * and a stranger with many addresses fills nothing.
 */
import { addressClass } from '../model/address.ts';
import { mappedV4Bits, v4Bits, v4Text, v6Groups } from '../model/address-bits.ts';
import type { LoadedDatabase } from './database-file.ts';
import { createDatabaseSet, type GeoParts } from './database-set.ts';
import type { Geo, GeoDatabaseKind, GeoLookup, GeoOptions, GeoResult } from './geo.ts';
import { isSurelyPublicV4, isSurelyPublicV6 } from './public-hint.ts';
import { NOWHERE, toTags } from './record.ts';
import { createRecordCache } from './record-cache.ts';

export type { GeoParts } from './database-set.ts';

const nowhere = (result: GeoResult): GeoLookup => Object.freeze({ result, tags: NOWHERE });
const INVALID = nowhere('invalid');
const PRIVATE = nowhere('private');
const MISS = nowhere('miss');
const NO_DATABASE = nowhere('no_database');

export function createGeo(options: GeoOptions | undefined, parts: GeoParts): Geo {
  const lookups = createRecordCache<GeoLookup>(options?.cacheSize ?? 10_000);
  /** The IPv6 address in hand, and the records that the databases have for the address in hand; nothing between lookups. */
  const groups = new Uint16Array(8);
  const key: number[] = [];
  let databases: readonly LoadedDatabase[] = [];
  const files = createDatabaseSet(options ?? {}, parts, () => {
    databases = files.loaded;
    key.length = 0;
    lookups.clear();
  });

  /** @param bits of an IPv4 address; -1: the IPv6 address in `groups` */
  const decode = ({ database, mmdb }: LoadedDatabase, bits: number): unknown => {
    try {
      return bits >= 0 ? mmdb.decodeV4(bits) : mmdb.decodeV6(groups);
    } catch (error) {
      // A hole in the data section, which the check at opening does not read. Said once: the empty answer is kept.
      parts.logger.warn({ database, error: String(error) }, 'geo database has a broken record');
      return undefined;
    }
  };

  const describe = (bits: number): GeoLookup => {
    const records = new Map<GeoDatabaseKind, unknown>();
    databases.forEach((entry, at) => {
      if (key[at] !== 0) records.set(entry.database, decode(entry, bits));
    });
    const tags = toTags(records);
    return tags === NOWHERE ? MISS : Object.freeze({ result: 'hit', tags });
  };

  const locate = (bits: number): GeoLookup => {
    let isListed = false;
    for (let at = 0; at < databases.length; at += 1) {
      const mmdb = databases[at]?.mmdb;
      const record = (bits >= 0 ? mmdb?.findV4(bits) : mmdb?.findV6(groups)) ?? 0;
      key[at] = record;
      if (record !== 0) isListed = true;
    }
    if (!isListed) return MISS;
    const known = lookups.get(key);
    if (known !== undefined) return known;
    const found = describe(bits);
    lookups.set(key, found);
    return found;
  };

  const resolve = (address: string): GeoLookup => {
    // A dual-stack socket reports every IPv4 client with this prefix: worth a path of its own.
    let bits = v4Bits(address, address.startsWith('::ffff:') ? 7 : 0);
    let text = address;
    if (bits < 0) {
      // A zone (`fe80::1%eth0`) names a network card of this machine, not a place.
      const zoneAt = address.indexOf('%');
      if (zoneAt === address.length - 1) return INVALID;
      if (zoneAt >= 0) text = address.slice(0, zoneAt);
      if (!v6Groups(text, groups)) return INVALID;
      bits = mappedV4Bits(groups);
    }
    const isSurelyPublic = bits >= 0 ? isSurelyPublicV4(bits) : isSurelyPublicV6(groups);
    if (!isSurelyPublic && addressClass(bits >= 0 ? v4Text(bits) : text) !== 'public') return PRIVATE;
    return databases.length === 0 ? NO_DATABASE : locate(bits);
  };

  return {
    lookup(address) {
      if (typeof address !== 'string') return INVALID;
      const found = resolve(address);
      groups.fill(0);
      return found;
    },
    ready: files.ready,
    reload: files.check,
    close: files.close,
    get attribution() {
      return [...new Set(databases.flatMap(({ attribution }) => attribution))];
    },
    get databases() {
      return databases.map(({ database, mmdb }) => ({ database, builtAtMs: mmdb.builtAtMs }));
    },
    get reloadFaults() {
      return files.faults;
    },
  };
}
