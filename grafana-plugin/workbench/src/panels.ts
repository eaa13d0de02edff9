/** The panels that the workbench shows, each with the query that a dashboard would give it. */
import type { DataQuery, IconName } from '@grafana/data';

export interface PanelEntry {
  /** Last part of the address `/d/<slug>`. */
  readonly slug: string;
  readonly pluginId: string;
  readonly title: string;
  /** In the menu. */
  readonly icon?: IconName;
  readonly dataSourceUid: string;
  readonly targets: readonly (DataQuery & Readonly<Record<string, unknown>>)[];
}

const LIVE = 'tallylight-live';

export const PANELS: readonly PanelEntry[] = [
  {
    slug: 'bandwidth',
    pluginId: 'tallylight-bandwidth-panel',
    title: 'Bandwidth',
    icon: 'tachometer-fast',
    dataSourceUid: LIVE,
    targets: [{ refId: 'A', topic: 'bandwidth' }],
  },
  {
    slug: 'heatmap',
    pluginId: 'tallylight-heatmap-panel',
    title: 'World heatmap',
    icon: 'users-alt',
    dataSourceUid: LIVE,
    targets: [{ refId: 'A', topic: 'geo' }],
  },
  {
    slug: 'health',
    pluginId: 'tallylight-health-panel',
    title: 'Stream health',
    icon: 'shield',
    dataSourceUid: LIVE,
    targets: [
      { refId: 'A', topic: 'streams' },
      { refId: 'B', topic: 'alerts' },
    ],
  },
  {
    slug: 'devices',
    pluginId: 'tallylight-devices-panel',
    title: 'Live devices',
    icon: 'monitor',
    dataSourceUid: LIVE,
    targets: [
      { refId: 'A', topic: 'devices' },
      { refId: 'B', topic: 'alerts' },
      { refId: 'C', topic: 'activity' },
    ],
  },
];
