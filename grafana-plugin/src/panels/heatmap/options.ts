/** Options of the world heatmap. Unit, decimals, colours, thresholds, mappings, links and "no value" are Grafana's own field options. */
import { FieldColorModeId, FieldConfigProperty, type PanelPlugin, ThresholdsMode } from '@grafana/data';
import { CONTINENTS } from './countries.ts';
import { DEFAULT_OPTIONS, type Focus, type HeatmapOptions } from './option-values.ts';

/** Grafana's "Blues": the panel has a ramp of its own for it that can be told apart in both themes. */
export const DEFAULT_COLORS: FieldColorModeId = FieldColorModeId.ContinuousBlues;

/** Registers the options; the same for Grafana and for the workbench. */
export function addOptions(plugin: PanelPlugin<HeatmapOptions>): PanelPlugin<HeatmapOptions> {
  return plugin
    .useFieldConfig({
      disableStandardOptions: [FieldConfigProperty.Actions],
      standardOptions: {
        [FieldConfigProperty.Unit]: { defaultValue: 'locale' },
        [FieldConfigProperty.Color]: { defaultValue: { mode: DEFAULT_COLORS } },
        [FieldConfigProperty.Thresholds]: {
          defaultValue: { mode: ThresholdsMode.Absolute, steps: [{ value: Number.NEGATIVE_INFINITY, color: 'blue' }] },
        },
      },
    })
    .setPanelOptions((builder) =>
      builder
        .addRadio({
          path: 'scale',
          name: 'Colour scale',
          description: 'Logarithmic shows how much; quantiles show who is in which fifth.',
          defaultValue: DEFAULT_OPTIONS.scale,
          settings: {
            options: [
              { value: 'log', label: 'Logarithmic' },
              { value: 'quantile', label: 'Quantiles' },
            ],
          },
        })
        .addSelect({
          path: 'focus',
          name: 'Focus',
          description: 'What is in view at first.',
          defaultValue: DEFAULT_OPTIONS.focus,
          settings: {
            options: [
              { value: 'world', label: 'World' },
              ...Object.entries(CONTINENTS).map(([value, label]) => ({ value: value as Focus, label })),
            ],
          },
        })
        .addRadio({
          path: 'projection',
          name: 'Projection',
          defaultValue: DEFAULT_OPTIONS.projection,
          settings: {
            options: [
              { value: 'naturalEarth', label: 'Natural Earth', description: 'Easy on the eye' },
              { value: 'equalEarth', label: 'Equal Earth', description: 'Areas are true to each other' },
            ],
          },
        })
        .addBooleanSwitch({ path: 'showCircles', name: 'Circles', defaultValue: DEFAULT_OPTIONS.showCircles })
        .addBooleanSwitch({
          path: 'showCities',
          name: 'Points',
          description: 'Rows with a latitude and a longitude, such as cities.',
          defaultValue: DEFAULT_OPTIONS.showCities,
        })
        .addBooleanSwitch({
          path: 'showRanking',
          name: 'Ranking',
          description: 'The ten largest countries, and the continents.',
          defaultValue: DEFAULT_OPTIONS.showRanking,
        })
        .addFieldNamePicker({
          path: 'valueField',
          name: 'Value',
          description: 'The first number of each frame when nothing is chosen.',
          settings: { filter: (field) => field.type === 'number' },
        }),
    );
}
