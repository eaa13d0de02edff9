/** Options of the bandwidth panel. Unit, decimals, "no value" and thresholds are Grafana's own field options. */
import { FieldConfigProperty, type PanelPlugin, ThresholdsMode } from '@grafana/data';

export interface BandwidthOptions {
  /** Bits instead of bytes, whatever the data counts. */
  readonly bits: boolean;
  /** `auto`: what the live channel has gathered; `range`: the time range of the dashboard. */
  readonly window: 'auto' | 'range';
  readonly showTop: boolean;
  readonly showThresholds: boolean;
}

/** Registers the options; the same for Grafana and for the workbench. */
export function addOptions(plugin: PanelPlugin<BandwidthOptions>): PanelPlugin<BandwidthOptions> {
  return plugin
    .useFieldConfig({
      disableStandardOptions: [
        FieldConfigProperty.Color,
        FieldConfigProperty.DisplayName,
        FieldConfigProperty.Links,
        FieldConfigProperty.Actions,
        FieldConfigProperty.Mappings,
        FieldConfigProperty.FieldMinMax,
      ],
      standardOptions: {
        [FieldConfigProperty.Unit]: { defaultValue: 'Bps' },
        [FieldConfigProperty.Thresholds]: {
          defaultValue: { mode: ThresholdsMode.Absolute, steps: [{ value: Number.NEGATIVE_INFINITY, color: 'green' }] },
        },
      },
    })
    .setPanelOptions((builder) =>
      builder
        .addBooleanSwitch({
          path: 'bits',
          name: 'Show bits',
          description: 'Mbit/s instead of MB/s. Thresholds count in the shown unit.',
          defaultValue: false,
        })
        .addRadio({
          path: 'window',
          name: 'Time window',
          description: 'Of live data; Prometheus always follows the dashboard.',
          defaultValue: 'auto',
          settings: {
            options: [
              { value: 'auto', label: 'What is known', description: 'Grows with the data, 100 s at least' },
              { value: 'range', label: 'Dashboard range' },
            ],
          },
        })
        .addBooleanSwitch({ path: 'showTop', name: 'Busiest streams', defaultValue: true })
        .addBooleanSwitch({ path: 'showThresholds', name: 'Threshold lines', defaultValue: true }),
    );
}
