/** The score as a ring: the length of the arc is the score, its colour the band, the number stands inside. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface RingProps {
  /** 0–100; null when unknown. */
  readonly score: number | null;
  readonly text: string;
  readonly color: string;
  readonly px: number;
}

const RADIUS = 16;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

export function Ring({ score, text, color, px }: RingProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.ring} style={{ width: px, height: px }} data-score={score ?? undefined}>
      <svg viewBox="0 0 38 38" width={px} height={px} aria-hidden="true" focusable="false">
        <circle
          className={styles.track}
          cx="19"
          cy="19"
          r={RADIUS}
          strokeDasharray={score === null ? '3 3' : undefined}
        />
        {score !== null && score > 0 && (
          <circle
            className={styles.arc}
            cx="19"
            cy="19"
            r={RADIUS}
            stroke={color}
            strokeDasharray={`${(CIRCUMFERENCE * Math.min(100, score)) / 100} ${CIRCUMFERENCE}`}
            transform="rotate(-90 19 19)"
          />
        )}
      </svg>
      <span className={styles.text} style={{ fontSize: Math.round(px * (text.length > 2 ? 0.3 : 0.37)) }}>
        {text}
      </span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ring: css({ position: 'relative', flex: 'none', display: 'inline-flex' }),
  track: css({ fill: 'none', strokeWidth: 3.5, stroke: theme.colors.border.weak }),
  arc: css({
    fill: 'none',
    strokeWidth: 3.5,
    strokeLinecap: 'butt',
    transition: 'stroke-dasharray 200ms ease-out',
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
  }),
  text: css({
    position: 'absolute',
    inset: 0,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    fontVariantNumeric: 'tabular-nums',
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.primary,
  }),
});
