/**
 * Which rows a reader wants: by key, and by equality on fields. A filter is not authorisation. Two filters that mean the same
 * have one canonical text, so that their readers share a channel.
 */
import type { Topic } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import { isNarrowed } from '../model/row-scope.ts';
import type { LoggedEvent } from './core/event-log.ts';

export interface RowFilter {
  readonly keys?: readonly string[] | undefined;
  readonly where?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>> | undefined;
}

/** The same text for filters that choose the same rows. */
export function canonicalFilter(filter: RowFilter): string {
  const keys = filter.keys === undefined ? null : [...new Set(filter.keys)].sort();
  const where =
    filter.where === undefined
      ? []
      : Object.entries(filter.where)
          .map(([field, wanted]) => [field, Array.isArray(wanted) ? [...new Set(wanted)].sort() : wanted] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([keys, where]);
}

/** What belongs to a channel. */
export interface Matcher {
  /** A row that is gone passes by its key alone, so that readers learn of it. `undefined`: every row belongs. */
  readonly row: ((key: string, row: Row | undefined) => boolean) | undefined;
  /** `undefined`: every event belongs. */
  readonly event: ((event: LoggedEvent) => boolean) | undefined;
  /** More than the key decides, so that a row can leave without being gone. */
  readonly isSelective: boolean;
  /** Not all rows may be seen, so that not even the key of another may be told. */
  readonly isScoped: boolean;
}

type Row = Readonly<Record<string, unknown>>;

export interface MatcherParts {
  readonly topic: Topic;
  readonly filter: RowFilter;
  readonly caller: Caller | undefined;
  /** What an event is about, beyond its payload: the site of its device, the row of its alert. */
  readonly about: (topic: Topic, event: LoggedEvent) => Row | undefined;
}

export function createMatcher({ topic, filter, caller, about }: MatcherParts): Matcher {
  const keys = filter.keys === undefined ? undefined : new Set(filter.keys);
  const terms = Object.entries(filter.where ?? {});
  const isScoped = caller !== undefined && isNarrowed(caller.scope);
  if (keys === undefined && terms.length === 0 && caller === undefined)
    return { row: undefined, event: undefined, isSelective: false, isScoped };

  const hasTerms = (row: Row): boolean =>
    terms.every(([field, wanted]) => {
      const value = Object.hasOwn(row, field) ? row[field] : undefined;
      return Array.isArray(wanted) ? wanted.includes(value as string | number) : value === wanted;
    });

  return {
    row(key, row) {
      // First what may be seen, then what is asked for.
      if (caller !== undefined && !caller.sees(topic, key, row)) return false;
      if (keys !== undefined && !keys.has(key)) return false;
      return row === undefined || hasTerms(row);
    },
    event(event) {
      const payload = event.payload as Row;
      const key = eventKey(payload);
      if (caller !== undefined && !caller.sees(topic, key, payload)) return false;
      if (keys !== undefined && !KEY_FIELDS.some((field) => keys.has(payload[field] as string))) return false;
      return terms.length === 0 || hasTerms({ ...about(topic, event), ...payload, name: event.name });
    },
    isSelective: terms.length > 0 || isScoped,
    isScoped,
  };
}

/** What an event may be about, the nearest first. */
const KEY_FIELDS = ['alert', 'session', 'device', 'stream'] as const;

function eventKey(payload: Row): string {
  for (const field of KEY_FIELDS) if (typeof payload[field] === 'string') return payload[field];
  return '';
}
