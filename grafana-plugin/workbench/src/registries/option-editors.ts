/**
 * Editors of panel options, by id. The workbench has no option pane, so they draw nothing; a panel only needs them to exist
 * when it declares its options.
 */
import type { StandardEditorsRegistryItem } from '@grafana/data';

const IDS = [
  'text',
  'strings',
  'number',
  'slider',
  'boolean',
  'select',
  'multi-select',
  'radio',
  'unit',
  'color',
  'fieldColor',
  'links',
  'actions',
  'stats-picker',
  'timezone',
  'field-name',
  'dashboard-uid',
  'mappings',
  'thresholds',
];

/** An editor that draws nothing. */
export const noEditor = (): null => null;

/** One editor for each id that panels use. */
export function optionEditors(): StandardEditorsRegistryItem[] {
  return IDS.map((id) => ({ id, name: id, editor: noEditor }));
}
