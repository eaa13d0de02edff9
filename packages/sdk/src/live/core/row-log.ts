/**
 * When each row of a topic last changed, so that a reader who comes back is told the rows that changed since and no others.
 * Rows that are gone stay as a note until there are too many of them; whoever was away for longer starts anew. Pure.
 */
import type { Offset } from '@tallylight/protocol';

export interface RowLog {
  /** These rows changed, or went, at `o`. Offsets only grow. */
  note(keys: readonly string[], o: Offset): void;
  /** Every key whose last change was after `after` and not after `upTo`. Only right from {@link completeFrom} on. */
  changed(after: Offset, upTo: Offset): readonly string[];
  /** The lowest offset after `o` at which some row changed last. */
  firstAfter(o: Offset): Offset | undefined;
  /** Forgets notes of rows that are gone, when there are many. */
  prune(keys: () => Iterable<string>): void;
  /** Changes after this offset are all known. */
  readonly completeFrom: Offset;
}

/** Changes of the last ticks are kept as lists, because most who come back were away for seconds. */
const RECENT = 64;
/** Notes of rows that are gone, before somebody who was away for long must start anew. */
const MAX_GONE = 2000;

export function createRowLog(startsAt: Offset): RowLog {
  const lastChange = new Map<string, Offset>();
  const recent: { readonly o: Offset; readonly keys: readonly string[] }[] = [];
  let completeFrom = startsAt;
  /** Changes after this offset all stand in `recent`. */
  let recentFrom = startsAt;
  /** Notes at the last look, less those of living rows. */
  let pruneAt = MAX_GONE;

  return {
    note(keys, o) {
      for (const key of keys) lastChange.set(key, o);
      recent.push({ o, keys });
      if (recent.length > RECENT) recentFrom = recent.shift()?.o ?? recentFrom;
    },
    changed(after, upTo) {
      const found = new Set<string>();
      const take = (key: string, at: Offset | undefined): void => {
        if (at !== undefined && at > after && at <= upTo) found.add(key);
      };
      if (after >= recentFrom) {
        for (const { o, keys } of recent) if (o > after) for (const key of keys) take(key, lastChange.get(key));
      } else for (const [key, at] of lastChange) take(key, at);
      return [...found];
    },
    firstAfter(o) {
      let first: Offset | undefined;
      for (const at of lastChange.values()) if (at > o && (first === undefined || at < first)) first = at;
      return first;
    },
    prune(keys) {
      if (lastChange.size <= pruneAt) return;
      const living = new Set(keys());
      if (lastChange.size > living.size + MAX_GONE) {
        for (const [key, at] of lastChange) {
          if (living.has(key)) continue;
          lastChange.delete(key);
          completeFrom = Math.max(completeFrom, at);
        }
      }
      pruneAt = living.size + MAX_GONE;
    },
    get completeFrom() {
      return completeFrom;
    },
  };
}
