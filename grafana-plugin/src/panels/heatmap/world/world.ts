/** What make-world.mjs made, by code. The paths are finished: nothing is projected while a panel runs. */
import { type Point, type ProjectionName, project } from './projection.ts';
import world from './world.json';

export interface Country {
  /** ISO 3166-1 alpha-2, and XK. */
  readonly code: string;
  readonly alpha3: string;
  readonly continent: ContinentCode;
  /** Degrees: where its circle stands. */
  readonly longitude: number;
  readonly latitude: number;
}

export type ContinentCode = 'AF' | 'AN' | 'AS' | 'EU' | 'NA' | 'OC' | 'SA';

/** Paths in world units. */
export interface WorldMap {
  /** The edge of the earth. */
  readonly sphere: string;
  /** Land that has no ISO code. */
  readonly neutral: string;
  /** Country and path; small countries have none. */
  readonly shapes: readonly (readonly [code: string, path: string])[];
}

/** Every country by its code. */
export const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  Object.entries(world.countries).map(([code, words]) => {
    const [alpha3 = '', continent = '', longitude, latitude] = words.split(' ');
    const country = { alpha3, continent: continent as ContinentCode };
    return [code, { code, ...country, longitude: Number(longitude), latitude: Number(latitude) }];
  }),
);

export const WORLD_MAPS: Readonly<Record<ProjectionName, WorldMap>> = {
  naturalEarth: toWorldMap(world.maps.naturalEarth),
  equalEarth: toWorldMap(world.maps.equalEarth),
};

/** Codes that have a shape of their own. */
export const CODES_WITH_SHAPE: ReadonlySet<string> = new Set(WORLD_MAPS.naturalEarth.shapes.map(([code]) => code));

const placed: Record<ProjectionName, Map<string, Point>> = { naturalEarth: new Map(), equalEarth: new Map() };

/** Where the circle of a country stands, world units; `undefined` for what is no country. */
export function placeOf(name: ProjectionName, code: string): Point | undefined {
  const known = placed[name].get(code);
  const country = COUNTRIES.get(code);
  if (known !== undefined || country === undefined) return known;
  const place = project(name, country.longitude, country.latitude);
  placed[name].set(code, place);
  return place;
}

function toWorldMap({ sphere, neutral, shapes }: typeof world.maps.naturalEarth): WorldMap {
  return { sphere, neutral, shapes: Object.entries(shapes) };
}
