/**
 * Towns and networks of the viewers there are now, where the host gave files that tell them. Counted by open sessions: a town
 * or network that nobody watches from any more is forgotten, so there are never more of them than sessions. A town with fewer
 * viewers than the threshold is not named anywhere: its viewers count for the country alone.
 */

/** What a geo database tells of an address; one object for all addresses of a record. */
export interface PlaceTags {
  readonly country: string;
  readonly city?: string | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  readonly asn?: number | null;
  /** Name of the network's operator. */
  readonly network?: string | null;
}

export interface City {
  readonly name: string;
  readonly country: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  sessions: number;
}

export interface Network {
  readonly asn: number;
  readonly name: string | null;
  readonly country: string;
  sessions: number;
}

/** A town and a network of it, as sessions hold it. */
export interface Place {
  readonly city: City | null;
  readonly network: Network | null;
  /** A session begins here, and one ends. */
  enter(): void;
  leave(): void;
}

export interface Places {
  /** The place of these tags; `undefined` when they name neither town nor network. */
  of(tags: PlaceTags): Place | undefined;
  /** Whether any database told a town, or a network, so far. */
  readonly tellsCities: boolean;
  readonly tellsNetworks: boolean;
  /** Whether a town has enough viewers to be named. */
  isNamed(city: City): boolean;
  /** Towns of a country that may be named, the most watched first. */
  citiesOf(country: string, limit: number): readonly City[];
  networksOf(country: string, limit: number): readonly Network[];
  /** Sessions now by autonomous system, whatever the country. */
  networks(): ReadonlyMap<number, { readonly name: string | null; readonly sessions: number }>;
  /** Whether towns or networks of a country moved since this was last asked. */
  hasMoved(country: string): boolean;
}

/** @param minCitySessions fewer viewers than this do not name a town */
export function createPlaces(minCitySessions = 1): Places {
  const cities = new Map<string, Map<string, City>>();
  const networks = new Map<string, Map<number, Network>>();
  const known = new WeakMap<PlaceTags, Place>();
  const moved = new Set<string>();
  let tellsCities = false;
  let tellsNetworks = false;

  function counted<K, T extends { readonly country: string; sessions: number }>(
    all: Map<string, Map<K, T>>,
    key: K,
    thing: T,
    by: 1 | -1,
  ): void {
    thing.sessions += by;
    moved.add(thing.country);
    let here = all.get(thing.country);
    if (by === 1 && thing.sessions === 1) {
      if (here === undefined) {
        here = new Map();
        all.set(thing.country, here);
      }
      here.set(key, thing);
    } else if (thing.sessions === 0) {
      here?.delete(key);
      if (here?.size === 0) all.delete(thing.country);
    }
  }

  function make(tags: PlaceTags): Place | undefined {
    const { country, city = null, latitude = null, longitude = null, asn = null, network = null } = tags;
    if (city === null && asn === null) return undefined;
    tellsCities ||= city !== null;
    tellsNetworks ||= asn !== null;
    // Two towns of one name in one country lie apart.
    const cityKey = `${city}\n${latitude}\n${longitude}`;
    const find = (): { city: City | null; network: Network | null } => ({
      city:
        city === null
          ? null
          : (cities.get(country)?.get(cityKey) ?? { name: city, country, latitude, longitude, sessions: 0 }),
      network: asn === null ? null : (networks.get(country)?.get(asn) ?? { asn, name: network, country, sessions: 0 }),
    });
    let inside = 0;
    let now = find();
    return {
      get city() {
        return now.city;
      },
      get network() {
        return now.network;
      },
      enter() {
        // Another record of the same town may have brought it back meanwhile.
        if (inside === 0) now = find();
        inside += 1;
        if (now.city !== null) counted(cities, cityKey, now.city, 1);
        if (now.network !== null) counted(networks, now.network.asn, now.network, 1);
      },
      leave() {
        inside -= 1;
        if (now.city !== null) counted(cities, cityKey, now.city, -1);
        if (now.network !== null) counted(networks, now.network.asn, now.network, -1);
      },
    };
  }

  const isNamed = ({ sessions }: City): boolean => sessions >= minCitySessions;
  const most = <T extends { readonly sessions: number }>(all: Iterable<T>, limit: number): readonly T[] =>
    [...all].sort((a, b) => b.sessions - a.sessions).slice(0, limit);

  return {
    of(tags) {
      const found = known.get(tags);
      if (found !== undefined) return found;
      const made = make(tags);
      if (made !== undefined) known.set(tags, made);
      return made;
    },
    get tellsCities() {
      return tellsCities;
    },
    get tellsNetworks() {
      return tellsNetworks;
    },
    isNamed,
    citiesOf: (country, limit) => most([...(cities.get(country)?.values() ?? [])].filter(isNamed), limit),
    networksOf: (country, limit) => most(networks.get(country)?.values() ?? [], limit),
    networks() {
      const sums = new Map<number, { name: string | null; sessions: number }>();
      for (const here of networks.values()) {
        for (const { asn, name, sessions } of here.values()) {
          const sum = sums.get(asn);
          if (sum === undefined) sums.set(asn, { name, sessions });
          else sum.sessions += sessions;
        }
      }
      return sums;
    },
    hasMoved: (country) => moved.delete(country),
  };
}
