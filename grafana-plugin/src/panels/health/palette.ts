/**
 * Colours of scores. The bands have theirs; whoever sets other thresholds on the field gets those instead, and then the word
 * of the band still stands beside.
 */
import type { Field, GrafanaTheme2, Threshold } from '@grafana/data';
import { toLookColor } from '../../shared/look-color.ts';
import { BAND_LOOK } from '../../shared/state-look.ts';
import { BAND_FROM, type Band, type StreamNow } from './stream.ts';

/** The bands as thresholds, which the panel's field options begin with. */
export const BAND_STEPS: readonly Threshold[] = [
  { value: Number.NEGATIVE_INFINITY, color: BAND_LOOK.poor.color },
  { value: BAND_FROM.fair, color: BAND_LOOK.fair.color },
  { value: BAND_FROM.good, color: BAND_LOOK.good.color },
  { value: BAND_FROM.excellent, color: BAND_LOOK.excellent.color },
];

export interface Palette {
  score(stream: Pick<StreamNow, 'score' | 'band'>): string;
  /** Of a part of a score, 0–1. */
  part(value: number): string;
  band(band: Band): string;
}

/** `display` is the display processor of the field of scores. */
export function createPalette(theme: GrafanaTheme2, field: Field | undefined, display: Field['display']): Palette {
  const byBand = (band: Band): string => toLookColor(theme, BAND_LOOK[band].color);
  const own = isOwn(field) ? display : undefined;
  return {
    band: byBand,
    score: ({ score, band }) => (score === null ? byBand('unknown') : (own?.(score).color ?? byBand(band))),
    part: (value) => byBand(value >= 0.9 ? 'excellent' : value >= 0.7 ? 'good' : value >= 0.5 ? 'fair' : 'poor'),
  };
}

/** Whether the field has other thresholds, or a colour of its own. */
function isOwn(field: Field | undefined): boolean {
  const { thresholds, color, mappings = [] } = field?.config ?? {};
  if (color?.mode !== undefined && color.mode !== 'thresholds') return true;
  if (mappings.length > 0) return true;
  const steps = thresholds?.steps;
  if (steps === undefined) return false;
  return !(
    steps.length === BAND_STEPS.length &&
    steps.every(({ value, color: name }, index) => {
      const band = BAND_STEPS[index];
      // Minus infinity does not survive JSON.
      const isFirst = index === 0 || value === band?.value;
      return isFirst && name === band?.color;
    })
  );
}
