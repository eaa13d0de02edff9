/** The line beside the lamp: how many are shown of how many, or where there is no room for totals, what they would say. Pure. */
import { toCountText } from '../../shared/figure/figure-text.ts';
import type { HealthFormat } from './format.ts';
import type { Totals } from './totals.ts';

export function toSmallSummary(
  { count, presence, meanScore }: Totals,
  shown: number,
  hasTotals: boolean,
  format: Pick<HealthFormat, 'score' | 'unknown'>,
): string {
  const streams = count === 1 ? '1 stream' : `${toCountText(count)} streams`;
  const some = shown < count ? `${toCountText(shown)} of ${streams}` : streams;
  if (hasTotals) return some;
  const parts = [
    shown < count ? some : '',
    `health ${meanScore === null ? format.unknown : format.score(meanScore)}`,
    presence.offline > 0 ? `${toCountText(presence.offline)} offline` : '',
    shown < count ? '' : streams,
  ];
  return parts.filter(Boolean).join(' · ');
}
