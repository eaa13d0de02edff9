/**
 * One topic on its way out: its offset, its rows as JSON, each encoded once per change and kept, when each changed, and its
 * events. All row changes of a tick share one offset; an event has one of its own. Until the first reader nothing is kept,
 * because no cursor can point to it.
 */
import {
  EVENT_PRIORITIES,
  type EventName,
  type EventPayloads,
  FIELDS,
  type Offset,
  type Priority,
  type Rows,
  type RowTopic,
  TOPICS,
  type Topic,
  toTuple,
} from '@tallylight/protocol';
import { createEventLog, type EventLog, type LoggedEvent, type Retention } from './core/event-log.ts';
import { createRowLog, type RowLog } from './core/row-log.ts';

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
  readonly topic: Topic;
  readonly priority: Priority;
  /** Order of the values of its rows; `undefined` where there are none. */
  readonly fields: readonly string[] | undefined;
  readonly offset: Offset;
  readonly rowLog: RowLog | undefined;
  readonly eventLog: EventLog | undefined;
  /** Messages handed over since somebody looked. */
  delivered: number;
  /** Somebody reads: from here on everything is kept that a cursor may ask for. */
  wake(): void;
  /** Notes the keys that changed; the offset moves when there are any. */
  advance(changedKeys: readonly string[]): void;
  /** Takes an event; `undefined` when nobody ever read this topic. */
  append(event: NewEvent): LoggedEvent | undefined;
  /** The changes of the last advance, made when first asked for. */
  changes(): readonly EncodedRow[];
  /** A whole row as it is now; without `row` when there is none. */
  encoded(key: string): EncodedRow;
  keys(): Iterable<string>;
  ageMs(): number;
}

export interface NewEvent {
  readonly name: EventName;
  readonly atMs: number;
  readonly bornMs: number;
  readonly id: string;
  readonly payload: EventPayloads[EventName];
}

export const RETENTION: Retention = {
  maxEvents: 10_000,
  maxAgeMs: 24 * 3_600_000,
  maxCritical: 1000,
  criticalMaxAgeMs: 7 * 24 * 3_600_000,
};

export function createTopicFeed(topic: Topic, source: RowSource, retention: Retention = RETENTION): TopicFeed {
  const { kind, priority } = TOPICS[topic];
  const rowTopic = kind === 'event' ? undefined : (topic as RowTopic);
  const kept = new Map<string, EncodedRow>();
  let offset = 0;
  let isAwake = false;
  let rowLog: RowLog | undefined;
  let eventLog: EventLog | undefined;
  let changedKeys: readonly string[] = [];
  let changes: readonly EncodedRow[] | undefined;

  function encode(key: string, row: Rows[RowTopic] | undefined): EncodedRow {
    const json = JSON.stringify(row === undefined || rowTopic === undefined ? [key] : toTuple(rowTopic, key, row));
    return { key, row: row as Readonly<Record<string, unknown>> | undefined, json };
  }

  return {
    topic,
    priority,
    fields: rowTopic === undefined ? undefined : FIELDS[rowTopic],
    delivered: 0,
    get offset() {
      return offset;
    },
    get rowLog() {
      return rowLog;
    },
    get eventLog() {
      return eventLog;
    },
    wake() {
      if (isAwake) return;
      isAwake = true;
      if (rowTopic !== undefined) rowLog = createRowLog(offset);
      if (kind !== 'state') eventLog = createEventLog(retention, offset);
    },
    advance(keys) {
      changedKeys = keys;
      changes = undefined;
      if (keys.length === 0 || rowLog === undefined || rowTopic === undefined) return;
      offset += 1;
      for (const key of keys) kept.delete(key);
      rowLog.note(keys, offset);
      rowLog.prune(() => source.keys(rowTopic));
    },
    append({ name, atMs, bornMs, id, payload }) {
      if (eventLog === undefined) return undefined;
      offset += 1;
      const event = { o: offset, name, priority: EVENT_PRIORITIES[name], atMs, bornMs, id, payload, json: undefined };
      eventLog.append(event);
      return event;
    },
    changes() {
      changes ??= changedKeys.map((key) => encode(key, rowTopic && source.change(rowTopic, key)));
      return changes;
    },
    encoded(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const encoded = encode(key, rowTopic && source.row(rowTopic, key));
      if (encoded.row !== undefined) kept.set(key, encoded);
      return encoded;
    },
    keys: () => (rowTopic === undefined ? [] : source.keys(rowTopic)),
    ageMs: () => source.ageMs(),
  };
}

/** The part of an event's frame behind its place in the chain. */
export function eventJson(event: LoggedEvent): string {
  event.json ??= `"atMs":${event.atMs},"pr":"${event.priority}","eid":${JSON.stringify(event.id)},"name":"${event.name}","payload":${JSON.stringify(event.payload)}`;
  return event.json;
}
