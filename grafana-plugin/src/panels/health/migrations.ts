/**
 * Options as an older or a foreign dashboard has them, to options as they are now. Every value is checked on its own: one
 * that is not known any more falls back to its default, the others stay.
 */
import type { PanelModel } from '@grafana/data';
import { COLUMNS, type ColumnId, DEFAULT_OPTIONS, type HealthOptions, SORTS, type SortId } from './option-values.ts';

/** For `setMigrationHandler`. */
export function migrate({ options }: Pick<PanelModel, 'options'>): HealthOptions {
  const saved: Readonly<Record<string, unknown>> = typeof options === 'object' && options !== null ? options : {};
  const toSwitch = (name: 'compact' | 'showTotals' | 'showActions' | 'toasts'): boolean => {
    const value = saved[name];
    return typeof value === 'boolean' ? value : DEFAULT_OPTIONS[name];
  };
  return {
    // An empty list is a choice: score and name only.
    columns: Array.isArray(saved.columns) ? saved.columns.filter(isColumn) : DEFAULT_OPTIONS.columns,
    sortBy: isSort(saved.sortBy) ? saved.sortBy : DEFAULT_OPTIONS.sortBy,
    compact: toSwitch('compact'),
    showTotals: toSwitch('showTotals'),
    showActions: toSwitch('showActions'),
    toasts: toSwitch('toasts'),
  };
}

function isColumn(value: unknown): value is ColumnId {
  return COLUMNS.some((column) => column === value);
}

function isSort(value: unknown): value is SortId {
  return SORTS.some((sort) => sort === value);
}
