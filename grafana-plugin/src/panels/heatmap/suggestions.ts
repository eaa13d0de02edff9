/** When Grafana should offer this panel: whenever the data names countries, and with confidence when it is ours. */
import type { PanelDataSummary, VisualizationSuggestion } from '@grafana/data';
import { readLiveMeta } from '../../shared/live-meta.ts';
import { isCityFrame } from './cities.ts';
import { isCountryName } from './field-names.ts';
import type { HeatmapOptions } from './option-values.ts';

/** As `VisualizationSuggestionScore`, whose package a pure file does not load. */
const BEST = 100;
const GOOD = 70;

/** For `setSuggestionsSupplier`. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): VisualizationSuggestion<HeatmapOptions>[] | undefined {
  if (rawFrames.some((frame) => readLiveMeta(frame)?.topic === 'geo')) return [{ name: 'World heatmap', score: BEST }];
  const hasPlaces = rawFrames.some(
    (frame) =>
      isCityFrame(frame) ||
      frame.fields.some(({ name, labels = {} }) => [name, ...Object.keys(labels)].some(isCountryName)),
  );
  return hasPlaces ? [{ name: 'World heatmap', score: GOOD }] : undefined;
}
