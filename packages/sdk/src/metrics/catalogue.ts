/**
 * Every metric, once: the families in the order of the page. To add a metric: add it to its family; the exporters, the
 * documents and the tests follow this list. Rates are PromQL's work, so no metric is a rate.
 */
import type { State } from '../state/state.ts';
import { alertMetrics } from './families/alerts.ts';
import { audienceMetrics } from './families/audience.ts';
import { dependencyMetrics } from './families/dependencies.ts';
import { deviceMetrics } from './families/devices.ts';
import { healthMetrics } from './families/health.ts';
import { inventoryMetrics } from './families/inventory.ts';
import { playerMetrics } from './families/players.ts';
import { processMetrics } from './families/process.ts';
import { revenueMetrics } from './families/revenue.ts';
import { selfMetrics } from './families/self.ts';
import { streamMetrics } from './families/streams.ts';
import { viewerMetrics } from './families/viewers.ts';
import { type CatalogueContext, type Metric, metric } from './metric.ts';

/** Makes the list for one process. */
export function createCatalogue(context: CatalogueContext): readonly Metric[] {
  const families = [
    ...selfMetrics(context),
    ...streamMetrics(context),
    ...healthMetrics(context),
    ...viewerMetrics(),
    ...playerMetrics(),
    ...deviceMetrics(context),
    ...revenueMetrics(context),
    ...audienceMetrics(),
    ...inventoryMetrics(),
    ...processMetrics(),
    ...dependencyMetrics(),
    ...alertMetrics(),
  ];
  return [...families, seriesDropped(families)];
}

/** Counts what caps folded away, for each metric that has capped labels. */
function seriesDropped(families: readonly Metric[]): Metric {
  const capped = families
    .filter((entry) => refusedLabels(entry.labels[0]) !== undefined)
    .map((entry) => ({ labels: [entry.name], refused: refusedLabels(entry.labels[0]) }));
  return metric({
    name: 'tallylight_sdk_series_dropped_total',
    kind: 'counter',
    unit: '{series}',
    help: 'Label values that were folded into other because a cap was full, by metric.',
    labels: ['metric'],
    entities: () => capped,
    read: ({ refused }, _index, state) => refused?.(state),
  });
}

/** How often a value of this label was folded away. */
function refusedLabels(label: string | undefined): ((state: State) => number) | undefined {
  switch (label) {
    case 'stream':
      return ({ streams }) => streams.labelCap.refused + streams.cap.refused;
    case 'device':
      return ({ devices }) => devices.labelCap.refused + devices.cap.refused;
    case 'group':
      return ({ devices }) => devices.groups.labelCap.refused;
    case 'currency':
      return ({ revenue }) => revenue.labelCap.refused;
    case 'item':
      return ({ inventory }) => inventory.refused;
    case 'site':
      return ({ sites }) => sites.labelCap.refused + sites.cap.refused;
    default:
      return undefined;
  }
}
