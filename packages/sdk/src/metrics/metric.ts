/**
 * What a metric is: names for every road, kind, unit, help, labels, and how to read it from state. An exporter is a loop
 * over definitions and knows no stream. Values that are not known are `undefined` and give no series.
 */
import type { Histogram } from '../model/histogram.ts';
import type { State } from '../state/state.ts';

export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** The things that have a series each, told apart by their label values. */
export interface Entity {
  readonly labels: readonly string[];
}

export interface Metric<E extends Entity = Entity> {
  /** Prometheus name; on every road the same. */
  readonly name: string;
  /** OpenTelemetry name; it carries the unit word, so that both roads lead to {@link name}. */
  readonly otelName: string;
  readonly kind: MetricKind;
  /** UCUM unit: `s`, `By`, `1`, `{thing}`, `{By}/{s}`. */
  readonly unit: string;
  readonly help: string;
  /** The labels of an entity, then the closed one if there is one. */
  readonly labels: readonly string[];
  /** All values of the last label; each has a series from the start. */
  readonly closed: readonly string[] | undefined;
  /** The entities with a series of their own. */
  entities(state: State): readonly E[];
  /** Entities beyond the label cap; their sum stands under `other`. */
  folded(state: State): readonly E[];
  /** The value of an entity, for the closed value of this index (0 without a closed label). */
  read(entity: E, closedIndex: number, state: State): number | Histogram | undefined;
}

/** Things without labels of their own: one series (or one per closed value). */
export const WHOLE: readonly Entity[] = [{ labels: [] }];

const NONE: readonly never[] = [];

/** What has to be said of a metric; the rest has defaults. */
export interface MetricDefinition<E extends Entity> {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly closed?: readonly string[];
  entities?(state: State): readonly E[];
  folded?(state: State): readonly E[];
  read(entity: E, closedIndex: number, state: State): number | Histogram | undefined;
}

/** Makes a metric; the OpenTelemetry name is the Prometheus name with dots, less `_total`. */
export function metric<E extends Entity>(definition: MetricDefinition<E>): Metric {
  const made: Metric<E> = {
    name: definition.name,
    get otelName() {
      return otelName(definition.name);
    },
    kind: definition.kind,
    unit: definition.unit,
    help: definition.help,
    labels: definition.labels ?? NONE,
    closed: definition.closed,
    entities: definition.entities ?? (() => WHOLE as unknown as readonly E[]),
    folded: definition.folded ?? (() => NONE),
    read: definition.read,
  };
  return made as unknown as Metric;
}

/** `tallylight_stream_egress_bytes_total` is `tallylight.stream.egress.bytes` for OpenTelemetry. */
export function otelName(name: string): string {
  return name.replace(/_total$/, '').replaceAll('_', '.');
}

/** A metric of the whole process. */
export const whole = (definition: MetricDefinition<Entity>): Metric => metric(definition);

/** What the catalogue needs besides state. */
export interface CatalogueContext {
  /** Facts of this process that do not change. */
  readonly build: { readonly version: string; readonly runtime: string };
  readonly clock: { nowMs(): number; monotonicMs(): number };
  /** Components of health in their order. @default uptime, errors, response */
  readonly healthComponents?: readonly string[] | undefined;
}

export const seconds = (ms: number): number => ms / 1000;

/** Unix seconds of a monotonic time. */
export function dateSeconds(clock: CatalogueContext['clock'], monotonicMs: number): number {
  return Math.round(clock.nowMs() - (clock.monotonicMs() - monotonicMs)) / 1000;
}
