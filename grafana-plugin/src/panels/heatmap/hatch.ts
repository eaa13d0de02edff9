/** The hatching of "no data", for the map (an SVG pattern) and for its legend (CSS): the same two colours of the theme. */
import type { GrafanaTheme2 } from '@grafana/data';

export function hatchColors({ colors }: GrafanaTheme2): { readonly ground: string; readonly line: string } {
  return { ground: colors.background.secondary, line: colors.border.medium };
}

export function hatchCss(theme: GrafanaTheme2): string {
  const { ground, line } = hatchColors(theme);
  return `repeating-linear-gradient(135deg, ${line} 0 1px, ${ground} 1px 4px)`;
}
