/**
 * Every metric, once: the families in the order of the page. To add a metric: add it to its family; the exporters, the
 * documents and the tests follow this list. Rates are PromQL's work, so no metric is a rate.
 */
import { processMetrics } from './families/process.ts';
import { selfMetrics } from './families/self.ts';
import { streamMetrics } from './families/streams.ts';
import { viewerMetrics } from './families/viewers.ts';
import { type CatalogueContext, type Metric, metric } from './metric.ts';

/** Makes the list for one process. */
export function createCatalogue(context: CatalogueContext): readonly Metric[] {
  const families = [...selfMetrics(context), ...streamMetrics(context), ...viewerMetrics(), ...processMetrics()];
  return [...families, seriesDropped(families)];
}

/** Counts what caps folded away, for each metric that has capped labels. */
function seriesDropped(families: readonly Metric[]): Metric {
  const capped = families.filter((entry) => entry.labels[0] === 'stream').map((entry) => ({ labels: [entry.name] }));
  return metric({
    name: 'tallylight_sdk_series_dropped_total',
    kind: 'counter',
    unit: '{series}',
    help: 'Label values that were folded into other because a cap was full, by metric.',
    labels: ['metric'],
    entities: () => capped,
    read: (_entity, _index, state) => state.streams.labelCap.refused + state.streams.cap.refused,
  });
}
