/** Which panel an alert is about: the panel says so itself, and its place in the dashboard gives its id. */
import type { AlertRule } from '@tallylight/sdk/alerts';
import { allDashboards } from './dashboards.ts';
import { placePanels } from './grid.ts';

export interface PanelRef {
  readonly dashboardUid: string;
  readonly panelId: number;
  /** The question that it answers. */
  readonly title: string;
  readonly dashboard: string;
}

/** By the id of the rule. Thresholds move no panel, so any objective gives the same places. */
export const ALERT_PANELS: ReadonlyMap<string, PanelRef> = new Map(
  allDashboards(0.995).flatMap((dashboard) =>
    placePanels(dashboard).flatMap(({ id: panelId, content }) =>
      'question' in content
        ? []
        : (content.alerts ?? []).map((rule): [string, PanelRef] => [
            rule,
            { dashboardUid: dashboard.uid, panelId, title: content.title, dashboard: dashboard.title },
          ]),
    ),
  ),
);

/** The panel of a rule; every rule has one. */
export function panelOf({ id }: AlertRule): PanelRef {
  const panel = ALERT_PANELS.get(id);
  if (panel === undefined) throw new Error(`every rule must have a panel, received ${id} without one`);
  return panel;
}
