/**
 * datasources/ and plugins/ of Grafana. Tokens come from its environment or from files when it starts; none stands here.
 * A Prometheus data source that is there already is not written a second time.
 */
import { LIVE_UID, type Plan, PROMETHEUS_UID, type ProvisionedFile, tokenFile } from './plan.ts';
import { yamlFile } from './yaml.ts';

export function grafanaSources(plan: Plan): readonly ProvisionedFile[] {
  return [
    {
      path: 'datasources/tallylight.yaml',
      text: yamlFile(
        [
          'Data sources for Grafana: provisioning/datasources. It reads the tokens when it starts:',
          ...(plan.tokens === null
            ? ['TALLYLIGHT_TOKEN (reads), TALLYLIGHT_OPERATOR_TOKEN (acts; only for Editors) of its environment.']
            : [`files below ${plan.tokens}, one to read, one to act (only for Editors).`]),
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

/** What Grafana puts in its place when it starts. */
const secret = (file: string | null, variable: string): string => (file === null ? variable : `$__file{${file}}`);

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

function live(plan: Plan): object {
  return {
    name: 'Tallylight Live',
    uid: LIVE_UID,
    type: 'tallylight-live-datasource',
    access: 'proxy',
    url: literal(plan.serverUrl),
    secureJsonData: {
      token: secret(tokenFile(plan, 'viewer'), '$TALLYLIGHT_TOKEN'),
      operatorToken: secret(tokenFile(plan, 'operator'), '$TALLYLIGHT_OPERATOR_TOKEN'),
    },
    editable: false,
  };
}
