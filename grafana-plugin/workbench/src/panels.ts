/** The panels that the workbench shows, each with the query that a dashboard would give it. */
import type { DataQuery } from '@grafana/data';

export interface PanelEntry {
  /** Last part of the address `/d/<slug>`. */
  readonly slug: string;
  readonly pluginId: string;
  readonly title: string;
  readonly dataSourceUid: string;
  readonly targets: readonly (DataQuery & Readonly<Record<string, unknown>>)[];
}

const LIVE = 'tallylight-live';

export const PANELS: readonly PanelEntry[] = [
  {
    slug: 'bandwidth',
    pluginId: 'tallylight-bandwidth-panel',
    title: 'Bandwidth',
    dataSourceUid: LIVE,
    targets: [{ refId: 'A', topic: 'bandwidth' }],
  },
];
