/**
 * A metric as a reader outside the SDK gets it: what it is, and its points now. Every exporter but our own page is made from
 * this, also one that a host writes itself.
 */

export interface MetricFamily {
  /** Prometheus name; on every road the same. */
  readonly name: string;
  /** OpenTelemetry name; it carries the unit word, so that both roads lead to {@link name}. */
  readonly otelName: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM: `s`, `By`, `1`, `{thing}`, `{By}/{s}`. */
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** How values of several processes become one. */
  readonly aggregate: MetricAggregate;
  /** The points now. Never throws: a metric that cannot be read has none, and the fault is counted. */
  points(): readonly MetricPoint[];
}

export type MetricAggregate = 'sum' | 'max' | 'min' | 'average' | 'first';

export interface MetricPoint {
  /** By label name; safe as they stand. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | HistogramPoint;
}

export interface HistogramPoint {
  /** Upper bounds, in the unit of the metric. */
  readonly bounds: readonly number[];
  /** By bucket, not cumulative; the last one is above the highest bound. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** What exporters for other libraries need of a Tallylight. */
export interface MetricSource {
  readonly metrics: {
    readonly families: readonly MetricFamily[];
    /** When counting began, epoch milliseconds. */
    readonly startedAtMs: number;
  };
}
