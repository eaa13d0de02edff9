/** Borders of the states: green online, blue with a soft glow playing, grey offline, dashed where nobody knows. Shared by all cells. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { DeviceState } from '@tallylight/protocol';
import { toLookColor } from '../../../shared/look-color.ts';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';

export interface StateStyles extends Readonly<Record<DeviceState, string>> {}

export function toStateStyles(theme: GrafanaTheme2): StateStyles {
  const of = (state: DeviceState, extra: Readonly<Record<string, string>> = {}): string => {
    const color = toLookColor(theme, DEVICE_LOOK[state].color);
    return css({ '--state': color, borderColor: color, '[data-old="true"] &': { boxShadow: 'none' } }, extra);
  };
  const blue = toLookColor(theme, DEVICE_LOOK.playing.color);
  return {
    playing: of('playing', { boxShadow: `0 0 ${theme.isDark ? 7 : 5}px ${theme.isDark ? -1 : 0}px ${blue}` }),
    online: of('online'),
    offline: of('offline', { background: theme.colors.background.canvas }),
    unknown: of('unknown', { borderStyle: 'dashed' }),
    lost: of('lost', { borderStyle: 'dotted' }),
  };
}

export const FOCUS_RING = (theme: GrafanaTheme2): Readonly<Record<string, string | number>> => ({
  outline: `2px solid ${theme.colors.primary.main}`,
  outlineOffset: 1,
});
