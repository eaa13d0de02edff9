/** Options of the health panel. Unit, decimals, thresholds, mappings, links and "no value" are Grafana's own field options. */
import {
  FieldColorModeId,
  FieldConfigProperty,
  type PanelPlugin,
  type SelectFieldConfigSettings,
  ThresholdsMode,
} from '@grafana/data';
import { COLUMN_WORDS, SORT_WORDS } from './column-words.ts';
import { COLUMNS, DEFAULT_OPTIONS, type HealthOptions, SORTS } from './option-values.ts';
import { BAND_STEPS } from './palette.ts';

/** Registers the options; the same for Grafana and for the workbench. */
export function addOptions(plugin: PanelPlugin<HealthOptions>): PanelPlugin<HealthOptions> {
  return plugin
    .useFieldConfig({
      disableStandardOptions: [FieldConfigProperty.Actions],
      standardOptions: {
        [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.Thresholds } },
        [FieldConfigProperty.Thresholds]: {
          defaultValue: { mode: ThresholdsMode.Absolute, steps: [...BAND_STEPS] },
        },
      },
    })
    .setPanelOptions((builder) =>
      builder
        // Grafana's type of a multi-select has the list where the value should stand.
        .addMultiSelect<unknown, SelectFieldConfigSettings<unknown>>({
          path: 'columns',
          name: 'Columns',
          description: 'Drawn where there is room, the most telling first.',
          defaultValue: [...DEFAULT_OPTIONS.columns],
          settings: { options: COLUMNS.map((value) => ({ value, label: COLUMN_WORDS[value] })) },
        })
        .addSelect({
          path: 'sortBy',
          name: 'Order',
          description: 'At first; a heading changes it.',
          defaultValue: DEFAULT_OPTIONS.sortBy,
          settings: { options: SORTS.map((value) => ({ value, label: SORT_WORDS[value] })) },
        })
        .addBooleanSwitch({
          path: 'compact',
          name: 'Compact rows',
          description: 'More streams, one line each.',
          defaultValue: DEFAULT_OPTIONS.compact,
        })
        .addBooleanSwitch({ path: 'showTotals', name: 'Totals', defaultValue: DEFAULT_OPTIONS.showTotals })
        .addBooleanSwitch({
          path: 'showActions',
          name: 'Actions',
          description: 'Start, stop, restart, mute and acknowledge, for editors, where the server can do them.',
          defaultValue: DEFAULT_OPTIONS.showActions,
        })
        .addBooleanSwitch({
          path: 'toasts',
          name: 'Toasts for alerts',
          description: 'When a query of the panel brings the topic Alerts.',
          defaultValue: DEFAULT_OPTIONS.toasts,
        }),
    );
}
