/** Numbers of a row as text, by Grafana's own display rules, so that field options (unit, mappings, no value) hold. */
import {
  type DisplayProcessor,
  type Field,
  FieldType,
  formattedValueToString,
  type GrafanaTheme2,
  getDisplayProcessor,
  getValueFormat,
} from '@grafana/data';
import { toCountText, toPercentText, UNKNOWN } from '../../shared/figure/figure-text.ts';
import { toPoints } from './stream.ts';

export interface HealthFormat {
  /** Of the field of scores: colours by thresholds and mappings. */
  readonly display: DisplayProcessor;
  score(score: number): string;
  errors(ratio: number): string;
  response(ms: number): string;
  uptime(ratio: number): string;
  count(count: number): string;
  /** What stands for what is not known. */
  readonly unknown: string;
}

const RESPONSE = getValueFormat('ms');
const SECOND_MS = 1_000;

export function createFormat(
  field: Field | undefined,
  noValue: string | undefined,
  theme: GrafanaTheme2,
): HealthFormat {
  const { unit, ...rest } = field?.config ?? {};
  // Ratios of Prometheus are points here, whatever unit their query has.
  const config = { ...rest, ...(unit !== undefined && !/^percent(unit)?$/.test(unit) && { unit }) };
  const display = getDisplayProcessor({ field: { type: FieldType.number, config }, theme });
  return {
    display,
    score: (score) => {
      const isCut = config.decimals === undefined || config.decimals === null;
      return formattedValueToString(display(isCut ? toPoints(score) : score));
    },
    errors: toPercentText,
    response: (ms) => formattedValueToString(RESPONSE(ms, ms < SECOND_MS ? 0 : 1)),
    uptime: (ratio) => toUptimeText(ratio),
    count: toCountText,
    unknown: noValue || UNKNOWN,
  };
}

/** `99.98 %`: near the top the second digit is the one that counts; never rounded up to 100. */
function toUptimeText(ratio: number): string {
  if (ratio >= 1) return '100 %';
  const digits = ratio >= 0.99 ? 100 : ratio >= 0.9 ? 10 : 1;
  return `${Math.floor(ratio * 100 * digits) / digits} %`;
}
