/**
 * What a database record says, whichever of the two shapes it has: flat (ip-location-db: `country_code`, `latitude`) or
 * nested (MaxMind, DB-IP: `country.iso_code`, `location.latitude`). A field that is missing or of a wrong type is
 * unknown; nothing here throws and nothing is guessed (a block's registered country is not where its users are).
 */
import { continentOf, isContinent } from './continents.ts';
import type { GeoDatabaseKind, GeoTags } from './geo.ts';

/** `ZZ`: the code ISO leaves free and CLDR uses for a place that is not known. */
export const NOWHERE: GeoTags = Object.freeze({
  country: 'ZZ',
  continent: null,
  city: null,
  latitude: null,
  longitude: null,
  asn: null,
  network: null,
});

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Some makers store coordinates as text. */
function degreesOf(value: unknown, limit: number): number | null {
  const degrees = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof degrees === 'number' && Math.abs(degrees) <= limit ? degrees : null;
}

function areaOf(record: Fields): Pick<GeoTags, 'country' | 'continent'> {
  const code = textOf(record.country_code) ?? textOf(fieldsOf(record.country).iso_code);
  const country = code?.toUpperCase() ?? 'ZZ';
  const continent = continentOf(country);
  if (continent !== undefined) return { country, continent };
  const stated = record.continent_code ?? fieldsOf(record.continent).code;
  return { country: 'ZZ', continent: isContinent(stated) ? stated : null };
}

function pointOf(record: Fields): Pick<GeoTags, 'city' | 'latitude' | 'longitude'> {
  const { city } = record;
  const place = { ...record, ...fieldsOf(record.location) };
  const latitude = degreesOf(place.latitude, 90);
  const longitude = degreesOf(place.longitude, 180);
  const isPoint = latitude !== null && longitude !== null;
  return {
    city: textOf(city) ?? textOf(fieldsOf(fieldsOf(city).names).en),
    latitude: isPoint ? latitude : null,
    longitude: isPoint ? longitude : null,
  };
}

function networkOf(record: Fields): Pick<GeoTags, 'asn' | 'network'> {
  const asn = record.autonomous_system_number;
  return {
    asn: typeof asn === 'number' && Number.isSafeInteger(asn) && asn > 0 ? asn : null,
    network: textOf(record.autonomous_system_organization),
  };
}

const isKnown = (tags: GeoTags): boolean =>
  tags.country !== 'ZZ' || tags.continent !== null || tags.city !== null || tags.latitude !== null || tags.asn !== null;

/**
 * One set of tags out of the records that the databases have for an address; NOWHERE itself when they say nothing.
 * The country database has the word on the country, the city database where there is none.
 */
export function toTags(records: ReadonlyMap<GeoDatabaseKind, unknown>): GeoTags {
  const city = fieldsOf(records.get('city'));
  const area = areaOf(fieldsOf(records.get('country')));
  const tags: GeoTags = Object.freeze({
    ...(area.continent === null ? areaOf(city) : area),
    ...pointOf(city),
    ...networkOf(fieldsOf(records.get('asn'))),
  });
  return isKnown(tags) ? tags : NOWHERE;
}

const NAMED_FOR: Readonly<Record<GeoDatabaseKind, RegExp>> = {
  country: /country|city/i,
  city: /city/i,
  asn: /asn|isp/i,
};

/** Whether a database is of the kind it was given for: by the type it states, else by what its first records hold. */
export function isOfKind(kind: GeoDatabaseKind, databaseType: string, samples: readonly unknown[]): boolean {
  if (NAMED_FOR[kind].test(databaseType)) return true;
  return samples.map(fieldsOf).some((sample) => {
    if (kind === 'asn') return networkOf(sample).asn !== null;
    if (kind === 'country') return areaOf(sample).continent !== null;
    const { city, latitude } = pointOf(sample);
    return city !== null || latitude !== null;
  });
}
