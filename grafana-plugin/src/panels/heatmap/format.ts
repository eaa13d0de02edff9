/** Numbers as text and as colours, by Grafana's own display rules, so that the panel reads like its neighbours. */
import {
  type Field,
  FieldColorModeId,
  FieldType,
  formattedValueToString,
  type GrafanaTheme2,
  getDisplayProcessor,
  getValueFormat,
} from '@grafana/data';

export interface ValueFormat {
  /** With its unit, and mapped when there are value mappings. */
  toText(value: number | null): string;
  /** As short as a legend needs it. */
  toShort(value: number): string;
  /** By thresholds. */
  thresholdColor(value: number): string | undefined;
  /** By value mappings; `undefined` when none of them has a colour for it. */
  mappedColor(value: number): string | undefined;
  /** What is counted: `sessions`; empty when nobody said. */
  readonly noun: string;
}

/** En dash: unknown, never 0. */
const UNKNOWN = '–';

const NOT_MAPPED = '#010203';

/** Names that data sources give when they have none. */
const NAMELESS = /^(value|metric)\b/i;

/** Long whole numbers are fine in a sentence, in a legend they are not. */
const SHORT_UNITS: Readonly<Record<string, string>> = { locale: 'short', none: 'short', '': 'short' };

export function createFormat(field: Field | undefined, theme: GrafanaTheme2): ValueFormat {
  const config = field?.config ?? {};
  const display = getDisplayProcessor({ field: { type: FieldType.number, config }, theme });
  // Mappings are not exported on their own: what is left in a colour that nobody chose was not mapped.
  const plain = { mappings: config.mappings, color: { mode: FieldColorModeId.Fixed, fixedColor: NOT_MAPPED } };
  const mapped = config.mappings?.length
    ? getDisplayProcessor({ field: { type: FieldType.number, config: plain }, theme })
    : undefined;
  const unit = config.unit ?? '';
  const short = getValueFormat(SHORT_UNITS[unit] ?? unit);
  const name = config.displayName || field?.name || '';
  return {
    toText: (value) => (value === null ? config.noValue || UNKNOWN : formattedValueToString(display(value))),
    toShort: (value) => formattedValueToString(short(value, isWhole(value) ? 0 : undefined)).trim(),
    thresholdColor: (value) => display(value).color,
    mappedColor(value) {
      const color = mapped?.(value).color;
      return color === NOT_MAPPED ? undefined : color;
    },
    noun: NAMELESS.test(name) ? '' : name,
  };
}

/** `1,204 sessions`, `1 session`. */
export function withNoun(text: string, noun: string, isOne: boolean): string {
  return noun === '' ? text : `${text} ${isOne ? noun.replace(/s$/, '') : noun}`;
}

/** `4.2 %`. */
export function toPercentText(ratio: number): string {
  const percent = ratio * 100;
  return `${percent < 9.95 && percent >= 0.05 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** Whole below a thousand: `500`, not `500.00`. */
function isWhole(value: number): boolean {
  return value < 1_000 && Number.isInteger(value);
}
