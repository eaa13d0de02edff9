/** Zoom in, zoom out, home, and the map as a table: what keys can do, for hands. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { ViewportControl } from './use-viewport.ts';

export interface ControlsProps {
  readonly viewport: ViewportControl;
  readonly onTable: () => void;
  /** A low panel has them in a row. */
  readonly isRow: boolean;
  readonly buttonPx: number;
}

export function Controls({ viewport, onTable, isRow, buttonPx }: ControlsProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.controls} style={{ flexDirection: isRow ? 'row' : 'column' }}>
      <Control icon="plus" label="Zoom in" keys="+" onClick={viewport.zoomIn} px={buttonPx} />
      <Control icon="minus" label="Zoom out" keys="-" onClick={viewport.zoomOut} px={buttonPx} />
      <Control icon="home-alt" label="Whole map" keys="0" onClick={viewport.home} px={buttonPx} />
      <Control icon="table" label="Show as table" onClick={onTable} px={buttonPx} />
    </div>
  );
}

interface ControlProps {
  readonly icon: IconName;
  readonly label: string;
  readonly keys?: string;
  readonly px: number;
  readonly onClick: () => void;
}

function Control({ icon, label, keys, px, onClick }: ControlProps) {
  const styles = useStyles2(getStyles);
  return (
    <button
      type="button"
      className={styles.button}
      style={{ width: px, height: px }}
      onClick={onClick}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={keys === undefined ? label : `${label} (${keys})`}
    >
      <Icon name={icon} size={px > 28 ? 'lg' : 'sm'} />
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  controls: css({
    position: 'absolute',
    top: 0,
    left: 0,
    display: 'flex',
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    overflow: 'hidden',
  }),
  button: css({
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    padding: 0,
    border: 'none',
    background: 'none',
    color: theme.colors.text.secondary,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
});
