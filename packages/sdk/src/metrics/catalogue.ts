/**
 * Every metric, once: the families in the order of the page. To add a metric: add it to its family; the exporters, the
 * documents and the tests follow this list. Rates are PromQL's work, so no metric is a rate.
 */
import { CAPPED_LABELS, droppedOf } from '../state/label-drops.ts';
import { alertMetrics } from './families/alerts.ts';
import { audienceMetrics } from './families/audience.ts';
import { dependencyMetrics } from './families/dependencies.ts';
import { deviceMetrics } from './families/devices.ts';
import { healthMetrics } from './families/health.ts';
import { inventoryMetrics } from './families/inventory.ts';
import { liveMetrics } from './families/live.ts';
import { playerMetrics } from './families/players.ts';
import { processMetrics } from './families/process.ts';
import { revenueMetrics } from './families/revenue.ts';
import { selfMetrics } from './families/self.ts';
import { storeMetrics } from './families/store.ts';
import { streamMetrics } from './families/streams.ts';
import { viewerMetrics } from './families/viewers.ts';
import { type CatalogueContext, type Metric, metric } from './metric.ts';

/** Makes the list for one process. */
export function createCatalogue(context: CatalogueContext): readonly Metric[] {
  const families = [
    ...selfMetrics(context),
    ...liveMetrics(),
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
    ...storeMetrics(),
    ...alertMetrics(),
  ];
  return [...families, seriesDropped(families)];
}

/** Counts what caps folded away, for each metric that has capped labels. */
function seriesDropped(families: readonly Metric[]): Metric {
  const capped = families
    .map(({ name, labels }) => ({ labels: [name], label: labels[0] ?? '' }))
    .filter(({ label }) => CAPPED_LABELS.includes(label));
  return metric({
    name: 'tallylight_sdk_series_dropped_total',
    kind: 'counter',
    unit: '{series}',
    help: 'Label values that were folded into other because a cap was full, by metric.',
    labels: ['metric'],
    entities: () => capped,
    read: ({ label }, _index, state) => droppedOf(label, state),
  });
}
