/**
 * Writes one family in steps. All its values are read in one go, before the first line, so that a page which is written while
 * the loop turns never shows a thing twice (once by its name and, removed meanwhile, again in `other`).
 */
import type { Entity, Metric } from '../metrics/metric.ts';
import type { Histogram } from '../model/histogram.ts';
import type { State } from '../state/state.ts';
import { LineStarts } from './line-starts.ts';
import { closedPairs, familyHead, histogramLines, type TextFormat } from './line-text.ts';
import type { PageBytes } from './page-bytes.ts';

/** Values of the family that is being written; `NaN` where nothing is known. Shared by all writers of a renderer. */
export interface Scratch {
  values: Float64Array;
}

export interface FamilyWriter {
  /** Reads all values. Throws what a metric throws; nothing was written then. */
  read(state: State): void;
  /** Writes the head, or about `lines` lines more; whether there is more to write. */
  write(page: PageBytes, format: TextFormat, lines: number): boolean;
}

export function createFamilyWriter(metric: Metric, scratch: Scratch): FamilyWriter {
  return metric.kind === 'histogram' ? createHistogramWriter(metric) : createNumberWriter(metric, scratch);
}

function createNumberWriter(metric: Metric, scratch: Scratch): FamilyWriter {
  const headOf = createHeads(metric);
  const each = metric.closed?.length ?? 1;
  // Made when there is a first line: most families of a server have none for long.
  let starts: LineStarts | undefined;
  let other: { readonly entity: Entity; readonly starts: LineStarts } | undefined;
  let entities: readonly Entity[] = [];
  let hasOther = false;
  let place = -1;

  function readOther(folded: readonly Entity[], state: State, values: Float64Array, at: number): void {
    for (let index = 0; index < each; index += 1) {
      let sum = 0;
      for (const entity of folded) {
        const value = metric.read(entity, index, state);
        if (typeof value === 'number' && !Number.isNaN(value)) sum += value;
      }
      values[at + index] = sum;
    }
  }

  function writeOther(page: PageBytes): void {
    const values = entities.length * each;
    other ??= { entity: otherOf(metric), starts: new LineStarts(metric) };
    const first = other.starts.firstLine(0, other.entity);
    const { bytes, starts: begins } = other.starts;
    for (let index = 0; index < each; index += 1) {
      const line = first + index;
      page.line(bytes, begins[line] as number, begins[line + 1] as number, scratch.values[values + index] as number);
    }
  }

  function writeRest(page: PageBytes): false {
    if (hasOther) writeOther(page);
    entities = [];
    return false;
  }

  return {
    read(state) {
      entities = metric.entities(state);
      const folded = metric.folded(state);
      hasOther = folded.length > 0;
      const count = (entities.length + 1) * each;
      if (scratch.values.length < count) scratch.values = new Float64Array(Math.ceil(count * 1.5));
      const values = scratch.values;
      let at = 0;
      for (const entity of entities) {
        for (let index = 0; index < each; index += 1, at += 1) {
          const value = metric.read(entity, index, state);
          values[at] = typeof value === 'number' ? value : Number.NaN;
        }
      }
      if (hasOther) readOther(folded, state, values, at);
      place = -1;
      starts?.begin();
    },
    write(page, format, lines) {
      if (place < 0) {
        page.text(headOf(format));
        place = 0;
      }
      if (entities.length > 0) starts ??= new LineStarts(metric);
      if (starts === undefined) return writeRest(page);
      const values = scratch.values;
      const until = Math.min(entities.length, place + Math.ceil(lines / each));
      for (; place < until; place += 1) {
        const first = starts.firstLine(place, entities[place] as Entity);
        const { bytes, starts: begins } = starts;
        for (let index = 0; index < each; index += 1) {
          const value = values[place * each + index] as number;
          const line = first + index;
          if (!Number.isNaN(value)) page.line(bytes, begins[line] as number, begins[line + 1] as number, value);
        }
      }
      if (place < entities.length) return true;
      starts.end(entities.length);
      return writeRest(page);
    },
  };
}

/** Histograms have few label sets and no entity of their own that could go, so they are written as they are read. */
function createHistogramWriter(metric: Metric): FamilyWriter {
  const headOf = createHeads(metric);
  let found: { readonly pairs: string; readonly histogram: Histogram }[] = [];
  return {
    read(state) {
      found = [];
      for (const entity of metric.entities(state)) {
        closedPairs(metric, entity).forEach((pairs, index) => {
          const histogram = metric.read(entity, index, state);
          if (typeof histogram === 'object') found.push({ pairs, histogram });
        });
      }
    },
    write(page, format) {
      page.text(headOf(format));
      for (const { pairs, histogram } of found) page.text(histogramLines(metric.name, pairs, histogram));
      found = [];
      return false;
    },
  };
}

/** Each format's head, made when that format is first asked for. */
function createHeads(metric: Metric): (format: TextFormat) => string {
  const heads: Record<TextFormat, string | undefined> = { prometheus: undefined, openmetrics: undefined };
  return (format) => {
    heads[format] ??= familyHead(metric, format);
    return heads[format];
  };
}

/** What stands for all entities beyond the cap. */
export function otherOf(metric: Metric): Entity {
  return { labels: metric.labels.slice(0, metric.labels.length - (metric.closed ? 1 : 0)).map(() => 'other') };
}
