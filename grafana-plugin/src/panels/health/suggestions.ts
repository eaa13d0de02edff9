/** When Grafana should offer this panel: for streams of Tallylight Live, and for series that tell health or state of streams. */
import type { PanelDataSummary, VisualizationSuggestion } from '@grafana/data';
import { readLiveMeta } from '../../shared/live-meta.ts';
import type { HealthOptions } from './option-values.ts';
import { hasStreams } from './prometheus-rows.ts';

/** As `VisualizationSuggestionScore`, whose package a pure file does not load. */
const BEST = 100;
const GOOD = 70;

/** For `setSuggestionsSupplier`. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): VisualizationSuggestion<HealthOptions>[] | undefined {
  if (rawFrames.some((frame) => readLiveMeta(frame)?.topic === 'streams'))
    return [{ name: 'Stream health', score: BEST }];
  return rawFrames.some(hasStreams) ? [{ name: 'Stream health', score: GOOD }] : undefined;
}
