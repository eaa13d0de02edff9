/**
 * A topic as readers see it: its keys, its rows, and after a tick the keys that changed. Finding changes compares a few
 * numbers per thing; no row is made unless somebody asks. To add a topic: add its rows to the protocol, write its view here,
 * name it in topics.ts.
 */
import type { Rows, RowTopic } from '@tallylight/protocol';

/** The moment of a collect: state's own time, and what it means as a date. */
export interface Moment {
  readonly nowMs: number;
  /** Epoch milliseconds of monotonic zero. */
  readonly epochOffsetMs: number;
}

export interface TopicView<T extends RowTopic = RowTopic> {
  readonly topic: T;
  /** Keys whose row changed since the last call, gone ones included. Once a tick. */
  collect(moment: Moment): readonly string[];
  keys(): Iterable<string>;
  /** The whole row; `undefined` when there is none (any more). */
  row(key: string, moment: Moment): Rows[T] | undefined;
  /** The row as a change, where that is less than the whole. @default the whole row */
  change?(key: string, moment: Moment): Rows[T] | undefined;
}
