/** A device as a line: the same facts as a card, fewer where it is narrow. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';
import { VISUALLY_HIDDEN } from '../../../shared/visually-hidden.ts';
import { isReachable } from '../device.ts';
import { Glyph } from '../Glyph.tsx';
import { Levels } from '../Levels.tsx';
import { Seen } from '../Seen.tsx';
import { AlertMark } from './AlertMark.tsx';
import { type CellProps, toFocus } from './cell-props.ts';
import { FOCUS_RING, toStateStyles } from './cell-styles.ts';
import { MoreButton } from './MoreButton.tsx';
import { Playing } from './Playing.tsx';
import { Waiting } from './Waiting.tsx';

/** From these widths there is room for the site, then for the levels. */
const SITE_FROM_PX = 430;
const LEVELS_FROM_PX = 520;

export const DeviceRow = memo(function DeviceRow({ device, alert, isActive, width, actions }: CellProps) {
  const styles = useStyles2(getStyles);
  const states = useStyles2(toStateStyles);
  const { key, name, serial, site, state } = device;
  const isNarrow = width < SITE_FROM_PX;
  return (
    <div className={cx(styles.row, states[state])} data-state={state} data-device-cell={key}>
      <span className={styles.glyph} title={DEVICE_LOOK[state].word}>
        <Glyph state={state} em={1} />
        <span className={styles.hidden}>{DEVICE_LOOK[state].word}</span>
      </span>
      <button
        type="button"
        className={styles.name}
        title={serial === null ? name : `${name}, serial ${serial}`}
        onClick={() => actions.open(key)}
        {...toFocus(key, isActive)}
      >
        {name}
      </button>
      {!isNarrow && <span className={styles.site}>{site}</span>}
      {isReachable(device) || !isNarrow ? <Playing device={device} className={styles.playing} /> : null}
      {!isNarrow && <Waiting device={device} />}
      {width >= LEVELS_FROM_PX && (
        <span className={styles.levels}>
          <Levels device={device} hasWords={false} />
        </span>
      )}
      {(!isNarrow || !isReachable(device)) && (
        <span className={isNarrow ? styles.grows : styles.seen}>
          <Seen device={device} />
        </span>
      )}
      <span className={styles.mark}>
        <AlertMark alert={alert} />
      </span>
      <MoreButton device={device} isActive={isActive} actions={actions} />
    </div>
  );
});

const cut = { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'relative',
    boxSizing: 'border-box',
    height: '100%',
    display: 'flex',
    alignItems: 'center',
    gap: '0.7em',
    padding: '0 0.25em 0 0.6em',
    border: '1px solid',
    borderLeftWidth: 4,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    '&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
    '&:has([data-device-key]:focus-visible)': FOCUS_RING(theme),
  }),
  glyph: css({ position: 'relative', zIndex: 1, display: 'inline-flex', color: 'var(--state)' }),
  name: css({
    flex: '2.5 1 0',
    padding: 0,
    border: 'none',
    background: 'none',
    textAlign: 'left',
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
    ...cut,
    '&:focus-visible': { outline: 'none' },
    '&::after': { content: '""', position: 'absolute', inset: 0 },
  }),
  site: css({ flex: '1.6 1 0', color: theme.colors.text.secondary, ...cut }),
  playing: css({ flex: '4 1 0' }),
  levels: css({
    flex: 'none',
    display: 'inline-flex',
    fontSize: '0.917em',
    '& [title]': { position: 'relative', zIndex: 1 },
  }),
  seen: css({
    flex: 'none',
    width: '5.5em',
    textAlign: 'right',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    '& [title]': { position: 'relative', zIndex: 1 },
    ...cut,
  }),
  grows: css({ flex: '3 1 0', color: theme.colors.text.secondary, ...cut }),
  mark: css({ flex: 'none', display: 'inline-flex', width: '1.2em' }),
  hidden: css(VISUALLY_HIDDEN),
});
