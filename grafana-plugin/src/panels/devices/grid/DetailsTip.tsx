/** What a tile stands for, beside it, while it is pointed at or focused. Screen readers have it in the tile's name. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2 } from '@grafana/ui';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';
import type { FleetAlert } from '../alerts.ts';
import type { Device } from '../device.ts';
import { Glyph } from '../Glyph.tsx';
import { Levels } from '../Levels.tsx';
import { Seen } from '../Seen.tsx';
import { toStateStyles } from './cell-styles.ts';
import { Playing } from './Playing.tsx';

export interface Pointed {
  readonly key: string;
  /** Of the tile, in the window. */
  readonly box: DOMRect;
}

export interface DetailsTipProps {
  readonly pointed: Pointed;
  readonly device: Device | undefined;
  readonly alert: FleetAlert | undefined;
}

const WIDTH_PX = 280;
const GAP_PX = 8;
/** It goes above when there is less room below. */
const ROOM_PX = 150;

export function DetailsTip({ pointed: { box }, device, alert }: DetailsTipProps) {
  const styles = useStyles2(getStyles);
  const states = useStyles2(toStateStyles);
  if (device === undefined) return null;
  const left = Math.max(GAP_PX, Math.min(box.left, window.innerWidth - WIDTH_PX - GAP_PX));
  const isAbove = window.innerHeight - box.bottom < ROOM_PX;
  const { name, serial, site, state } = device;
  return (
    <Portal>
      <div
        className={styles.tip}
        aria-hidden="true"
        data-testid="tallylight-devices-tip"
        style={isAbove ? { left, bottom: window.innerHeight - box.top + GAP_PX } : { left, top: box.bottom + GAP_PX }}
      >
        <div className={styles.name}>
          <span className={states[state]} style={{ color: 'var(--state)', border: 'none', boxShadow: 'none' }}>
            <Glyph state={state} />
          </span>
          {name}
        </div>
        <div className={styles.quiet}>{[site, serial].filter((one) => one !== null).join(' · ')}</div>
        <div className={styles.cut}>
          <Playing device={device} />
        </div>
        <div className={styles.quiet}>
          {DEVICE_LOOK[state].word} · <Seen device={device} />
        </div>
        <Levels device={device} hasWords />
        {alert !== undefined && <div className={styles.alert}>{alert.summary}</div>}
      </div>
    </Portal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tip: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    pointerEvents: 'none',
    width: WIDTH_PX,
    display: 'flex',
    flexDirection: 'column',
    gap: 4,
    padding: theme.spacing(1, 1.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.primary,
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z3,
  }),
  name: css({ display: 'flex', alignItems: 'center', gap: 6, fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ color: theme.colors.text.secondary }),
  cut: css({ display: 'flex', minWidth: 0 }),
  alert: css({ color: theme.colors.warning.text }),
});
