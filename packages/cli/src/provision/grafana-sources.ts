/**
 * datasources/ and plugins/ of Grafana. Tokens come from Grafana's own environment when it starts; they stand in no file.
 * A Prometheus data source that is there already is not written a second time.
 */
import { LIVE_UID, type Plan, PROMETHEUS_UID, type ProvisionedFile } from './plan.ts';
import { yamlFile } from './yaml.ts';

export function grafanaSources(plan: Plan): readonly ProvisionedFile[] {
  return [
    {
      path: 'datasources/tallylight.yaml',
      text: yamlFile(
        [
          'Data sources for Grafana: provisioning/datasources. Put the tokens into the environment of Grafana:',
          'TALLYLIGHT_TOKEN (reads), TALLYLIGHT_OPERATOR_TOKEN (acts; only for Editors).',
        ],
        {
          apiVersion: 1,
          datasources: [...(plan.datasource === PROMETHEUS_UID ? [prometheus(plan)] : []), live(plan)],
        },
      ),
    },
    {
      path: 'plugins/tallylight.yaml',
      text: yamlFile(['The app for Grafana: provisioning/plugins.'], {
        apiVersion: 1,
        apps: [{ type: 'tallylight-app', org_id: 1, disabled: false }],
      }),
    },
  ];
}

/** Grafana reads $NAME as a variable of its environment. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');

function prometheus({ prometheusUrl }: Plan): object {
  return {
    name: 'Tallylight Prometheus',
    uid: PROMETHEUS_UID,
    type: 'prometheus',
    access: 'proxy',
    url: literal(prometheusUrl),
    jsonData: { httpMethod: 'POST', timeInterval: '15s' },
    editable: false,
  };
}

function live({ serverUrl }: Plan): object {
  return {
    name: 'Tallylight Live',
    uid: LIVE_UID,
    type: 'tallylight-live-datasource',
    access: 'proxy',
    url: literal(serverUrl),
    secureJsonData: { token: '$TALLYLIGHT_TOKEN', operatorToken: '$TALLYLIGHT_OPERATOR_TOKEN' },
    editable: false,
  };
}
