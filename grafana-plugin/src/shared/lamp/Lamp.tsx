/**
 * The tally lamp: a shape, a word and a colour for one state, so that none of them has to be told by colour alone.
 * Nothing pulses: the only motion is the lamp lighting up when data arrives.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Freshness } from '../freshness.ts';
import { useEverySecond } from './every-second.ts';
import { type LampReading, type LampState, toLamp } from './lamp-state.ts';

/** What the lamp of this data shows now; draws the caller again every second. */
export function useLamp(freshness: Freshness): LampReading {
  useEverySecond();
  return toLamp(freshness, performance.now());
}

export interface LampProps {
  readonly reading: LampReading;
  /** What is live or not, for screen readers: `Bandwidth`. */
  readonly subject: string;
}

const SENTENCE: Readonly<Record<LampState, string>> = {
  live: 'live',
  stale: 'stale',
  down: 'down',
  unknown: 'waiting for data',
  off: 'not live',
};

export function Lamp({ reading, subject }: LampProps) {
  const styles = useStyles2(getStyles);
  return (
    <span
      className={styles.lamp}
      data-testid="tallylight-lamp"
      data-state={reading.state}
      data-age-ms={reading.ageMs === null ? undefined : Math.round(reading.ageMs)}
    >
      <Bulb reading={reading} />
      <span className={styles.word} aria-hidden="true">
        {reading.word}
      </span>
      {/* Says changes of state, not the age: a voice that counts seconds helps nobody. */}
      <span className={styles.voice} role="status">{`${subject}: ${SENTENCE[reading.state]}`}</span>
    </span>
  );
}

function Bulb({ reading }: { readonly reading: LampReading }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const color = toColor(theme, reading.state);
  return (
    <svg className={styles.bulb} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {reading.state === 'live' && (
        <circle className={styles.glow} cx="6" cy="6" r="5" fill={color} opacity={reading.brightness} />
      )}
      {reading.state === 'stale' && (
        <>
          <circle cx="6" cy="6" r="4.25" fill="none" stroke={color} strokeWidth="1.5" />
          <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill={color} />
        </>
      )}
      {reading.state === 'down' && <rect x="1.5" y="1.5" width="9" height="9" fill={color} />}
      {reading.state === 'unknown' && <circle cx="6" cy="6" r="4.25" fill="none" stroke={color} strokeWidth="1.5" />}
      {reading.state === 'off' && <rect x="2" y="5.25" width="8" height="1.5" fill={color} />}
    </svg>
  );
}

function toColor(theme: GrafanaTheme2, state: LampState): string {
  if (state === 'live') return theme.visualization.getColorByName('green');
  if (state === 'stale') return theme.colors.warning.text;
  if (state === 'down') return theme.colors.error.text;
  return theme.colors.text.secondary;
}

const getStyles = (theme: GrafanaTheme2) => ({
  lamp: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.2,
    color: theme.colors.text.secondary,
  }),
  bulb: css({ flex: 'none' }),
  glow: css({
    transition: 'opacity 150ms ease-out',
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
  }),
  word: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  voice: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
