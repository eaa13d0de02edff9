/** ⋯: what can be done with a device. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { CellProps } from './cell-props.ts';

export function MoreButton({ device, isActive, actions }: Pick<CellProps, 'device' | 'isActive' | 'actions'>) {
  const styles = useStyles2(getStyles);
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={`Actions for ${device.name}`}
      aria-haspopup="menu"
      tabIndex={isActive ? 0 : -1}
      data-device-menu={device.key}
      onClick={(event) => actions.menu(device.key, event.currentTarget)}
    >
      <svg width="1.3em" height="1.3em" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d="M3 8h.01M8 8h.01M13 8h.01" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
      </svg>
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    position: 'relative',
    zIndex: 1,
    flex: 'none',
    display: 'grid',
    placeItems: 'center',
    width: '2em',
    height: '2em',
    minWidth: 24,
    minHeight: 24,
    padding: 0,
    border: 'none',
    background: 'transparent',
    color: theme.colors.text.secondary,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
});
