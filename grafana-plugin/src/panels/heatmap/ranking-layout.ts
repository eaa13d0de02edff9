/** How many rows of countries and continents fit into the box of the ranking, and how tall they are. */
import type { Layout } from './layout.ts';

export interface RankingLayout {
  readonly countries: number;
  /** Rows of countries in one column. */
  readonly perColumn: number;
  readonly continents: number;
  readonly rowPx: number;
}

const GAP_PX = 8;

/** Fewer countries than this are no ranking; continents wait until there is room for both. */
const LEAST_COUNTRIES = 5;

const TOP_COUNTRIES = 10;

/** Below the map the countries stand in two columns. */
const COLUMNS = 2;
const COLUMNS_FROM_PX = 520;

/** A row may grow to this multiple where there is room to spare. */
const ROOMY = 1.35;

export function toRankingLayout(
  { place, width, height }: NonNullable<Layout['ranking']>,
  rowPx: number,
  headingPx: number,
  countries: number,
  continents: number,
): RankingLayout {
  const fit = (px: number): number => Math.max(0, Math.floor((px - headingPx) / rowPx));
  if (place === 'below') {
    const perColumn = fit(height);
    const columns = width >= COLUMNS_FROM_PX ? COLUMNS : 1;
    const rows = Math.min(perColumn, Math.max(1, Math.ceil(TOP_COUNTRIES / columns)));
    return {
      countries: Math.min(countries, rows * columns),
      perColumn: rows,
      continents: Math.min(continents, perColumn),
      rowPx,
    };
  }
  const least = Math.min(LEAST_COUNTRIES, countries) * rowPx + headingPx;
  const shownContinents = Math.min(continents, fit(height - least - GAP_PX));
  // Half of the continents say nothing of the world; the largest three of them do.
  const few = shownContinents < Math.min(3, continents) ? 0 : shownContinents;
  const taken = few === 0 ? 0 : few * rowPx + headingPx + GAP_PX;
  const shown = Math.min(countries, TOP_COUNTRIES, fit(height - taken));
  const lines = shown + few;
  const spare = height - headingPx - taken + few * rowPx;
  return {
    countries: shown,
    perColumn: Math.max(1, shown),
    continents: few,
    rowPx: lines === 0 ? rowPx : Math.floor(Math.min(rowPx * ROOMY, Math.max(rowPx, spare / lines))),
  };
}
