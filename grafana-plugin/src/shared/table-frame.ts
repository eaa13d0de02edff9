/**
 * Reads the tables of Tallylight Live by the names of their columns, typed by the data source's own list, so that a panel
 * cannot ask for a column that does not exist. A column that the query left out reads as null.
 */
import type { DataFrame } from '@grafana/data';
import type { Cell, ColumnName, TableTopic } from '../datasource/tables.ts';
import { readLiveMeta } from './live-meta.ts';

export interface TableReader<T extends TableTopic> {
  readonly length: number;
  /** Whether the frame has the column at all. */
  has(name: ColumnName<T>): boolean;
  cell<N extends ColumnName<T>>(name: N, row: number): Cell<T, N>;
}

/** A reader of this frame; `undefined` when it is no table of this topic. */
export function readTable<T extends TableTopic>(frame: DataFrame, topic: T): TableReader<T> | undefined {
  if (readLiveMeta(frame)?.topic !== topic) return undefined;
  const columns = new Map(frame.fields.map((field) => [field.name, field.values]));
  return {
    length: frame.length,
    has: (name) => columns.has(name),
    cell: (name, row) => (columns.get(name)?.[row] ?? null) as Cell<T, typeof name>,
  };
}
