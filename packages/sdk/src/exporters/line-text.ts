/** The words of the text formats: heads of families and beginnings of lines, escaped. Both formats share every line. */
import type { Entity, Metric } from '../metrics/metric.ts';
import type { Histogram } from '../model/histogram.ts';
import { toLabelValue } from '../model/labels.ts';
import { formatNumber } from './page-bytes.ts';

export type TextFormat = 'prometheus' | 'openmetrics';

/** HELP, TYPE and, for OpenMetrics, UNIT. OpenMetrics names a counter's family without `_total`. */
export function familyHead(metric: Metric, format: TextFormat): string {
  const family =
    format === 'openmetrics' && metric.kind === 'counter' ? metric.name.replace(/_total$/, '') : metric.name;
  const unit = format === 'openmetrics' ? unitWord(metric) : undefined;
  return (
    `# HELP ${family} ${escapeHelp(metric.help, format)}\n# TYPE ${family} ${metric.kind}\n` +
    (unit !== undefined ? `# UNIT ${family} ${unit}\n` : '')
  );
}

/** Few texts have any of these, and looking costs less than three searches. */
const NEEDS_ESCAPE = /[\\"\n]/;

const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/** The unit as OpenMetrics has it; only where the name ends with it, as the format asks. */
function unitWord(metric: Metric): string | undefined {
  const word = UNIT_WORDS[metric.unit];
  return word !== undefined && metric.name.replace(/_total$/, '').endsWith(`_${word}`) ? word : undefined;
}

/** A label value as it stands between its quotes. */
export function labelText(value: string): string {
  return escapeLabel(toLabelValue(value));
}

/** What stands before each label value that an entity has; the name alone when it has none. */
export function lineHeads(metric: Metric): readonly string[] {
  const { name, labels } = metric;
  const own = labels.slice(0, labels.length - (metric.closed === undefined ? 0 : 1));
  if (own.length === 0) return [labels.length === 0 ? name : `${name}{`];
  return own.map((label, index) => `${index === 0 ? `${name}{` : '",'}${label}="`);
}

/** What follows the label values of an entity, up to the value: for each value of the closed label, or once when there is none. */
export function lineTails(metric: Metric): readonly string[] {
  const { closed, labels } = metric;
  if (closed === undefined) return [labels.length === 0 ? ' ' : '"} '];
  const between = labels.length > 1 ? '",' : '';
  return closed.map((value) => `${between}${labels.at(-1)}="${labelText(value)}"} `);
}

/** The label pairs of an entity, without braces, for each value of the closed label, or once when there is none. */
export function closedPairs(metric: Metric, entity: Entity): readonly string[] {
  const { closed, labels } = metric;
  const own = entity.labels.map((value, index) => `${labels[index]}="${labelText(value)}"`);
  return (closed ?? [undefined]).map((value) =>
    (value === undefined ? own : [...own, `${labels.at(-1)}="${labelText(value)}"`]).join(','),
  );
}

function lineStart(name: string, pairs: string): string {
  return pairs === '' ? `${name} ` : `${name}{${pairs}} `;
}

/** All lines of one histogram: cumulative buckets, sum, count. */
export function histogramLines(name: string, pairs: string, histogram: Histogram): string {
  const bucket = `${name}_bucket{${pairs === '' ? '' : `${pairs},`}le="`;
  let text = '';
  let cumulative = 0;
  for (let index = 0; index < histogram.bounds.length; index += 1) {
    cumulative += histogram.counts[index] as number;
    text += `${bucket}${formatBound(histogram.bounds[index] as number)}"} ${cumulative}\n`;
  }
  return (
    `${text}${bucket}+Inf"} ${histogram.count}\n` +
    `${lineStart(`${name}_sum`, pairs)}${formatNumber(histogram.sum)}\n` +
    `${lineStart(`${name}_count`, pairs)}${histogram.count}\n`
  );
}

/** OpenMetrics wants bounds as floats; the classic parser takes them too. */
export function formatBound(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function escapeLabel(value: string): string {
  if (!NEEDS_ESCAPE.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(help: string, format: TextFormat): string {
  if (!NEEDS_ESCAPE.test(help)) return help;
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return format === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped;
}
