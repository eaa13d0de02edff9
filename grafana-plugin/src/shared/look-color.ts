/** The colour of a look in this theme. */
import type { GrafanaTheme2 } from '@grafana/data';
import type { Look } from './state-look.ts';

export function toLookColor(theme: GrafanaTheme2, color: Look['color']): string {
  return color === 'text' ? theme.colors.text.secondary : theme.visualization.getColorByName(color);
}
