/** Columns of who watches: sessions (asked for by stream or country), countries, users, content. */
import type { AudienceRow, ContentRow, GeoRow, SessionRow } from '@tallylight/protocol';
import { columnsOf } from './column.ts';

export const SESSION_COLUMNS = columnsOf<SessionRow>()(
  { name: 'session', type: 'string', read: (_, key) => key },
  { name: 'stream', type: 'string', read: (row) => row.stream },
  { name: 'country', type: 'string', read: (row) => row.country },
  { name: 'device class', type: 'string', read: (row) => row.deviceClass },
  { name: 'network', type: 'string', read: (row) => row.network },
  { name: 'city', type: 'string', read: (row) => row.city },
  { name: 'asn', type: 'number', read: (row) => row.asn },
  { name: 'provider', type: 'string', read: (row) => row.provider },
  { name: 'user', type: 'string', read: (row) => row.user },
  { name: 'rendition', type: 'string', read: (row) => row.rendition },
  { name: 'started', type: 'time', read: (row) => row.startedMs },
  { name: 'last seen', type: 'time', read: (row) => row.lastSeenMs },
  { name: 'watched', type: 'number', unit: 'ms', read: (row) => row.watchMs },
  { name: 'requests', type: 'number', read: (row) => row.requests },
  { name: 'egress total', type: 'number', unit: 'decbytes', read: (row) => row.egressBytes },
  // The mean since it began: a session fetches in bursts, so its rate of one second says nothing.
  { name: 'bitrate', type: 'number', unit: 'Bps', read: toMeanRate },
);

function toMeanRate({ egressBytes, startedMs, lastSeenMs }: SessionRow): number | null {
  const spanMs = lastSeenMs - startedMs;
  return spanMs > 0 ? (egressBytes / spanMs) * 1_000 : null;
}

export const GEO_COLUMNS = columnsOf<GeoRow>()(
  { name: 'country', type: 'string', read: (_, key) => key },
  { name: 'continent', type: 'string', read: (row) => row.continent },
  { name: 'sessions', type: 'number', read: (row) => row.sessions },
  { name: 'egress total', type: 'number', unit: 'decbytes', read: (row) => row.egressBytes },
  { name: 'share', type: 'number', unit: 'percentunit', read: (row) => row.share },
);

/** A town or a network with its country. */
export interface Placed<P> {
  readonly country: string;
  readonly place: P;
}
type City = NonNullable<GeoRow['cities']>[number];
type Network = NonNullable<GeoRow['networks']>[number];

/** Coordinates are degrees. */
export const CITY_COLUMNS = columnsOf<Placed<City>>()(
  { name: 'city', type: 'string', read: ({ place }) => place.name },
  { name: 'country', type: 'string', read: ({ country }) => country },
  { name: 'latitude', type: 'number', read: ({ place }) => place.latitude },
  { name: 'longitude', type: 'number', read: ({ place }) => place.longitude },
  { name: 'sessions', type: 'number', read: ({ place }) => place.sessions },
);

export const NETWORK_COLUMNS = columnsOf<Placed<Network>>()(
  { name: 'asn', type: 'number', read: ({ place }) => place.asn },
  { name: 'provider', type: 'string', read: ({ place }) => place.name },
  { name: 'country', type: 'string', read: ({ country }) => country },
  { name: 'sessions', type: 'number', read: ({ place }) => place.sessions },
);

/** The towns, or the networks, of every country; the key is the country and the place in its list. */
export function toPlaced<L extends 'cities' | 'networks'>(
  rows: ReadonlyMap<string, GeoRow>,
  list: L,
): Map<string, Placed<NonNullable<GeoRow[L]>[number]>> {
  return new Map(
    [...rows].flatMap(([country, row]) =>
      (row[list] ?? []).map((place, index) => [toListKey(country, index), { country, place }] as const),
    ),
  );
}

/** Keys of a list inside a row, so that they sort in its order. */
function toListKey(key: string, index: number): string {
  return `${key} ${String(index + 1).padStart(4, '0')}`;
}

export const AUDIENCE_COLUMNS = columnsOf<AudienceRow>()(
  { name: 'window', type: 'string', read: (_, key) => key },
  { name: 'users', type: 'number', read: (row) => row.users },
  { name: 'estimated', type: 'boolean', read: (row) => row.estimated },
  { name: 'peak', type: 'number', read: (row) => row.peak },
  { name: 'peak at', type: 'time', read: (row) => row.peakAtMs },
  { name: 'since', type: 'time', read: (row) => row.sinceMs },
);

export const CONTENT_COLUMNS = columnsOf<ContentRow>()(
  { name: 'kind', type: 'string', read: (_, key) => key },
  { name: 'views', type: 'number', read: (row) => row.views },
  { name: 'purchases', type: 'number', read: (row) => row.purchases },
  { name: 'conversion', type: 'number', unit: 'percentunit', read: (row) => row.conversion },
  { name: 'views today', type: 'number', read: (row) => row.viewsToday },
  { name: 'purchases today', type: 'number', read: (row) => row.purchasesToday },
  { name: 'conversion today', type: 'number', unit: 'percentunit', read: (row) => row.conversionToday },
);

/** One of the leading items of a kind, with its place in that list. */
export interface TopItem {
  readonly list: string;
  readonly rank: number;
  readonly item: ContentRow['top'][number];
}

export const TOP_CONTENT_COLUMNS = columnsOf<TopItem>()(
  { name: 'item', type: 'string', read: ({ item }) => item.id },
  { name: 'list', type: 'string', read: ({ list }) => list },
  { name: 'rank', type: 'number', read: ({ rank }) => rank },
  { name: 'kind', type: 'string', read: ({ item }) => item.kind },
  { name: 'views', type: 'number', read: ({ item }) => item.views },
  { name: 'purchases', type: 'number', read: ({ item }) => item.purchases },
  { name: 'views today', type: 'number', read: ({ item }) => item.viewsToday },
  { name: 'purchases today', type: 'number', read: ({ item }) => item.purchasesToday },
);

/** The leading items of every kind, in their order; the key is the list and the place. */
export function toTopItems(rows: ReadonlyMap<string, ContentRow>): Map<string, TopItem> {
  return new Map(
    [...rows].flatMap(([list, { top }]) =>
      top.map((item, index) => [toListKey(list, index), { list, rank: index + 1, item }] as const),
    ),
  );
}
