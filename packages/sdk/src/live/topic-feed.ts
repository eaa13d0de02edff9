/**
 * One topic on its way out: its offset, and its rows as JSON, each encoded once per change and kept for snapshots.
 * All changes of a tick share one offset.
 */
import { FIELDS, type Rows, type RowTopic, toTuple } from '@tallylight/protocol';

/** What the hub needs of state. */
export interface RowSource {
  keys(topic: RowTopic): Iterable<string>;
  row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  change<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  /** How old the rows are now, ms. */
  ageMs(): number;
}

/** A row as it goes out. `row` is undefined when it is gone. */
export interface EncodedRow {
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>> | undefined;
  readonly json: string;
}

export interface TopicFeed {
  readonly topic: RowTopic;
  readonly fields: readonly string[];
  readonly offset: number;
  /** Notes the keys that changed; the offset moves when there are any. */
  advance(changedKeys: readonly string[]): void;
  /** The changes of the last advance, made when first asked for. */
  changes(): readonly EncodedRow[];
  /** All rows now. */
  rows(): readonly EncodedRow[];
  ageMs(): number;
}

export function createTopicFeed(topic: RowTopic, source: RowSource): TopicFeed {
  const kept = new Map<string, EncodedRow>();
  let offset = 0;
  let changedKeys: readonly string[] = [];
  let changes: readonly EncodedRow[] | undefined;

  function encode(key: string, row: Rows[RowTopic] | undefined): EncodedRow {
    const json = JSON.stringify(row === undefined ? [key] : toTuple(topic, key, row));
    return { key, row: row as Readonly<Record<string, unknown>> | undefined, json };
  }

  return {
    topic,
    fields: FIELDS[topic],
    get offset() {
      return offset;
    },
    advance(keys) {
      changedKeys = keys;
      changes = undefined;
      if (keys.length === 0) return;
      offset += 1;
      for (const key of keys) kept.delete(key);
    },
    changes() {
      changes ??= changedKeys.map((key) => encode(key, source.change(topic, key)));
      return changes;
    },
    rows() {
      const rows: EncodedRow[] = [];
      for (const key of source.keys(topic)) {
        let encoded = kept.get(key);
        if (encoded === undefined) {
          const row = source.row(topic, key);
          if (row === undefined) continue;
          encoded = encode(key, row);
          kept.set(key, encoded);
        }
        rows.push(encoded);
      }
      return rows;
    },
    ageMs: () => source.ageMs(),
  };
}
