/** Options of the devices panel. Units, thresholds, mappings, links and "no value" of the figures are Grafana's own field options. */
import { FieldColorModeId, FieldConfigProperty, type PanelPlugin, ThresholdsMode } from '@grafana/data';
import { DEFAULT_OPTIONS, type DevicesOptions } from './option-values.ts';

/** Registers the options; the same for Grafana and for the workbench. */
export function addOptions(plugin: PanelPlugin<DevicesOptions>): PanelPlugin<DevicesOptions> {
  return plugin
    .useFieldConfig({
      disableStandardOptions: [FieldConfigProperty.Actions],
      // The states have their own colours; a figure has one when somebody gives it thresholds.
      standardOptions: {
        [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.Thresholds } },
        [FieldConfigProperty.Thresholds]: {
          defaultValue: { mode: ThresholdsMode.Absolute, steps: [{ value: Number.NEGATIVE_INFINITY, color: 'text' }] },
        },
      },
    })
    .setPanelOptions((builder) =>
      builder
        .addRadio({
          path: 'density',
          name: 'Density',
          description: 'Automatic: cards up to about 60 devices, rows up to about 600, tiles beyond.',
          defaultValue: DEFAULT_OPTIONS.density,
          settings: {
            options: [
              { value: 'auto', label: 'Automatic' },
              { value: 'cards', label: 'Cards' },
              { value: 'rows', label: 'Rows' },
              { value: 'tiles', label: 'Tiles' },
            ],
          },
        })
        .addRadio({
          path: 'groupBy',
          name: 'Group by',
          description: 'Each group has a line that sums it up.',
          defaultValue: DEFAULT_OPTIONS.groupBy,
          settings: {
            options: [
              { value: 'none', label: 'Nothing' },
              { value: 'site', label: 'Site' },
              { value: 'group', label: 'Group' },
            ],
          },
        })
        .addBooleanSwitch({
          path: 'worstFirst',
          name: 'Offline first',
          description: 'What needs a hand stands first; else all by name.',
          defaultValue: DEFAULT_OPTIONS.worstFirst,
        })
        .addBooleanSwitch({ path: 'showTotals', name: 'Totals', defaultValue: DEFAULT_OPTIONS.showTotals })
        .addBooleanSwitch({
          path: 'showToasts',
          name: 'Notifications',
          description: 'New alerts of screens and sites, while somebody looks.',
          defaultValue: DEFAULT_OPTIONS.showToasts,
        })
        .addStringArray({
          path: 'commands',
          name: 'Commands',
          description:
            'Names that the players know. They are offered where the server takes commands and the person may send them.',
          defaultValue: [...DEFAULT_OPTIONS.commands],
        }),
    );
}
