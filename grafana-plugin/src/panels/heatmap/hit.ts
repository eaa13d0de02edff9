/** Which place a pointer means. Many countries are smaller than a fingertip, and 76 have no area at all at this scale. */
import type { CountryNow } from './view.ts';
import type { Point } from './world/projection.ts';
import { CODES_WITH_SHAPE } from './world/world.ts';

/** How far beside a country without an area a pointer still means it. */
const NEAR_PX = 9;

export interface Found {
  /** Of a country. */
  readonly code?: string;
  /** Index of a point. */
  readonly city?: number;
}

/** `at` and what `toPlacePx` gives are pixels of the map. */
export function findPlace(
  target: EventTarget | null,
  at: Point,
  countries: readonly CountryNow[],
  toPlacePx: (code: string) => Point | undefined,
): Found | undefined {
  const hit = target instanceof Element ? target.closest<SVGElement>('[data-code], [data-city]') : null;
  const { code, city } = hit?.dataset ?? {};
  if (city !== undefined) return { city: Number(city) };
  // A circle is meant as it is; an area may have a small neighbour on it.
  if (code !== undefined && hit?.tagName === 'circle') return { code };
  const near = findNearest(at, countries, toPlacePx);
  if (near !== undefined) return { code: near };
  return code === undefined ? undefined : { code };
}

function findNearest(
  at: Point,
  countries: readonly CountryNow[],
  toPlacePx: (code: string) => Point | undefined,
): string | undefined {
  let nearest: { readonly code: string; readonly px: number } | undefined;
  for (const { code } of countries) {
    if (CODES_WITH_SHAPE.has(code)) continue;
    const place = toPlacePx(code);
    if (place === undefined) continue;
    const px = Math.hypot(place.x - at.x, place.y - at.y);
    if (px <= NEAR_PX && px < (nearest?.px ?? Number.POSITIVE_INFINITY)) nearest = { code, px };
  }
  return nearest?.code;
}
