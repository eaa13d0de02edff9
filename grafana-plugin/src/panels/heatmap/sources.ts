/**
 * The kinds of frames that the panel understands, brought to one shape: a number per country, and how old it is. Tallylight
 * Live gives one table with a row per country. Others give tables with a country column (Prometheus: an instant query) or
 * series with a country label (a range query), of which the newest value counts.
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../../shared/frame-words.ts';
import { type Freshness, worstOf } from '../../shared/freshness.ts';
import { type LiveMeta, readLiveMeta } from '../../shared/live-meta.ts';
import { isCityFrame } from './cities.ts';
import { toCountryCode } from './countries.ts';
import { isCountryName, isPlaceName } from './field-names.ts';

export interface Audience {
  /** By ISO code. */
  readonly byCountry: ReadonlyMap<string, CountryValue>;
  /** Sum of what no country is known for; null when there is no such row with a number. */
  readonly unknown: number | null;
  /** The field that the numbers come from: its unit, mappings and thresholds show all of them. */
  readonly field: Field | undefined;
  readonly freshness: Freshness;
  /** Why the data is not live, in the words of the data source. */
  readonly problem: string | undefined;
  readonly isLive: boolean;
}

export interface CountryValue {
  /** Null when nobody knows it. */
  readonly value: number | null;
  readonly source: Cell;
}

/** A value's place in its frame. */
export interface Cell {
  readonly field: Field;
  readonly index: number;
}

export interface SourceContext {
  /** Whether the range ends now. */
  readonly isNow: boolean;
  /** Step of the query, ms; used where the frames do not tell it. */
  readonly intervalMs: number | null;
  /** `Date.now()`: the times of a Prometheus query come from this same clock. */
  readonly nowMs: number;
  /** `performance.now()` of the same moment. */
  readonly stampMs: number;
  /** `performance.timeOrigin`. */
  readonly originMs: number;
  /** Name of the field to show; the first number when absent. */
  readonly valueField: string | undefined;
}

/** Towns have their coordinates; only countries are told whole, so towns are not added up to countries. */
const TOPICS = ['geo', 'cities'];

/** Numbers of the frames of Tallylight Live; `undefined` when there are none. */
export function readLive(frames: readonly DataFrame[], context: SourceContext): Audience | undefined {
  const live = frames.flatMap((frame) => {
    const meta = readLiveMeta(frame);
    return meta !== undefined && TOPICS.includes(meta.topic) ? [{ frame, meta }] : [];
  });
  if (live.length === 0) return undefined;
  const byCountry = live.filter(({ meta }) => meta.topic === 'geo');
  // Two queries may bring the same country; it is one thing, so the fresher of the two counts and nothing is added up.
  const freshestLast = byCountry.sort((a, b) => ageOf(b.meta, context) - ageOf(a.meta, context));
  const rows = new Map<unknown, Row>();
  for (const { frame } of freshestLast) for (const row of toRows(frame, context)) rows.set(row.country, row);
  return {
    ...sumUp([...rows.values()]),
    freshness: toLiveFreshness(
      live.map(({ meta }) => meta),
      context,
    ),
    problem: live.find(({ meta }) => meta.problem !== undefined)?.meta.problem,
    isLive: true,
    // Also before the first row, so that the columns are known.
    field: toValueField(freshestLast.at(-1)?.frame, context),
  };
}

/** Numbers of other frames; `undefined` when none of them names countries. */
export function readOthers(frames: readonly DataFrame[], context: SourceContext): Audience | undefined {
  const others = frames.filter((frame) => readLiveMeta(frame) === undefined);
  const byCountry = others.filter((frame) => !isCityFrame(frame));
  const rows = [byCountry, others].map((list) => list.flatMap((frame) => toRows(frame, context))).find(isNotEmpty);
  if (rows === undefined) return undefined;

  const tickMs = toStepMs(others) ?? context.intervalMs;
  const kept = new Map<string, Row>();
  for (const row of rows) {
    // The same series in two queries counts once; those of one country from two servers are added up.
    const known = kept.get(row.identity);
    if (known === undefined || (row.atMs ?? 0) >= (known.atMs ?? 0)) kept.set(row.identity, row);
  }
  const newestMs = toNewestMs(rows);
  return {
    // A series that ended earlier than the others of its query says nothing about now.
    ...sumUp([...kept.values()].filter(({ atMs, query }) => isCurrent(atMs, newestMs.get(query), tickMs))),
    freshness: toFreshness([...newestMs.values()], tickMs, context),
    problem: undefined,
    isLive: false,
  };
}

/** Time of the newest row of each query. */
function toNewestMs(rows: readonly Row[]): Map<string, number> {
  const newestMs = new Map<string, number>();
  for (const { query, atMs = Number.NEGATIVE_INFINITY } of rows) {
    newestMs.set(query, Math.max(newestMs.get(query) ?? Number.NEGATIVE_INFINITY, atMs));
  }
  return newestMs;
}

