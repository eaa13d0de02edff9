/** What the colours mean: the ramp with its ticks, or the thresholds; "no data" stands apart, it is no low number. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ValueFormat } from './format.ts';
import { hatchCss } from './hatch.ts';
import type { Palette } from './palette.ts';
import type { Scale, Tick } from './scale.ts';

export interface LegendProps {
  readonly scale: Scale;
  readonly palette: Palette;
  readonly format: ValueFormat;
  readonly width: number;
  readonly fontPx: number;
}

export function Legend({ scale, palette, format, width, fontPx }: LegendProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.legend} data-testid="tallylight-heatmap-legend">
      {palette.thresholds?.map(({ from, color }) => (
        <span key={from} className={styles.none}>
          <span className={styles.swatch} style={{ background: color }} aria-hidden="true" />
          {Number.isFinite(from) ? `≥ ${format.toShort(from)}` : 'below'}
        </span>
      ))}
      {palette.thresholds === undefined && scale.ticks.length > 0 && (
        <div style={{ width }}>
          <div className={styles.ramp} style={{ background: toGradient(scale, palette) }} aria-hidden="true" />
          <div className={styles.ticks}>
            {toFitting(scale.ticks, width / (TICK_EM * fontPx)).map(({ value, at }) => (
              <span
                key={value}
                className={cx(styles.tick, at === 0 && styles.first, at === 1 && styles.last)}
                style={{ left: `${at * 100}%` }}
              >
                {format.toShort(value)}
              </span>
            ))}
          </div>
        </div>
      )}
      <span className={styles.none}>
        <span className={styles.swatch} aria-hidden="true" />
        no data
      </span>
    </div>
  );
}

/** Room that a tick needs for its words. */
const TICK_EM = 2.4;

/** As many ticks as there is room for; the first and the last are worth most. The ends stand inside of the ramp. */
function toFitting(ticks: readonly Tick[], places: number): readonly Tick[] {
  const middleOf = ({ at }: Tick): number => Math.min(places - 0.5, Math.max(0.5, at * places));
  const last = ticks.at(-1);
  const kept: Tick[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    const isClear = before === undefined || middleOf(tick) - middleOf(before) >= 1;
    const isClearOfLast = last === undefined || tick === last || middleOf(last) - middleOf(tick) >= 1;
    if (isClear && isClearOfLast) kept.push(tick);
  }
  return kept;
}

function toGradient({ classes }: Scale, { rampAt }: Palette): string {
  if (classes === 0) {
    const stops = Array.from({ length: 9 }, (_, index) => rampAt(index / 8));
    return `linear-gradient(to right, ${stops.join(', ')})`;
  }
  const bands = Array.from({ length: classes }, (_, index) => {
    const color = rampAt(classes === 1 ? 1 : index / (classes - 1));
    return `${color} ${(100 * index) / classes}% ${(100 * (index + 1)) / classes}%`;
  });
  return `linear-gradient(to right, ${bands.join(', ')})`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(2),
    lineHeight: 1.2,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  ramp: css({ height: '0.7em', borderRadius: 2 }),
  ticks: css({ position: 'relative', height: '1.2em' }),
  tick: css({ position: 'absolute', transform: 'translateX(-50%)' }),
  first: css({ transform: 'none' }),
  last: css({ transform: 'translateX(-100%)' }),
  none: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), lineHeight: 0.8 }),
  swatch: css({ width: '1.2em', height: '0.7em', borderRadius: 2, background: hatchCss(theme) }),
});
