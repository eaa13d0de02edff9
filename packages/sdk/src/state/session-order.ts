/**
 * Sessions in an order: the best `limit` after a place, found in one walk over the columns. Of a million sessions no more than
 * twice a page is ever held, and only a page becomes rows.
 */

import type { SessionRow } from '@tallylight/protocol';
import type { Country } from './countries.ts';
import { BYTES, REQUESTS, SEEN_MS, STARTED_MS } from './session-layout.ts';
import type { SessionPage } from './session-page.ts';
import { type SessionFilter, sessionRow } from './session-rows.ts';
import type { State } from './state.ts';

/** A place in the order: the value and the session's id. */
export type SessionPlace = readonly [value: number, id: string];

export interface SessionOrder {
  /** Field of the row; null is as they stand in the table. */
  readonly field: string | null;
  readonly isDown: boolean;
  /** Begin after this place. */
  readonly after: SessionPlace | null;
  readonly limit: number;
}

export interface OrderedSessions {
  readonly rows: readonly ({ readonly id: string } & SessionRow)[];
  /** Place of the last one; null when there are no more. */
  readonly last: SessionPlace | null;
}

interface Found {
  readonly value: number;
  readonly id: string;
  readonly page: SessionPage;
  readonly slot: number;
  readonly country: Country;
}

/** The value of a session; dates are later told with the same offset, so it does not matter here. */
function sortValue(field: string | null, page: SessionPage, slot: number): number {
  switch (field) {
    case 'startedMs':
      return page.cell(slot, STARTED_MS);
    case 'lastSeenMs':
      return page.cell(slot, SEEN_MS);
    case 'watchMs':
      return page.cell(slot, SEEN_MS) - page.cell(slot, STARTED_MS);
    case 'requests':
      return page.cell(slot, REQUESTS);
    case 'egressBytes':
      return page.cell(slot, BYTES);
    default:
      return page.base + slot;
  }
}

/** `undefined` for a stream or country that is not there: nobody watches it. */
export function orderSessions(
  state: State,
  filter: SessionFilter,
  order: SessionOrder,
  nowMs: number,
  epochOffsetMs: number,
): OrderedSessions {
  const { field, isDown, after, limit } = order;
  const stream = filter.stream === undefined ? undefined : state.streams.get(filter.stream);
  const country = filter.country === undefined ? undefined : state.countries.all.get(filter.country);
  if ((filter.stream !== undefined && !stream) || (filter.country !== undefined && !country)) {
    return { rows: [], last: null };
  }
  const compare = (aValue: number, aId: string, bValue: number, bId: string): number =>
    aValue === bValue ? (aId < bId ? -1 : aId > bId ? 1 : 0) : aValue < bValue === isDown ? 1 : -1;
  // One more than the page says whether there is another.
  const wanted = limit + 1;
  let best: Found[] = [];
  let worst: Found | undefined;
  const keep = (): void => {
    best.sort((a, b) => compare(a.value, a.id, b.value, b.id));
    best = best.slice(0, wanted);
    worst = best.length === wanted ? best.at(-1) : undefined;
  };
  state.sessions.each(field === null && !isDown && after !== null ? after[0] : 0, (page, slot, at) => {
    if (stream !== undefined && page.laneOf(slot).stream !== stream) return true;
    if (country !== undefined && at !== country) return true;
    if (filter.users !== undefined && !filter.users.includes(page.extras?.userOf(slot) ?? 0)) return true;
    const value = sortValue(field, page, slot);
    const id = page.keyOf(slot);
    if (
      after !== null &&
      (field === null ? isPassed(value, after[0], isDown) : compare(value, id, after[0], after[1]) <= 0)
    ) {
      return true;
    }
    if (worst !== undefined && compare(value, id, worst.value, worst.id) >= 0) return true;
    best.push({ value, id, page, slot, country: at });
    if (best.length >= 2 * wanted) keep();
    // As they stand, the first ones are the best ones.
    return !(field === null && !isDown && best.length === wanted);
  });
  keep();
  const shown = best.slice(0, limit);
  const last = best.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map((found) => ({
      id: found.id,
      ...sessionRow(found.page, found.slot, found.country, nowMs, epochOffsetMs, state.places.isNamed),
    })),
    last: last === undefined ? null : [last.value, last.id],
  };
}

/** A slot may have got another session meanwhile; as they stand only the place counts. */
const isPassed = (place: number, after: number, isDown: boolean): boolean => (isDown ? place >= after : place <= after);
