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

/** @param objective Share of answers that are promised to be good, 0 < objective < 1. */
export function dashboardFiles(objective: number): readonly DashboardFile[] {
  const all = allDashboards(objective);
  return all.map((dashboard) => ({
    name: `${dashboard.uid.replace(/^tallylight-/, '')}.json`,
    title: dashboard.title,
    uid: dashboard.uid,
    text: `${JSON.stringify(dashboardJson(dashboard, all), null, 2)}\n`,
  }));
}
