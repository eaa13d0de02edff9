/** When Grafana should offer this panel: for the devices of Tallylight Live, and for what Prometheus knows of them. */
import type { PanelDataSummary, VisualizationSuggestion } from '@grafana/data';
import { readLiveMeta } from '../../shared/live-meta.ts';
import type { DevicesOptions } from './option-values.ts';
import { isDeviceFrame } from './prometheus.ts';

/** As `VisualizationSuggestionScore`, whose package a pure file does not load. */
const BEST = 100;
const GOOD = 70;

/** For `setSuggestionsSupplier`. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): VisualizationSuggestion<DevicesOptions>[] | undefined {
  if (rawFrames.some((frame) => readLiveMeta(frame)?.topic === 'devices'))
    return [{ name: 'Live devices', score: BEST }];
  return rawFrames.some(isDeviceFrame) ? [{ name: 'Live devices', score: GOOD }] : undefined;
}
