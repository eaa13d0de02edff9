/**
 * Which sessions somebody looks at now, by stream, country or user: rows of the others are never made. Counted, because several
 * readers may ask for the same.
 */

export interface SessionWatch {
  /** Notes that these are looked at; returns the end of it. */
  add(terms: WatchTerms): () => void;
  readonly streams: ReadonlyMap<string, number>;
  readonly countries: ReadonlyMap<string, number>;
  /** As rows carry them: hashes as texts. */
  readonly users: ReadonlyMap<string, number>;
}

export interface WatchTerms {
  readonly streams: readonly string[];
  readonly countries: readonly string[];
  readonly users: readonly string[];
}

export function createSessionWatch(): SessionWatch {
  const streams = new Map<string, number>();
  const countries = new Map<string, number>();
  const users = new Map<string, number>();
  const move = (counts: Map<string, number>, names: readonly string[], by: number): void => {
    for (const name of names) {
      const count = (counts.get(name) ?? 0) + by;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
    }
  };
  return {
    add(terms) {
      move(streams, terms.streams, 1);
      move(countries, terms.countries, 1);
      move(users, terms.users, 1);
      let over = false;
      return () => {
        if (over) return;
        over = true;
        move(streams, terms.streams, -1);
        move(countries, terms.countries, -1);
        move(users, terms.users, -1);
      };
    },
    streams,
    countries,
    users,
  };
}

/** What a filter of the topic `sessions` asks for; `undefined` when it names no stream, country or user. */
export function watchTerms(where: Readonly<Record<string, unknown>> | undefined): WatchTerms | undefined {
  const named = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((name): name is string => typeof name === 'string');
  const streams = named(where?.stream);
  // The first of them says what is looked at, the others only narrow it.
  const users = streams.length > 0 ? [] : named(where?.user);
  const countries = streams.length + users.length > 0 ? [] : named(where?.country);
  return streams.length + countries.length + users.length === 0 ? undefined : { streams, countries, users };
}
