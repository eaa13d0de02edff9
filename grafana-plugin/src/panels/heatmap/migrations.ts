/**
 * Options as an older or a foreign dashboard has them, to options as they are now. Every value is checked on its own: one
 * that is not known any more falls back to its default, the others stay.
 */
import type { PanelModel } from '@grafana/data';
import { CONTINENTS } from './countries.ts';
import { DEFAULT_OPTIONS, type Focus, type HeatmapOptions } from './option-values.ts';
import { PROJECTIONS, type ProjectionName } from './world/projection.ts';

/** For `setMigrationHandler`. */
export function migrate({ options }: Pick<PanelModel, 'options'>): HeatmapOptions {
  const saved: Readonly<Record<string, unknown>> = typeof options === 'object' && options !== null ? options : {};
  const toSwitch = (name: 'showCircles' | 'showCities' | 'showRanking'): boolean => {
    const value = saved[name];
    return typeof value === 'boolean' ? value : DEFAULT_OPTIONS[name];
  };
  return {
    scale: saved.scale === 'quantile' ? 'quantile' : DEFAULT_OPTIONS.scale,
    projection: isProjection(saved.projection) ? saved.projection : DEFAULT_OPTIONS.projection,
    showCircles: toSwitch('showCircles'),
    showCities: toSwitch('showCities'),
    showRanking: toSwitch('showRanking'),
    focus: isFocus(saved.focus) ? saved.focus : DEFAULT_OPTIONS.focus,
    ...(typeof saved.valueField === 'string' && saved.valueField !== '' && { valueField: saved.valueField }),
  };
}

function isFocus(value: unknown): value is Focus {
  return value === 'world' || (typeof value === 'string' && Object.hasOwn(CONTINENTS, value));
}

function isProjection(value: unknown): value is ProjectionName {
  return typeof value === 'string' && Object.hasOwn(PROJECTIONS, value);
}
