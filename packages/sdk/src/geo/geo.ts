/**
 * Where an address is: the words for it, and the entry point `@tallylight/sdk/geo`.
 * The SDK ships no geo data. A country file comes from an optional npm package, any other file from the host; licences
 * ask for a line of attribution each, which travels with what is shown.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TallylightError } from '../errors.ts';

/** One place and network, frozen. The same object for every address of one database record, so `===` tells two apart. */
export interface GeoTags {
  /** ISO 3166-1 alpha-2 (and XK); `ZZ` when unknown or private. */
  readonly country: string;
  /** AF AN AS EU NA OC SA. */
  readonly continent: string | null;
  readonly city: string | null;
  /** Degrees, WGS 84; both or neither. The middle of a city or of an area, never a house. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Number of the autonomous system that announces the address. */
  readonly asn: number | null;
  /** Name of its operator, as a rule the internet provider. */
  readonly network: string | null;
}

/** `no_database`: none is configured or none could be loaded yet. */
export type GeoResult = 'hit' | 'miss' | 'private' | 'invalid' | 'no_database';

export interface GeoLookup {
  readonly result: GeoResult;
  readonly tags: GeoTags;
}

/** `country` gives country and continent, `city` city and coordinates (and the country without a `country` file), `asn` the network. */
export type GeoDatabaseKind = 'country' | 'city' | 'asn';

/** An mmdb file and the lines that its licence wants shown. */
export interface GeoDatabaseFile {
  readonly file: string;
  /** @default the lines of the makers that the SDK knows by the file's own type: DB-IP and MaxMind */
  readonly attribution?: readonly string[];
}

/** Each file is flat (ip-location-db) or nested (MaxMind, DB-IP). A path stands for `{ file: path }`. */
export interface GeoOptions {
  readonly country?: string | GeoDatabaseFile | undefined;
  readonly city?: string | GeoDatabaseFile | undefined;
  readonly asn?: string | GeoDatabaseFile | undefined;
  /** How often the files are looked at for a newer version. @default 60 000 */
  readonly reloadIntervalMs?: number | undefined;
  /** A town with fewer viewers than this is named nowhere: they count for their country alone. 1 to 1000. @default 1 */
  readonly minCitySessions?: number | undefined;
  /** Decoded records kept at hand. A country file has about 250 in all. @default 10 000 */
  readonly cacheSize?: number | undefined;
}

export interface Geo {
  /** Settles when each file was tried once. Rejects (never unhandled) when one could not be loaded; it is tried again at each interval. */
  readonly ready: Promise<void>;
  /** Never throws, never waits. Takes an address as a socket or a proxy header gives it, without port. */
  lookup(address: string): GeoLookup;
  /** Lines to show wherever results are shown: those of the loaded files, each once. */
  readonly attribution: readonly string[];
  /** The loaded files and when their makers built them. */
  readonly databases: readonly { readonly database: GeoDatabaseKind; readonly builtAtMs: number }[];
  /** Times that a file was found unusable or gone. The version loaded before stays in use. */
  readonly reloadFaults: number;
  /** Looks at the files now. Never rejects; see reloadFaults. */
  reload(): Promise<void>;
  close(): void;
}

const PACKAGE = '@ip-location-db/geo-whois-asn-country-mmdb';

// The CJS build has __filename, the ESM build has import.meta.url.
const thisModule: string | undefined = typeof __filename === 'string' ? __filename : import.meta.url;

function resolveFrom(origin: string | undefined, request: string): string | undefined {
  try {
    return origin === undefined ? undefined : createRequire(origin).resolve(request);
  } catch {
    return undefined;
  }
}

/**
 * The country file of the optional npm package `@ip-location-db/geo-whois-asn-country-mmdb`, about 8 MB in memory.
 * Looked for from the SDK, from the program's main script and from the working directory.
 * @throws TallylightError `GEO` when the package is not installed; the message has the command that installs it
 */
export function countryDatabase(): GeoDatabaseFile {
  const request = `${PACKAGE}/geo-whois-asn-country.mmdb`;
  const file =
    resolveFrom(thisModule, request) ??
    resolveFrom(process.argv[1], request) ??
    resolveFrom(join(process.cwd(), 'package.json'), request);
  if (file === undefined) {
    throw new TallylightError(
      'GEO',
      `countryDatabase() needs the optional package ${PACKAGE}, which is not installed: npm install ${PACKAGE}`,
    );
  }
  return {
    file,
    attribution: [
      "Country data: NRO statistics (https://www.nro.net), CC BY 4.0, merged with operators' geofeeds by ip-location-db",
    ],
  };
}
