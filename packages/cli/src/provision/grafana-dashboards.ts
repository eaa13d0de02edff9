/** Dashboards that Grafana reads from files, for whom the ones of the app do not fit. */
import { dashboardFiles } from './dashboards/files.ts';
import type { Plan, ProvisionedFile } from './plan.ts';
import { yamlFile } from './yaml.ts';

/** Where the files are mounted in Grafana's container; a person may change it. */
const MOUNTED_AT = '/etc/grafana/provisioning/dashboards/tallylight';

export function grafanaDashboards({ limits, datasource }: Plan): readonly ProvisionedFile[] {
  return [
    {
      path: 'dashboards/tallylight.yaml',
      text: yamlFile(
        [
          'Dashboards for Grafana: provisioning/dashboards. The app ships dashboards with the same uids: take them out of its',
          'includes or do not mount this folder, Grafana refuses two with one uid.',
        ],
        {
          apiVersion: 1,
          providers: [{ name: 'tallylight', folder: 'Tallylight', type: 'file', options: { path: MOUNTED_AT } }],
        },
      ),
    },
    ...dashboardFiles(limits.availabilityPercent / 100, datasource).map(({ name, text }) => ({
      path: `dashboards/tallylight/${name}`,
      text,
    })),
  ];
}
