/** Which entities of state have series, and which are folded: the few ways in which the catalogue looks at state. */
import type { Country } from '../state/countries.ts';
import type { Rendition } from '../state/renditions.ts';
import type { State } from '../state/state.ts';
import type { Stream } from '../state/stream.ts';
import { type Metric, type MetricDefinition, metric } from './metric.ts';

/** Streams with a label of their own. */
export function namedStreams(state: State): readonly Stream[] {
  const named: Stream[] = [];
  for (const stream of state.streams.all.values()) if (stream.labelled) named.push(stream);
  return named;
}

/** What stands under `other`: streams beyond the label cap, removed ones, traffic that belongs to none. */
export function foldedStreams(state: State): readonly Stream[] {
  const folded: Stream[] = [state.streams.other];
  for (const stream of state.streams.all.values()) if (!stream.labelled) folded.push(stream);
  return folded;
}

/** Renditions of streams with a label of their own, and of the others. */
export function namedRenditions(state: State): readonly Rendition[] {
  return namedStreams(state).flatMap((stream) => stream.renditions?.list ?? []);
}
export function foldedRenditions(state: State): readonly Rendition[] {
  return foldedStreams(state).flatMap((stream) => stream.renditions?.list ?? []);
}

/** Countries; the set is closed by the geo database. */
export function countriesOf(state: State): readonly Country[] {
  return [...state.countries.all.values()];
}

/** A counter whose label values are the keys of a bounded map. */
export function countedBy(
  name: string,
  label: string,
  unit: string,
  help: string,
  counts: (state: State) => ReadonlyMap<string, number>,
): Metric {
  return metric({
    name,
    kind: 'counter',
    unit,
    help,
    labels: [label],
    entities: (state: State) => [...counts(state)].map(([key, value]) => ({ labels: [key], value })),
    read: ({ value }) => value,
  });
}

/** A metric of streams; sums stand under `other` beyond the cap. */
export const ofStreams = (definition: MetricDefinition<Stream>): Metric =>
  metric({ labels: ['stream'], entities: namedStreams, folded: foldedStreams, ...definition });

/** A metric of streams whose sum would mean nothing: no `other`. */
export const ofNamedStreams = (definition: MetricDefinition<Stream>): Metric =>
  metric({ labels: ['stream'], entities: namedStreams, ...definition });

export const ofCountries = (definition: MetricDefinition<Country>): Metric =>
  metric({ labels: ['country'], entities: countriesOf, ...definition });
