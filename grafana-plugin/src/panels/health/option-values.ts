/** What the options of the health panel may be, and what they are at first. options.ts shows them to Grafana. */

/** Columns besides score and name, in the order of drawing. */
export const COLUMNS = ['state', 'parts', 'errors', 'response', 'uptime', 'sessions', 'trend', 'checked'] as const;
export type ColumnId = (typeof COLUMNS)[number];

export const SORTS = [
  'worst',
  'score',
  'name',
  'state',
  'errors',
  'response',
  'uptime',
  'sessions',
  'checked',
] as const;
export type SortId = (typeof SORTS)[number];

export interface HealthOptions {
  /** Which columns are drawn where there is room for them. */
  readonly columns: readonly ColumnId[];
  /** How rows stand at first; a click on a heading changes it until the page is left. */
  readonly sortBy: SortId;
  /** Lower rows without the second line. */
  readonly compact: boolean;
  readonly showTotals: boolean;
  /** Start, stop, restart, mute and acknowledge, for those who may. */
  readonly showActions: boolean;
  /** Toasts for alerts, when a query brings them. */
  readonly toasts: boolean;
}

export const DEFAULT_OPTIONS: HealthOptions = {
  columns: ['state', 'parts', 'errors', 'response', 'sessions', 'trend', 'checked'],
  sortBy: 'worst',
  compact: false,
  showTotals: true,
  showActions: true,
  toasts: true,
};
