/** Rates, times and changes as text, by Grafana's own formats, so that the panel reads like its neighbours. */
import { dateTimeFormat, type FieldConfig, formattedValueToString, getValueFormat, type TimeZone } from '@grafana/data';

export interface RateText {
  readonly text: string;
  readonly unit: string;
}

export interface RateFormat {
  /** Bytes per second to the shown unit. */
  readonly factor: number;
  toText(bytesPerSecond: number): RateText;
  /** For a value that is in the shown unit already, as on an axis. */
  toShort(shown: number): string;
  /** What stands for an unknown number. */
  readonly unknown: string;
}

const BITS: Readonly<Record<string, string>> = { Bps: 'bps', binBps: 'binbps' };

/** En dash: unknown, never 0. */
const UNKNOWN = '–';

export function createRateFormat(
  defaults: Pick<FieldConfig, 'unit' | 'decimals' | 'noValue'>,
  bits: boolean,
): RateFormat {
  const unit = defaults.unit || 'Bps';
  const shownUnit = bits ? (BITS[unit] ?? unit) : unit;
  const factor = shownUnit === unit ? 1 : 8;
  const format = getValueFormat(shownUnit);
  return {
    factor,
    toText(bytesPerSecond) {
      const { text, suffix = '', prefix = '' } = format(bytesPerSecond * factor, defaults.decimals);
      return { text: prefix + text, unit: suffix.trim() };
    },
    toShort: (shown) => formattedValueToString(format(shown, defaults.decimals)),
    unknown: defaults.noValue || UNKNOWN,
  };
}

/** `12:31:05` in the time zone of the dashboard. */
export function toClockText(atMs: number, timeZone: TimeZone): string {
  return dateTimeFormat(atMs, { timeZone, format: 'HH:mm:ss' });
}

/** `4 %`, without the sign: the arrow says it. */
export function toPercentText(ratio: number): string {
  const percent = Math.abs(ratio) * 100;
  return `${percent < 10 && percent >= 0.05 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}
