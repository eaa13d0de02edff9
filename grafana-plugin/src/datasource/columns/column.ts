/** A column of a table: its name in plain words, what kind of value it holds, in which unit, and how a row gives it. */
import type { FIELD } from '../../shared/frame-words.ts';

export interface Column<R> {
  readonly name: string;
  readonly type: keyof typeof FIELD;
  /** Unit of Grafana's formats. */
  readonly unit?: string;
  /** Digits after the point, where the unit asks for them (money). */
  readonly decimals?: number;
  /** Unknown is null or undefined; the frame has null. */
  readonly read: (row: R, key: string) => unknown;
}

/** A list of columns that keeps the names as literal types, so that a panel cannot ask for one that does not exist. */
export function columnsOf<R>(): <const C extends readonly Column<R>[]>(...columns: C) => C {
  return (...columns) => columns;
}
