/**
 * Frames to what the map shows. Pure: told the time, tested without React. Frames of Tallylight Live win over others in the
 * same panel. What no country is known for stays in the total and in the ranking, as unknown; it is never left out.
 */
import type { DataFrame, Field } from '@grafana/data';
import { LOADING } from '../../shared/frame-words.ts';
import { type Freshness, worstOf } from '../../shared/freshness.ts';
import { readLiveMeta } from '../../shared/live-meta.ts';
import { type Notice, type NoticeWords, type QueryOutcome, toAbsentNotice, toBareNotice } from '../../shared/notice.ts';
import { type City, readCities } from './cities.ts';
import { CONTINENTS, nameOf } from './countries.ts';
import { type Audience, type Cell, readLive, readOthers, type SourceContext } from './sources.ts';
import { COUNTRIES, type ContinentCode } from './world/world.ts';

/** Stands for what no country is known for; no ISO code, so it is on no map. */
export const UNKNOWN = '??';

export interface CountryNow {
  /** ISO code, or {@link UNKNOWN}. */
  readonly code: string;
  readonly name: string;
  readonly continent: ContinentCode | undefined;
  readonly value: number;
  /** Of the whole with the unknown, 0–1; null when the whole is 0. */
  readonly share: number | null;
  /** From 1 at the largest. */
  readonly rank: number;
  /** Cell that the number (or the first part of it) comes from: it knows the data links. */
  readonly source: Cell | undefined;
}

export interface ContinentNow {
  readonly code: ContinentCode;
  readonly name: string;
  readonly value: number;
  readonly share: number | null;
}

export interface HeatmapView {
  readonly freshness: Freshness;
  /** When set, there is nothing else to show. */
  readonly notice: Notice | undefined;
  /** Every country with a number, and the unknown, the largest first. */
  readonly countries: readonly CountryNow[];
  /** Continents with a number above 0, the largest first. */
  readonly continents: readonly ContinentNow[];
  readonly cities: readonly City[];
  /** Countries with more than 0. */
  readonly active: number;
  /** Of all, the unknown with them; null when there is no number at all. */
  readonly total: number | null;
  /** Part of it that no country is known for. */
  readonly unknown: number;
  /** Shows the numbers: its config has unit, mappings and thresholds. */
  readonly field: Field | undefined;
  /** Lines that must be shown with the data. */
  readonly attribution: readonly string[];
}

export interface ViewContext extends SourceContext, QueryOutcome {}

const WORDS: NoticeWords = {
  absent: {
    sentence: 'There are no countries in this data.',
    next: 'Choose the topic Geography of Tallylight Live, or numbers with a label country.',
  },
  bare: { sentence: 'Nobody has watched anything yet.', next: 'Play a stream; this goes on by itself.' },
};

export function toView(frames: readonly DataFrame[], context: ViewContext): HeatmapView {
  const audience = readLive(frames, context) ?? readOthers(frames, context);
  const cities = readCities(frames);
  const attribution = [...new Set(frames.flatMap((frame) => readLiveMeta(frame)?.attribution ?? []))];
  if (audience === undefined) {
    const notice = cities.length === 0 ? toAbsentNotice(context, WORDS) : undefined;
    return { ...toEmptyView(notice, context), cities, attribution };
  }
  const notice = toNotice(audience, cities);
  if (notice !== undefined) return { ...toEmptyView(notice, context), freshness: audience.freshness };

  const known = [...audience.byCountry].flatMap(([code, { value, source }]) =>
    value === null ? [] : [{ code, value, source }],
  );
  const all =
    audience.unknown === null || audience.unknown === 0
      ? known
      : [...known, { code: UNKNOWN, value: audience.unknown, source: undefined }];
  const total = all.length === 0 ? null : all.reduce((sum, { value }) => sum + value, 0);
  return {
    freshness: withErrors(audience.freshness, context),
    notice: undefined,
    countries: toRanking(all, total),
    continents: toContinents(known, total),
    cities,
    active: known.filter(({ value }) => value > 0).length,
    total,
    unknown: audience.unknown ?? 0,
    field: audience.field,
    attribution,
  };
}

type Counted = Pick<CountryNow, 'code' | 'value' | 'source'>;

function toRanking(all: readonly Counted[], total: number | null): CountryNow[] {
  return [...all]
    .sort((a, b) => b.value - a.value || (a.code < b.code ? -1 : 1))
    .map(({ code, value, source }, index) => ({
      code,
      source,
      name: code === UNKNOWN ? 'Unknown' : nameOf(code),
      continent: COUNTRIES.get(code)?.continent,
      value,
      share: toShare(value, total),
      rank: index + 1,
    }));
}

function toContinents(known: readonly Counted[], total: number | null): ContinentNow[] {
  const sums = new Map<ContinentCode, number>();
  for (const { code, value } of known) {
    const continent = COUNTRIES.get(code)?.continent;
    if (continent !== undefined) sums.set(continent, (sums.get(continent) ?? 0) + value);
  }
  return [...sums]
    .filter(([, value]) => value > 0)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([code, value]) => ({ code, name: CONTINENTS[code], value, share: toShare(value, total) }));
}

function toShare(value: number, total: number | null): number | null {
  return total === null || total <= 0 ? null : Math.min(1, Math.max(0, value / total));
}

function toNotice(audience: Audience, cities: readonly City[]): Notice | undefined {
  const isBare = audience.byCountry.size === 0 && !audience.unknown && cities.length === 0;
  const { freshness, problem } = audience;
  return audience.isLive && isBare ? toBareNotice({ phase: freshness.phase, problem }, WORDS) : undefined;
}

/** A query that failed keeps its numbers; the lamp says so. */
function withErrors(freshness: Freshness, { state, stampMs }: ViewContext): Freshness {
  const failed: Freshness = { phase: 'error', ageMs: freshness.ageMs, tickMs: freshness.tickMs, stampMs };
  return state === LOADING.Error ? (worstOf([failed, freshness]) ?? freshness) : freshness;
}

const PHASES: Readonly<Record<Notice['kind'], Freshness['phase']>> = {
  loading: 'loading',
  empty: 'off',
  stale: 'stale',
  error: 'error',
  'no-permission': 'error',
};

function toEmptyView(notice: Notice | undefined, { stampMs }: ViewContext): HeatmapView {
  const phase = notice === undefined ? 'off' : PHASES[notice.kind];
  return {
    freshness: { phase, ageMs: null, tickMs: null, stampMs },
    notice,
    countries: [],
    continents: [],
    cities: [],
    active: 0,
    total: null,
    unknown: 0,
    field: undefined,
    attribution: [],
  };
}
