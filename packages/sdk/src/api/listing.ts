/**
 * Lists by page: sorted, with a cursor that says after which row to go on. It names the row, not a position, so a list that
 * changes between two pages neither repeats nor skips what stayed.
 */
import type { Problem } from './problem.ts';
import { badQuery, type Parameters } from './query.ts';
import { integer, oneOf, text } from './schema.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;

export type SortValue = string | number | boolean | null;

export interface Page<R> {
  readonly rows: readonly R[];
  /** Null: this was the last page. */
  readonly next: string | null;
}

export interface Sort {
  readonly text: string;
  readonly field: string;
  readonly isDown: boolean;
}

/** The parameters of a list that can be sorted by these fields; the first one is what it is sorted by unless asked. */
export function listParameters(sortable: readonly string[], defaultLimit: number = DEFAULT_LIMIT): Parameters {
  return {
    limit: {
      summary: `Rows of a page. Default ${defaultLimit}.`,
      schema: integer({ minimum: 1, maximum: MAX_LIMIT }),
    },
    cursor: { summary: '`next` of the page before, asked with the same sort.', schema: text({ maxLength: 1024 }) },
    sort: {
      summary: `Field to sort by, with - in front for downwards; unknown values come last. Default ${sortable[0]}.`,
      schema: oneOf(...sortable.flatMap((field) => [field.replace(/^-/, ''), `-${field.replace(/^-/, '')}`])),
    },
  };
}

export function readSort(query: URLSearchParams, byDefault: string): Sort {
  const asked = query.get('sort') ?? byDefault;
  const isDown = asked.startsWith('-');
  return { text: asked, field: isDown ? asked.slice(1) : asked, isDown };
}

export const readLimit = (query: URLSearchParams, byDefault: number = DEFAULT_LIMIT): number =>
  Number(query.get('limit') ?? byDefault);

/** One page of `rows`, as a query that was checked asks for it. Rows with equal values are sorted by their key. */
export function pageOf<R extends object>(
  rows: readonly R[],
  query: URLSearchParams,
  how: {
    /** Tells a row from every other one. */
    keyOf(row: R): string;
    /** Sorted so unless asked; `-` in front is downwards. */
    readonly byDefault: string;
    /** Rows of a page unless asked. */
    readonly limit?: number;
  },
): Page<R> | { readonly problem: Problem } {
  const { keyOf } = how;
  const { text: asked, field, isDown } = readSort(query, how.byDefault);
  const limit = readLimit(query, how.limit);
  const read = readCursor(query, asked);
  if ('problem' in read) return read;
  const { place } = read;
  const sortValue = (row: R): SortValue =>
    ((row as Readonly<Record<string, unknown>>)[field] as SortValue | undefined) ?? null;
  const compare = (a: SortValue, aKey: string, b: SortValue, bKey: string): number =>
    compareValues(a, b, isDown) || (aKey < bKey ? -1 : aKey > bKey ? 1 : 0);
  const sorted = [...rows].sort((a, b) => compare(sortValue(a), keyOf(a), sortValue(b), keyOf(b)));
  const from =
    place === null ? 0 : sorted.findIndex((row) => compare(sortValue(row), keyOf(row), place[0], place[1]) > 0);
  if (from === -1) return { rows: [], next: null };
  const page = sorted.slice(from, from + limit);
  const last = page.at(-1);
  const isMore = from + limit < sorted.length && last !== undefined;
  return { rows: page, next: isMore ? writeCursor(asked, sortValue(last), keyOf(last)) : null };
}

function compareValues(a: SortValue, b: SortValue, isDown: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (isDown ? -1 : 1);
}

export function writeCursor(sort: string, value: SortValue, key: string): string {
  return Buffer.from(JSON.stringify([sort, value, key])).toString('base64url');
}

/** The place after which to go on; null: from the beginning. */
export function readCursor(
  query: URLSearchParams,
  sort: string,
): { readonly place: readonly [SortValue, string] | null } | { readonly problem: Problem } {
  const cursor = query.get('cursor');
  if (cursor === null) return { place: null };
  const place = parsePlace(cursor, sort);
  if (place !== undefined) return { place };
  const rule = 'the next of an answer to the same sort';
  return { problem: badQuery({ path: 'query.cursor', rule, received: JSON.stringify(cursor.slice(0, 80)) }) };
}

function parsePlace(cursor: string, sort: string): readonly [SortValue, string] | undefined {
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (!Array.isArray(read) || read.length !== 3 || read[0] !== sort || typeof read[2] !== 'string') return undefined;
    if (typeof read[1] === 'object' && read[1] !== null) return undefined;
    return [read[1] as SortValue, read[2]];
  } catch {
    return undefined;
  }
}
