/** What the options of the heatmap may be, and what they are at first. options.ts shows them to Grafana. */
import type { ProjectionName } from './world/projection.ts';
import type { ContinentCode } from './world/world.ts';

export type ScaleKind = 'log' | 'quantile';
export type Focus = 'world' | ContinentCode;

export interface HeatmapOptions {
  /** How values become colours, unless the colour scheme is "From thresholds". */
  readonly scale: ScaleKind;
  readonly projection: ProjectionName;
  readonly showCircles: boolean;
  /** Points of frames that have a latitude and a longitude. */
  readonly showCities: boolean;
  readonly showRanking: boolean;
  /** What is in view at first and after "home". */
  readonly focus: Focus;
  /** Name of the field to show; the first number when absent or empty. */
  readonly valueField?: string;
}

export const DEFAULT_OPTIONS: HeatmapOptions = {
  scale: 'log',
  projection: 'naturalEarth',
  showCircles: true,
  showCities: true,
  showRanking: true,
  focus: 'world',
};
