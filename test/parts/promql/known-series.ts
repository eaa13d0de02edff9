/**
 * Which series an expression may name: those of the catalogue with their labels and closed label values, what recording rules
 * make of them, and the few that Prometheus adds by itself.
 */
import type { Entity, Metric } from '../../../packages/sdk/src/metrics/metric.ts';

export interface Series {
  readonly labels: ReadonlySet<string>;
  /** Only to be read through rate(), increase() and the like. */
  readonly isCounter: boolean;
  /** Values of labels that can have no others. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

export type KnownSeries = ReadonlyMap<string, Series>;

/** Every series has them once Prometheus has scraped it. */
const SCRAPED = ['instance', 'job'];
const NO_VALUES: ReadonlyMap<string, readonly string[]> = new Map();
const gauge = (labels: readonly string[]): Series => ({ labels: new Set(labels), isCounter: false, values: NO_VALUES });

/** Series that are not ours. */
const OF_PROMETHEUS: readonly (readonly [string, Series])[] = [
  ['up', gauge(SCRAPED)],
  ['scrape_duration_seconds', gauge(SCRAPED)],
  ['scrape_samples_scraped', gauge(SCRAPED)],
  ['ALERTS', gauge(['alertname', 'alertstate', 'severity', 'team', 'instance', 'stream', 'device', 'site', 'group'])],
];

/** What the catalogue makes known. */
export function knownSeries(catalogue: readonly Metric[]): Map<string, Series> {
  const known = new Map<string, Series>(OF_PROMETHEUS);
  for (const metric of catalogue) {
    const labels = new Set([...metric.labels, ...SCRAPED]);
    const values = closedValues(metric);
    if (metric.kind !== 'histogram') {
      known.set(metric.name, { labels, values, isCounter: metric.kind === 'counter' });
      continue;
    }
    // The name of a histogram itself has no samples.
    for (const part of ['count', 'sum']) known.set(`${metric.name}_${part}`, { labels, values, isCounter: true });
    known.set(`${metric.name}_bucket`, { labels: new Set([...labels, 'le']), values, isCounter: true });
  }
  return known;
}

/** The last label by what the metric says; the others where its things are the same in every process. */
function closedValues({ name, labels, closed, entities }: Metric): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  // A list that does not look at the state is fixed. Facts of a process (`*_info`) are fixed, but not known.
  if (entities.length === 0 && !name.endsWith('_info')) {
    const fixed = (entities as unknown as () => readonly Entity[])();
    for (const [index, label] of labels.entries()) {
      const of = fixed.map((entity) => entity.labels[index]).filter((value) => value !== undefined);
      if (of.length > 0) values.set(label, [...new Set(of)]);
    }
  }
  const last = labels.at(-1);
  if (last !== undefined && closed !== undefined) values.set(last, closed);
  return values;
}
