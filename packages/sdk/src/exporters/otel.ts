/**
 * `@tallylight/sdk/otel`: our metrics for any MetricReader of OpenTelemetry's SDK for JavaScript, lines 2.x and 3.x, as a
 * MetricProducer. Not as observable instruments: under cumulative temporality these export a removed series for ever.
 * The library is not imported; its types are met by structure. Points are cumulative always: a reader that wants deltas is
 * given cumulative ones all the same, as producers stand outside its conversion.
 */
import type { HistogramPoint, MetricFamily, MetricPoint, MetricSource } from '../model/metric-family.ts';

/** The library's enums, whose numbers are the same in both lines. */
const CUMULATIVE = 1;
const DATA_POINT_TYPES = { histogram: 0, gauge: 2, counter: 3 } as const;
const INSTRUMENTS = { histogram: 'HISTOGRAM', gauge: 'OBSERVABLE_GAUGE', counter: 'OBSERVABLE_COUNTER' } as const;
const DOUBLE = 1;

/** Seconds and nanoseconds since the epoch. */
type HrTime = [seconds: number, nanoseconds: number];

/** A MetricProducer by its one method. */
export interface TallylightMetricProducer {
  collect(): Promise<unknown>;
}

/**
 * A producer of every metric of `tally`, for the `metricProducers` of a reader:
 * `new PrometheusExporter({ metricProducers: [metricProducer(tally)] })`. The reader must belong to a MeterProvider, whose
 * resource it tells. The type is that of the place it is put in.
 */
export function metricProducer<P = TallylightMetricProducer>(tally: MetricSource): P {
  const startTime = hrTime(tally.metrics.startedAtMs);
  const producer: TallylightMetricProducer = {
    async collect() {
      const endTime = hrTime(Date.now());
      const metrics = tally.metrics.families.map((family) => metricOf(family, startTime, endTime));
      return {
        errors: [],
        resourceMetrics: {
          resource: { attributes: {}, merge: (other: unknown) => other, getRawAttributes: () => [] },
          scopeMetrics: [
            { scope: { name: 'tallylight' }, metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0) },
          ],
        },
      };
    },
  };
  return producer as P;
}

interface OtelMetric {
  readonly dataPoints: readonly object[];
}

function metricOf(family: MetricFamily, startTime: HrTime, endTime: HrTime): OtelMetric {
  return {
    descriptor: {
      name: family.otelName,
      description: family.help,
      unit: family.unit,
      type: INSTRUMENTS[family.kind],
      valueType: DOUBLE,
      advice: {},
    },
    aggregationTemporality: CUMULATIVE,
    dataPointType: DATA_POINT_TYPES[family.kind],
    ...(family.kind === 'counter' ? { isMonotonic: true } : {}),
    dataPoints: family.points().map(({ labels, value }: MetricPoint) => ({
      startTime,
      endTime,
      attributes: labels,
      value: typeof value === 'number' ? value : histogramOf(value),
    })),
  } as OtelMetric;
}

function histogramOf({ bounds, counts, sum, count }: HistogramPoint): object {
  return { buckets: { boundaries: bounds, counts }, sum, count };
}

function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, Math.round((epochMs - seconds * 1000) * 1e6)];
}
