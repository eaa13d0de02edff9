/** All files of a plan, in the order in which they are told. */
import { grafanaDashboards } from './grafana-dashboards.ts';
import { grafanaContactPoint, grafanaRules } from './grafana-rules.ts';
import { grafanaSources } from './grafana-sources.ts';
import type { Plan, ProvisionedFile } from './plan.ts';
import { alertmanagerConfig, prometheusConfig } from './prometheus-config.ts';
import { prometheusRules } from './prometheus-rules.ts';
import { promtoolTests } from './promtool-tests.ts';

export function provisionedFiles(plan: Plan): readonly ProvisionedFile[] {
  return [
    prometheusRules(plan),
    ...promtoolTests(plan),
    ...prometheusConfig(plan),
    alertmanagerConfig(plan),
    grafanaRules(plan),
    ...(plan.contactPoint ? [grafanaContactPoint(plan)] : []),
    ...grafanaSources(plan),
    ...(plan.dashboards ? grafanaDashboards(plan) : []),
  ];
}
