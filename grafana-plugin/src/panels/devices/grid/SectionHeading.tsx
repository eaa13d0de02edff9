/** The line above the devices of a site: its name and how many of them are in which state. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { toCountText } from '../../../shared/figure/figure-text.ts';
import { toLookColor } from '../../../shared/look-color.ts';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';
import type { FleetAlert } from '../alerts.ts';
import { Glyph } from '../Glyph.tsx';
import type { Counts } from '../order.ts';
import { AlertMark } from './AlertMark.tsx';

export interface SectionHeadingProps {
  readonly title: string;
  readonly counts: Counts;
  readonly alert: FleetAlert | undefined;
}

export const SectionHeading = memo(function SectionHeading({ title, counts, alert }: SectionHeadingProps) {
  const styles = useStyles2(getStyles);
  const { total, playing, online, offline, unknown, lost } = counts;
  const parts = [
    { state: 'offline', count: offline },
    { state: 'unknown', count: unknown },
    { state: 'lost', count: lost },
    { state: 'online', count: online - playing },
    { state: 'playing', count: playing },
  ] as const;
  return (
    <div className={styles.heading} data-section={title}>
      <span className={styles.title} title={title}>
        {title}
      </span>
      <AlertMark alert={alert} />
      <span className={styles.quiet}>{toCountText(total)}</span>
      <span className={styles.parts}>
        {parts
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => (
            <span key={state} className={styles.part}>
              <span className={styles[state]}>
                <Glyph state={state} em={1} />
              </span>
              {toCountText(count)} <span className={styles.word}>{DEVICE_LOOK[state].word}</span>
            </span>
          ))}
      </span>
      <span className={styles.bar} aria-hidden="true">
        {parts
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => (
            <span key={state} className={styles[state]} style={{ flexGrow: count }} />
          ))}
      </span>
    </div>
  );
});

const getStyles = (theme: GrafanaTheme2) => {
  const of = (state: keyof typeof DEVICE_LOOK): string => css({ color: toLookColor(theme, DEVICE_LOOK[state].color) });
  return {
    heading: css({
      height: '100%',
      display: 'flex',
      alignItems: 'center',
      gap: '0.7em',
      whiteSpace: 'nowrap',
      overflow: 'hidden',
      fontVariantNumeric: 'tabular-nums',
    }),
    title: css({
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      fontWeight: theme.typography.fontWeightMedium,
      fontSize: '1.083em',
    }),
    quiet: css({ color: theme.colors.text.secondary }),
    parts: css({ display: 'inline-flex', gap: '0.8em', color: theme.colors.text.secondary, flex: 'none' }),
    part: css({ display: 'inline-flex', alignItems: 'center', gap: '0.3em' }),
    word: css({ '@container (max-width: 420px)': { display: 'none' } }),
    bar: css({
      flex: 1,
      minWidth: 0,
      display: 'flex',
      gap: 1,
      height: 4,
      '& > span': { background: 'currentColor', borderRadius: 2, minWidth: 2 },
    }),
    playing: of('playing'),
    online: of('online'),
    offline: of('offline'),
    unknown: of('unknown'),
    lost: of('lost'),
  };
};
