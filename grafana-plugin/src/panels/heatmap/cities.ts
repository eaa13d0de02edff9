/** Frames with a latitude and a longitude: points of their own beside the countries, such as cities or sites. */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../shared/frame-words.ts';
import { CITY_NAMES, isLatitudeName, isLongitudeName, isPlaceName } from './field-names.ts';

export interface City {
  readonly key: string;
  readonly name: string;
  /** Degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly value: number;
}

/** Ten thousand points in one map are a blur and take the browser's time; the largest are drawn. */
const MOST_CITIES = 500;

/** Points of all frames, the largest first; each place once. */
export function readCities(frames: readonly DataFrame[]): City[] {
  const cities = new Map<string, City>();
  for (const frame of frames) {
    for (const city of toCities(frame)) {
      const known = cities.get(city.key);
      cities.set(city.key, known === undefined ? city : { ...city, value: known.value + city.value });
    }
  }
  return [...cities.values()].sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1)).slice(0, MOST_CITIES);
}

export function isCityFrame({ fields }: DataFrame): boolean {
  return fields.some(({ name }) => isLatitudeName(name)) && fields.some(({ name }) => isLongitudeName(name));
}

function toCities({ fields }: DataFrame): City[] {
  const latitudes = fields.find(({ name }) => isLatitudeName(name))?.values;
  const longitudes = fields.find(({ name }) => isLongitudeName(name))?.values;
  if (latitudes === undefined || longitudes === undefined) return [];
  const names = toNameField(fields)?.values ?? [];
  const values = fields.find(({ name, type }) => type === FIELD.number && !isPlaceName(name))?.values;
  return latitudes.flatMap((words, index) => {
    const latitude = toDegrees(words, 90);
    const longitude = toDegrees(longitudes[index], 180);
    const value = values === undefined ? 1 : Number(values[index] ?? Number.NaN);
    if (latitude === undefined || longitude === undefined || !(value > 0)) return [];
    const name = String(names[index] ?? '') || `${latitude.toFixed(1)}, ${longitude.toFixed(1)}`;
    return [{ key: `${name} ${latitude} ${longitude}`, name, latitude, longitude, value }];
  });
}

function toNameField(fields: readonly Field[]): Field | undefined {
  const words = fields.filter(({ type }) => type === FIELD.string);
  return CITY_NAMES.map((pattern) => words.find(({ name }) => pattern.test(name))).find((field) => field !== undefined);
}

/** Prometheus has coordinates as labels, that is as text. */
function toDegrees(words: unknown, most: number): number | undefined {
  if (words === null || words === undefined || words === '') return undefined;
  const degrees = Number(words);
  return Math.abs(degrees) <= most ? degrees : undefined;
}
