/** A rate in bits per second with at most four digits: what a person in a control room compares with a link. */
import type { FigureText } from '../../shared/figure/figure-text.ts';

const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

export function toRateText(bytesPerSecond: number): FigureText {
  let value = bytesPerSecond * 8;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return { text: value >= 100 || unit === 0 ? value.toFixed(0) : value.toFixed(1), unit: UNITS[unit] ?? '' };
}
