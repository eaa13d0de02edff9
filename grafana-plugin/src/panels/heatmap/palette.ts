/**
 * Colours of the map, all from the theme. The usual ramp is one hue that only gets stronger against the panel (lighter on
 * dark, darker on light), so it reads the same for every eye; any other of Grafana's schemes can be chosen instead.
 */
import { type Field, FieldColorModeId, type GrafanaTheme2, getFieldColorMode } from '@grafana/data';
import type { ValueFormat } from './format.ts';
import type { Scale } from './scale.ts';

export interface Palette {
  /** Of a country with this value. */
  colorOf(value: number): string;
  /** Of a place on the ramp, 0–1. */
  readonly rampAt: (at: number) => string;
  /** When thresholds decide: each with its colour from there on, the first from anywhere. Else the ramp is used. */
  readonly thresholds: readonly { readonly from: number; readonly color: string }[] | undefined;
}

/** Colours along the ramp; neighbours differ less than an eye sees, and few colours are few style changes. */
const STEPS = 32;

export function createPalette(
  theme: GrafanaTheme2,
  field: Field | undefined,
  scale: Scale,
  format: ValueFormat,
): Palette {
  const mode = field?.config.color?.mode ?? FieldColorModeId.ContinuousBlues;
  const isByThreshold = mode === FieldColorModeId.Thresholds;
  const stops = toStops(theme, mode, field);
  const ramp = Array.from({ length: STEPS + 1 }, (_, index) => mixAlong(stops, index / STEPS));
  const rampAt = (at: number): string => ramp[Math.round(at * STEPS)] ?? '';
  const zero = theme.colors.background.secondary;
  return {
    rampAt,
    thresholds: isByThreshold ? toThresholds(theme, field) : undefined,
    colorOf(value) {
      const at = scale.placeOf(value);
      const own = format.mappedColor(value) ?? (isByThreshold ? format.thresholdColor(value) : undefined);
      return own ?? (at === null ? zero : rampAt(at));
    },
  };
}

function toThresholds(theme: GrafanaTheme2, field: Field | undefined): NonNullable<Palette['thresholds']> {
  const steps = field?.config.thresholds?.steps ?? [];
  return steps.map(({ value, color }) => ({ from: value, color: theme.visualization.getColorByName(color) }));
}

function toStops(theme: GrafanaTheme2, mode: string, field: Field | undefined): readonly string[] {
  const colorOf = theme.visualization.getColorByName;
  const paper = theme.colors.background.primary;
  if (mode === FieldColorModeId.ContinuousBlues) {
    const deep = colorOf('dark-blue');
    return theme.isDark
      ? [mix(paper, deep, 0.55), deep, colorOf('blue'), colorOf('super-light-blue')]
      : [
          mix(paper, colorOf('super-light-blue'), 0.5),
          colorOf('light-blue'),
          colorOf('blue'),
          mix(deep, theme.colors.text.maxContrast, 0.35),
        ];
  }
  const scheme = getFieldColorMode(mode);
  const colors = scheme.isContinuous ? scheme.getColors?.(theme) : undefined;
  if (colors !== undefined && colors.length > 1) {
    // Schemes that begin at the colour of the panel would hide the countries with the lowest numbers.
    return colors.map((color, index) =>
      index === 0 && color === paper ? mix(paper, colors[1] ?? color, 0.25) : color,
    );
  }
  const fixed = colorOf(field?.config.color?.fixedColor ?? 'blue');
  return [mix(paper, fixed, 0.25), fixed];
}

function mixAlong(stops: readonly string[], at: number): string {
  const place = at * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  return mix(stops[index] ?? '', stops[index + 1] ?? '', place - index);
}

/** The browser mixes, in a space where half way looks like half way. */
function mix(from: string, to: string, share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0) return from;
  return percent === 100 ? to : `color-mix(in oklab, ${to} ${percent}%, ${from})`;
}
