/**
 * Options as an older or a foreign dashboard has them, to options as they are now. Every value is checked on its own: one
 * that is not known any more falls back to its default, the others stay.
 */
import type { PanelModel } from '@grafana/data';
import { DEFAULT_OPTIONS, DENSITIES, type DevicesOptions, GROUPINGS } from './option-values.ts';

/** For `setMigrationHandler`. */
export function migrate({ options }: Pick<PanelModel, 'options'>): DevicesOptions {
  const saved: Readonly<Record<string, unknown>> = typeof options === 'object' && options !== null ? options : {};
  const toSwitch = (name: 'worstFirst' | 'showTotals' | 'showToasts'): boolean => {
    const value = saved[name];
    return typeof value === 'boolean' ? value : DEFAULT_OPTIONS[name];
  };
  return {
    density: DENSITIES.find((one) => one === saved.density) ?? DEFAULT_OPTIONS.density,
    groupBy: GROUPINGS.find((one) => one === saved.groupBy) ?? DEFAULT_OPTIONS.groupBy,
    worstFirst: toSwitch('worstFirst'),
    showTotals: toSwitch('showTotals'),
    showToasts: toSwitch('showToasts'),
    commands: Array.isArray(saved.commands) ? toNames(saved.commands) : DEFAULT_OPTIONS.commands,
  };
}

/** An empty list stays empty: somebody wants no commands. */
function toNames(list: readonly unknown[]): string[] {
  const names = list.flatMap((one) => (typeof one === 'string' && one.trim() !== '' ? [one.trim()] : []));
  return [...new Set(names)];
}
