/** A device as a card: everything that matters at a glance. The name is the button, and the whole card is its target. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';
import { Glyph } from '../Glyph.tsx';
import { Levels } from '../Levels.tsx';
import { Seen } from '../Seen.tsx';
import { AlertMark } from './AlertMark.tsx';
import { type CellProps, toFocus } from './cell-props.ts';
import { FOCUS_RING, toStateStyles } from './cell-styles.ts';
import { MoreButton } from './MoreButton.tsx';
import { Playing } from './Playing.tsx';
import { Waiting } from './Waiting.tsx';

export const DeviceCard = memo(function DeviceCard({ device, alert, isActive, actions }: CellProps) {
  const styles = useStyles2(getStyles);
  const states = useStyles2(toStateStyles);
  const { key, name, serial, site, state } = device;
  return (
    <div className={cx(styles.card, states[state])} data-state={state} data-device-cell={key}>
      <div className={styles.line}>
        <span className={styles.glyph}>
          <Glyph state={state} />
        </span>
        <button
          type="button"
          className={styles.name}
          title={name}
          onClick={() => actions.open(key)}
          {...toFocus(key, isActive)}
        >
          {name}
        </button>
        <span className={styles.word}>{DEVICE_LOOK[state].word}</span>
        <AlertMark alert={alert} />
        <MoreButton device={device} isActive={isActive} actions={actions} />
      </div>
      <div className={styles.line}>
        <Playing device={device} className={styles.playing} />
        <Waiting device={device} />
      </div>
      <div className={cx(styles.line, styles.quiet, styles.apart)}>
        <span className={styles.place} title={serial === null ? undefined : `Serial ${serial}`}>
          {[site, serial].filter((one) => one !== null).join(' · ') || key}
        </span>
        <span className={styles.seen}>
          <Seen device={device} />
        </span>
      </div>
      <div className={cx(styles.line, styles.quiet, styles.foot)}>
        <Levels device={device} hasWords />
      </div>
    </div>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    position: 'relative',
    boxSizing: 'border-box',
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'space-between',
    padding: '0.5em 0.5em 0.6em 0.9em',
    border: '1px solid',
    borderLeftWidth: 4,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
    '&:has([data-device-key]:focus-visible)': FOCUS_RING(theme),
  }),
  line: css({ display: 'flex', alignItems: 'center', gap: '0.5em', minWidth: 0, lineHeight: 1.3 }),
  glyph: css({ display: 'inline-flex', color: 'var(--state)' }),
  name: css({
    flex: 1,
    minWidth: 0,
    padding: 0,
    border: 'none',
    background: 'none',
    textAlign: 'left',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.primary,
    fontSize: '1.167em',
    fontWeight: theme.typography.fontWeightMedium,
    '&:focus-visible': { outline: 'none' },
    // The whole card is its target.
    '&::after': { content: '""', position: 'absolute', inset: 0 },
  }),
  playing: css({ flex: 1, fontSize: '1.083em', lineHeight: 1.4 }),
  quiet: css({ color: theme.colors.text.secondary }),
  place: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  apart: css({ justifyContent: 'space-between', '& [title]': { position: 'relative', zIndex: 1 } }),
  foot: css({ '& [title]': { position: 'relative', zIndex: 1 } }),
  seen: css({ flex: 'none', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  word: css({ flex: 'none', color: theme.colors.text.secondary }),
});
