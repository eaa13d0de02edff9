/** The catalogue for readers outside: each metric with its points now, labels cleaned, `other` summed as on the page. */
import type { Entity, Metric } from '../metrics/metric.ts';
import type { Histogram } from '../model/histogram.ts';
import { toLabelValue } from '../model/labels.ts';
import type { HistogramPoint, MetricAggregate, MetricFamily, MetricPoint } from '../model/metric-family.ts';
import type { State } from '../state/state.ts';
import { otherOf } from './family-writer.ts';

export function createFamilies(
  catalogue: readonly Metric[],
  state: State,
  onFault: (error: unknown) => void,
): readonly MetricFamily[] {
  return catalogue.map((metric) => ({
    name: metric.name,
    otelName: metric.otelName,
    kind: metric.kind,
    unit: metric.unit,
    help: metric.help,
    labels: metric.labels,
    aggregate: aggregateOf(metric),
    points() {
      try {
        return pointsOf(metric, state);
      } catch (error) {
        onFault(error);
        return [];
      }
    },
  }));
}

function pointsOf(metric: Metric, state: State): readonly MetricPoint[] {
  const closed: readonly (string | undefined)[] = metric.closed ?? [undefined];
  const points: MetricPoint[] = [];
  for (const entity of metric.entities(state)) {
    closed.forEach((closedValue, index) => {
      const value = metric.read(entity, index, state);
      if (value === undefined || Number.isNaN(value)) return;
      const labels = labelsOf(metric, entity, closedValue);
      points.push({ labels, value: typeof value === 'number' ? value : histogramPoint(value) });
    });
  }
  const folded = metric.kind === 'histogram' ? [] : metric.folded(state);
  if (folded.length === 0) return points;
  closed.forEach((closedValue, index) => {
    let sum = 0;
    for (const entity of folded) {
      const value = metric.read(entity, index, state);
      if (typeof value === 'number' && !Number.isNaN(value)) sum += value;
    }
    points.push({ labels: labelsOf(metric, otherOf(metric), closedValue), value: sum });
  });
  return points;
}

function labelsOf(metric: Metric, entity: Entity, closed: string | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  const values = closed === undefined ? entity.labels : [...entity.labels, closed];
  values.forEach((value, index) => {
    labels[metric.labels[index] as string] = toLabelValue(value);
  });
  return labels;
}

/** A copy, because the histogram goes on counting. */
function histogramPoint({ bounds, counts, sum, count }: Histogram): HistogramPoint {
  return { bounds, counts: [...counts], sum, count };
}

/** Sums add up; a fact or a moment is the same or the latest everywhere; a share is a mean. */
function aggregateOf({ kind, name, unit }: Metric): MetricAggregate {
  if (kind !== 'gauge') return 'sum';
  if (name.endsWith('_info')) return 'first';
  if (/_(?:up|min)$|_(?:free|available)_bytes$/.test(name)) return 'min';
  if (/_(?:expected|peak|exponent|category|active_users|size_bytes|degraded)$|_seconds$|_machine_/.test(name))
    return 'max';
  return unit === '1' ? 'average' : 'sum';
}
