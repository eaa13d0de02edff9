/** Viewers and bytes by country. Countries come from the geo database, a closed set; `ZZ` is unknown or private. */

export class Country {
  /** ISO 3166-1 alpha-2, or `ZZ`. */
  readonly code: string;
  readonly continent: string | null;
  readonly labels: readonly string[];
  /** Sessions now. */
  sessions = 0;
  egressBytes = 0;
  /** What the last published row said; a row is told again only when this differs. */
  toldSessions = -1;
  toldBytes = -1;

  constructor(code: string, continent: string | null) {
    this.code = code;
    this.continent = continent;
    this.labels = [code];
  }
}

/** All ISO codes and room for user-assigned ones; a database that says more is not one of countries. */
const MAX_COUNTRIES = 300;

export interface Countries {
  /** The country of a code, made at first sight. */
  of(code: string, continent: string | null): Country;
  readonly all: ReadonlyMap<string, Country>;
}

export function createCountries(): Countries {
  const all = new Map<string, Country>();
  const unknown = new Country('ZZ', null);
  all.set('ZZ', unknown);
  return {
    of(code, continent) {
      const known = all.get(code);
      if (known !== undefined) return known;
      if (all.size >= MAX_COUNTRIES) return unknown;
      const country = new Country(code, continent);
      all.set(code, country);
      return country;
    },
    all,
  };
}
