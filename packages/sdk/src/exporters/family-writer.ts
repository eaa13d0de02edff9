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
  const heads = headsOf(metric);
  const each = metric.closed?.length ?? 1;
  const starts = new LineStarts(metric);
  const otherStarts = new LineStarts(metric);
  const other = otherOf(metric);
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
    const first = otherStarts.firstLine(0, other);
    const { bytes, starts: begins } = otherStarts;
    for (let index = 0; index < each; index += 1) {
      const line = first + index;
      page.line(bytes, begins[line] as number, begins[line + 1] as number, scratch.values[values + index] as number);
    }
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
      starts.begin();
    },
    write(page, format, lines) {
      if (place < 0) {
        page.text(heads[format]);
        place = 0;
      }
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
      if (hasOther) writeOther(page);
      starts.end(entities.length);
      entities = [];
      return false;
    },
  };
}

/** Histograms have few label sets and no entity of their own that could go, so they are written as they are read. */
function createHistogramWriter(metric: Metric): FamilyWriter {
  const heads = headsOf(metric);
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
      page.text(heads[format]);
      for (const { pairs, histogram } of found) page.text(histogramLines(metric.name, pairs, histogram));
      found = [];
      return false;
    },
  };
}

function headsOf(metric: Metric): Readonly<Record<TextFormat, string>> {
  return { prometheus: familyHead(metric, 'prometheus'), openmetrics: familyHead(metric, 'openmetrics') };
}

/** What stands for all entities beyond the cap. */
export function otherOf(metric: Metric): Entity {
  return { labels: metric.labels.slice(0, metric.labels.length - (metric.closed ? 1 : 0)).map(() => 'other') };
}
