/** Registries that Grafana fills at its start. They are not in the published packages, so the workbench fills its own. */
import {
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';
import { fieldOptions } from './field-options.ts';
import { optionEditors } from './option-editors.tsx';

/** Fills the registries. */
export function installRegistries(): void {
  standardEditorsRegistry.setInit(optionEditors);
  standardFieldConfigEditorRegistry.setInit(fieldOptions);
  standardTransformersRegistry.setInit(() => []);
}
