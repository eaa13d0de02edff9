/**
 * The page that Prometheus scrapes: text 0.0.4 and OpenMetrics, from one walk over the catalogue. Everything of a line but
 * its value is rendered once and kept with its entity; a walk writes in slices, so that a large page never holds the loop.
 */

import type { Entity, Metric } from '../metrics/metric.ts';
import type { Histogram } from '../model/histogram.ts';
import { toLabelValue } from '../model/labels.ts';
import type { State } from '../state/state.ts';

export type TextFormat = 'prometheus' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<TextFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Work done in one go before the loop may turn. */
const SLICE_MS = 2;
/** Lines between two looks at the clock, which is dearer than a line. */
const LINES_PER_LOOK = 128;
/** Text is handed on in pieces of about this size. */
const PIECE_CHARS = 64 * 1024;

export interface TextRenderer {
  /** Renders the page. */
  render(format: TextFormat): Promise<Buffer>;
}

export interface TextRendererParts {
  readonly catalogue: readonly Metric[];
  readonly state: State;
  readonly monotonicMs: () => number;
  /** Ends a slice: resolves when the loop has turned. */
  readonly yieldToLoop: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

export function createTextRenderer(parts: TextRendererParts): TextRenderer {
  const { catalogue, state, monotonicMs, yieldToLoop, onFault } = parts;
  const writers = catalogue.map((metric) => createFamilyWriter(metric));
  return {
    async render(format) {
      const pieces: Buffer[] = [];
      let text = '';
      let workMs = 0;
      let sliceStartMs = monotonicMs();
      let lines = 0;
      for (const writer of writers) {
        try {
          for (const line of writer.lines(state, format)) {
            text += line;
            lines += 1;
            if (text.length >= PIECE_CHARS) {
              pieces.push(Buffer.from(text));
              text = '';
            }
            if (lines % LINES_PER_LOOK !== 0) continue;
            const spentMs = monotonicMs() - sliceStartMs;
            if (spentMs < SLICE_MS) continue;
            workMs += spentMs;
            await yieldToLoop();
            sliceStartMs = monotonicMs();
          }
        } catch (error) {
          // One metric that cannot be read costs its own lines, not the page.
          onFault(error);
        }
      }
      if (format === 'openmetrics') text += '# EOF\n';
      pieces.push(Buffer.from(text));
      state.readings.collectSeconds.set('prometheus', (workMs + monotonicMs() - sliceStartMs) / 1000);
      return Buffer.concat(pieces);
    },
  };
}

interface FamilyWriter {
  lines(state: State, format: TextFormat): Iterable<string>;
}

/** The beginnings of the lines of one entity: one per closed value, or several for a histogram. */
type LineStarts = readonly (string | HistogramStarts)[];

interface HistogramStarts {
  /** Up to and with the opening quote of `le`. */
  readonly bucket: string;
  readonly sum: string;
  readonly count: string;
}

function createFamilyWriter(metric: Metric): FamilyWriter {
  const startsOf = new WeakMap<Entity, LineStarts>();
  const heads: Record<TextFormat, string> = {
    prometheus: head(metric, 'prometheus'),
    openmetrics: head(metric, 'openmetrics'),
  };
  const closedCount = metric.closed?.length ?? 1;
  const other: Entity = {
    labels: metric.labels.slice(0, metric.labels.length - (metric.closed ? 1 : 0)).map(() => 'other'),
  };

  function starts(entity: Entity): LineStarts {
    let known = startsOf.get(entity);
    if (known === undefined) {
      known = lineStarts(metric, entity);
      startsOf.set(entity, known);
    }
    return known;
  }

  return {
    *lines(state, format) {
      yield heads[format];
      for (const entity of metric.entities(state)) {
        const lineStartsOfEntity = starts(entity);
        for (let index = 0; index < closedCount; index += 1) {
          const value = metric.read(entity, index, state);
          if (value === undefined) continue;
          const start = lineStartsOfEntity[index] as string | HistogramStarts;
          if (typeof value === 'number') yield `${start as string}${formatNumber(value)}\n`;
          else yield histogramLines(start as HistogramStarts, value);
        }
      }
      const folded = metric.folded(state);
      if (folded.length === 0) return;
      const lineStartsOfOther = starts(other);
      for (let index = 0; index < closedCount; index += 1) {
        let sum = 0;
        for (const entity of folded) {
          const value = metric.read(entity, index, state);
          if (typeof value === 'number') sum += value;
        }
        yield `${lineStartsOfOther[index] as string}${formatNumber(sum)}\n`;
      }
    },
  };
}

function head(metric: Metric, format: TextFormat): string {
  const family =
    format === 'openmetrics' && metric.kind === 'counter' ? metric.name.replace(/_total$/, '') : metric.name;
  const unit = unitWord(metric);
  return (
    `# HELP ${family} ${escapeHelp(metric.help, format)}\n# TYPE ${family} ${metric.kind}\n` +
    (format === 'openmetrics' && unit !== undefined ? `# UNIT ${family} ${unit}\n` : '')
  );
}

const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/** The unit as OpenMetrics has it; only where the name ends with it, as the format asks. */
function unitWord(metric: Metric): string | undefined {
  const word = UNIT_WORDS[metric.unit];
  return word !== undefined && metric.name.replace(/_total$/, '').endsWith(`_${word}`) ? word : undefined;
}

function lineStarts(metric: Metric, entity: Entity): LineStarts {
  const names = metric.labels;
  const own = entity.labels.map((value, index) => `${names[index]}="${escapeLabel(toLabelValue(value))}"`);
  const closed: readonly (string | undefined)[] = metric.closed ?? [undefined];
  return closed.map((value) => {
    const pairs = value === undefined ? own : [...own, `${names.at(-1)}="${escapeLabel(toLabelValue(value))}"`];
    if (metric.kind !== 'histogram') return `${metric.name}${braces(pairs)} `;
    const bucketPairs = pairs.length === 0 ? '' : `${pairs.join(',')},`;
    return {
      bucket: `${metric.name}_bucket{${bucketPairs}le="`,
      sum: `${metric.name}_sum${braces(pairs)} `,
      count: `${metric.name}_count${braces(pairs)} `,
    };
  });
}

function braces(pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function histogramLines(start: HistogramStarts, histogram: Histogram): string {
  let text = '';
  let cumulative = 0;
  for (let index = 0; index < histogram.bounds.length; index += 1) {
    cumulative += histogram.counts[index] as number;
    text += `${start.bucket}${formatBound(histogram.bounds[index] as number)}"} ${cumulative}\n`;
  }
  return `${text}${start.bucket}+Inf"} ${histogram.count}\n${start.sum}${formatNumber(histogram.sum)}\n${start.count}${histogram.count}\n`;
}

/** OpenMetrics wants bounds as floats; the classic parser takes them too. */
function formatBound(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(help: string, format: TextFormat): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return format === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped;
}

/** The format that an Accept header asks for. */
export function chooseFormat(accept: string | undefined): TextFormat {
  return accept?.includes('application/openmetrics-text') === true ? 'openmetrics' : 'prometheus';
}
