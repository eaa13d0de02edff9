/** A device among thousands: colour, shape, border. Its details come on hover and focus. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { toFault } from '../device.ts';
import { Glyph } from '../Glyph.tsx';
import { type CellProps, toFocus } from './cell-props.ts';
import { toStateStyles } from './cell-styles.ts';

export const DeviceTile = memo(function DeviceTile({ device, alert, isActive, width, actions }: CellProps) {
  const styles = useStyles2(getStyles);
  const states = useStyles2(toStateStyles);
  const { key, name, site, state } = device;
  const fault = toFault(device);
  return (
    <button
      type="button"
      className={cx(styles.tile, states[state], (fault !== null || alert !== undefined) && styles.faulty)}
      aria-label={[name, site, state, fault ?? alert?.summary].filter(Boolean).join(', ')}
      data-state={state}
      data-device-cell={key}
      onClick={() => actions.open(key)}
      {...toFocus(key, isActive)}
    >
      <Glyph state={state} em={Math.max(1, Math.round((width * 0.55) / 1.2) / 10)} />
    </button>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  tile: css({
    position: 'relative',
    display: 'grid',
    placeItems: 'center',
    width: '100%',
    height: '100%',
    padding: 0,
    border: '1.5px solid',
    borderRadius: theme.shape.radius.sm,
    background: theme.colors.background.secondary,
    color: 'var(--state)',
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1 },
  }),
  // A notched corner says that something is wrong with it.
  faulty: css({
    '&::after': {
      content: '""',
      position: 'absolute',
      top: 0,
      right: 0,
      borderTop: `8px solid ${theme.visualization.getColorByName('orange')}`,
      borderLeft: '8px solid transparent',
    },
  }),
});
