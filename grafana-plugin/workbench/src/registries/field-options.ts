/**
 * The standard field options (unit, decimals, thresholds …) with the processors of @grafana/data, so that field config works
 * on the frames of a panel as it does in Grafana.
 */
import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  FieldColorModeId,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  numberOverrideProcessor,
  ThresholdsMode,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';
import { noEditor } from './option-editors.tsx';

type Process = FieldConfigPropertyItem['process'];

function option(id: string, process: Process, defaultValue?: unknown): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    editor: noEditor,
    override: noEditor,
    process,
    shouldApply: () => true,
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

/** The standard field options, with Grafana's defaults. */
export function fieldOptions(): FieldConfigPropertyItem[] {
  return [
    option('unit', unitOverrideProcessor as Process),
    option('min', numberOverrideProcessor),
    option('max', numberOverrideProcessor),
    option('fieldMinMax', booleanOverrideProcessor as Process),
    option('decimals', numberOverrideProcessor),
    option('displayName', displayNameOverrideProcessor),
    option('noValue', displayNameOverrideProcessor),
    option('color', identityOverrideProcessor, { mode: FieldColorModeId.Thresholds }),
    option('links', dataLinksOverrideProcessor),
    option('actions', identityOverrideProcessor),
    option('mappings', valueMappingsOverrideProcessor, []),
    option('thresholds', thresholdsOverrideProcessor, {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: Number.NEGATIVE_INFINITY, color: 'green' },
        { value: 80, color: 'red' },
      ],
    }),
    option('filterable', booleanOverrideProcessor as Process),
  ];
}
