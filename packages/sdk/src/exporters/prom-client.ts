/**
 * `@tallylight/sdk/prom-client`: our metrics in a prom-client registry of the host. A registry takes any object that answers
 * like a metric, so nothing is copied and the library is not imported: each scrape reads state. Written against prom-client 15.
 */
import type { MetricFamily, MetricPoint, MetricSource } from '../model/metric-family.ts';

/** What is called of a registry. */
export interface PromRegistry {
  registerMetric(metric: never): unknown;
  removeSingleMetric(name: string): unknown;
}

interface PromValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

interface PromReading {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly PromValue[];
}

/**
 * Puts every metric of `tally` in `registry`; returns what takes them out again. The host then scrapes the registry; `metrics:
 * { path: false }` switches our own page off. Throws what the registry throws when one of the names is taken.
 */
export function registerIn(registry: PromRegistry, tally: MetricSource): () => void {
  const names: string[] = [];
  const withdraw = (): void => {
    for (const name of names.splice(0)) registry.removeSingleMetric(name);
  };
  try {
    for (const family of tally.metrics.families) {
      registry.registerMetric(adapt(family) as never);
      names.push(family.name);
    }
  } catch (error) {
    withdraw();
    throw error;
  }
  return withdraw;
}

/** A metric as a registry calls it. */
function adapt(family: MetricFamily): object {
  const { name, kind } = family;
  let nextName = name;
  const read = (as: string): PromReading => ({
    name: as,
    help: family.help,
    type: kind,
    aggregator: family.aggregate,
    values: family.points().flatMap((point) => valuesOf(name, point)),
  });
  return {
    type: kind,
    help: family.help,
    get name(): string {
      return name;
    },
    // An OpenMetrics registry assigns a counter's name without _total just before it reads, and puts _total back itself.
    // Kept for that one reading: a text registry that reads next must find the whole name.
    set name(told: string) {
      nextName = told;
    },
    get: (): PromReading => read(name),
    getForPromString(): PromReading {
      const as = nextName;
      nextName = name;
      return read(as);
    },
    // State belongs to the SDK; what a registry resets is its own.
    reset(): void {},
  };
}

function valuesOf(name: string, { labels, value }: MetricPoint): readonly PromValue[] {
  if (typeof value === 'number') return [{ value, labels }];
  let cumulative = 0;
  const buckets = value.bounds.map((le, index) => {
    cumulative += value.counts[index] ?? 0;
    return { value: cumulative, labels: { ...labels, le }, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { value: value.count, labels: { ...labels, le: '+Inf' }, metricName: `${name}_bucket` },
    { value: value.sum, labels, metricName: `${name}_sum` },
    { value: value.count, labels, metricName: `${name}_count` },
  ];
}