function isCurrent(atMs: number | undefined, newestMs: number | undefined, tickMs: number | null): boolean {
  return atMs === undefined || newestMs === undefined || newestMs - atMs <= (tickMs ?? 0);
}

/** As old as the query that is farthest behind. Numbers without a time promise nothing. */
function toFreshness(newestMs: readonly number[], tickMs: number | null, context: SourceContext): Freshness {
  const oldestMs = Math.min(...newestMs.filter(Number.isFinite));
  const isTimed = Number.isFinite(oldestMs);
  return {
    phase: context.isNow && isTimed ? 'live' : 'off',
    ageMs: isTimed ? Math.max(0, context.nowMs - oldestMs) : null,
    tickMs,
    stampMs: context.stampMs,
  };
}

/** The worst of the metas, as an age that can be counted on. */
export function toLiveFreshness(metas: readonly LiveMeta[], { originMs, stampMs }: SourceContext): Freshness {
  const worst = worstOf(
    metas.map(({ phase, ageMs, tickMs, stampMs: madeMs, originMs: ownMs }) => ({
      phase,
      tickMs,
      stampMs: madeMs,
      ageMs: ownMs === originMs ? ageMs : null,
    })),
  );
  return worst ?? { phase: 'loading', ageMs: null, tickMs: null, stampMs };
}

interface Row {
  readonly country: unknown;
  readonly value: number | null;
  readonly source: Cell;
  /** Same for the same series, whichever query brought it. */
  readonly identity: string;
  readonly atMs: number | undefined;
  /** The query that brought it. */
  readonly query: string;
}

function toRows(frame: DataFrame, context: SourceContext): Row[] {
  const column = frame.fields.find((field) => field.type === FIELD.string && isCountryName(field.name));
  return column === undefined ? toSeriesRows(frame, context) : toTableRows(frame, column, context);
}

function toTableRows(frame: DataFrame, column: Field, context: SourceContext): Row[] {
  const field = toValueField(frame, context);
  if (field === undefined) return [];
  const times = frame.fields.find(({ type }) => type === FIELD.time)?.values;
  const words = frame.fields.filter(({ type }) => type === FIELD.string);
  return column.values.map((country, index) => ({
    country,
    value: toNumber(field.values[index]),
    source: { field, index },
    identity: toIdentity(words.map(({ name, values }) => [name, values[index]])),
    atMs: times?.[index],
    query: frame.refId ?? '',
  }));
}

function toSeriesRows({ fields, refId: query = '' }: DataFrame, { valueField }: SourceContext): Row[] {
  const times = fields.find(({ type }) => type === FIELD.time)?.values;
  return fields.flatMap((field) => {
    const labels = Object.entries(field.labels ?? {});
    const country = labels.find(([name]) => isCountryName(name))?.[1];
    const isWanted = valueField === undefined || field.name === valueField;
    if (field.type !== FIELD.number || country === undefined || !isWanted) return [];
    const last = field.values.findLastIndex((value) => toNumber(value) !== null);
    if (last < 0) return [];
    const source = { field, index: last };
    return [
      {
        country,
        value: toNumber(field.values[last]),
        source,
        identity: toIdentity(labels),
        atMs: times?.[last],
        query,
      },
    ];
  });
}

function toValueField(frame: DataFrame | undefined, { valueField }: SourceContext): Field | undefined {
  const numbers = frame?.fields.filter(({ name, type }) => type === FIELD.number && !isPlaceName(name)) ?? [];
  return valueField === undefined ? numbers[0] : numbers.find(({ name }) => name === valueField);
}

function toIdentity(labels: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sumUp(rows: readonly Row[]): Pick<Audience, 'byCountry' | 'unknown' | 'field'> {
  const byCountry = new Map<string, CountryValue>();
  let unknown: number | null = null;
  for (const { country, value, source } of rows) {
    const code = toCountryCode(country);
    const known = code === undefined ? undefined : byCountry.get(code);
    if (code === undefined) unknown = add(unknown, value);
    else byCountry.set(code, { source: known?.source ?? source, value: add(known?.value ?? null, value) });
  }
  return { byCountry, unknown, field: rows[0]?.source.field };
}

function add(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The step that Prometheus says it used; the longest of several. */
function toStepMs(frames: readonly DataFrame[]): number | undefined {
  const steps = frames.flatMap(({ fields }) => fields.flatMap(({ config }) => config.interval ?? []));
  return steps.length === 0 ? undefined : Math.max(...steps);
}

function ageOf({ ageMs, stampMs: madeMs }: LiveMeta, { stampMs }: SourceContext): number {
  return ageMs === null ? Number.MAX_VALUE : ageMs + stampMs - madeMs;
}

function isNotEmpty(rows: readonly Row[]): boolean {
  return rows.length > 0;
}
