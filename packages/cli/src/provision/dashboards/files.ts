/** The dashboards as files: what the app ships, and what `npx tallylight provision` writes for other names and limits. */
import { allDashboards } from './dashboards.ts';
import { dashboardJson } from './to-json.ts';

export interface DashboardFile {
  /** `on-call.json` */
  readonly name: string;
  readonly title: string;
  readonly uid: string;
  readonly text: string;
}

/**
 * @param objective Share of answers that are promised to be good, 0 < objective < 1.
 * @param prometheus Uid of the data source that is chosen at first. @default Grafana's own choice
 */
export function dashboardFiles(objective: number, prometheus?: string): readonly DashboardFile[] {
  const all = allDashboards(objective);
  return all.map((dashboard) => ({
    name: `${dashboard.uid.replace(/^tallylight-/, '')}.json`,
    title: dashboard.title,
    uid: dashboard.uid,
    text: `${JSON.stringify(dashboardJson(dashboard, all, prometheus), null, 2)}\n`,
  }));
}
