/**
 * Which sessions somebody looks at now, by stream or country: rows of the others are never made. Counted, because several
 * readers may ask for the same.
 */

export interface SessionWatch {
  /** Notes that these are looked at; returns the end of it. */
  add(terms: { readonly streams: readonly string[]; readonly countries: readonly string[] }): () => void;
  readonly streams: ReadonlyMap<string, number>;
  readonly countries: ReadonlyMap<string, number>;
}

export function createSessionWatch(): SessionWatch {
  const streams = new Map<string, number>();
  const countries = new Map<string, number>();
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
      let over = false;
      return () => {
        if (over) return;
        over = true;
        move(streams, terms.streams, -1);
        move(countries, terms.countries, -1);
      };
    },
    streams,
    countries,
  };
}

/** What a filter of the topic `sessions` asks for; `undefined` when it names neither a stream nor a country. */
export function watchTerms(
  where: Readonly<Record<string, unknown>> | undefined,
): { readonly streams: readonly string[]; readonly countries: readonly string[] } | undefined {
  const named = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((name): name is string => typeof name === 'string');
  const streams = named(where?.stream);
  // With a stream the country only narrows what is looked at already.
  const countries = streams.length > 0 ? [] : named(where?.country);
  return streams.length + countries.length === 0 ? undefined : { streams, countries };
}
