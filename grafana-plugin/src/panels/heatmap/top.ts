/** Which countries the ranking lists: the ten largest, of one continent when it is chosen, and always the pinned one. */
import type { CountryNow, HeatmapView } from './view.ts';
import type { ContinentCode } from './world/world.ts';

export interface Top {
  /** At most ten with a number above 0; the pinned one is the last of them when it is smaller. */
  readonly countries: readonly CountryNow[];
  /** How many there are in all. */
  readonly count: number;
}

const TOP_COUNTRIES = 10;

export function topOf(
  { countries }: HeatmapView,
  continent: ContinentCode | undefined,
  pinned: string | undefined,
): Top {
  const all = countries.filter((one) => one.value > 0 && (continent === undefined || one.continent === continent));
  return { countries: all.slice(0, TOP_COUNTRIES), count: all.length, ...withPinned(all, pinned) };
}

function withPinned(all: readonly CountryNow[], pinned: string | undefined): Pick<Top, 'countries'> | undefined {
  const index = all.findIndex(({ code }) => code === pinned);
  const own = all[index];
  return own === undefined || index < TOP_COUNTRIES
    ? undefined
    : { countries: [...all.slice(0, TOP_COUNTRIES - 1), own] };
}
