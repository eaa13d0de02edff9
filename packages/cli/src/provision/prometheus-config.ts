/**
 * prometheus/prometheus.yml, its list of targets, and prometheus/alertmanager.yml. Targets stand in a file of their own, which
 * Prometheus reads again by itself: a server is added without a restart.
 */
import { type Plan, type ProvisionedFile, tokenFile } from './plan.ts';
import { INTERVAL, RULES_FILE, TEAMS } from './prometheus-rules.ts';
import { yamlFile } from './yaml.ts';

/** Rules find our targets by this name. */
const JOB = 'tallylight';
const INTAKE = '/tallylight/v1/alerts/intake';

const beside = (path: string): string => path.slice(path.indexOf('/') + 1);

/** Bearer tokens come from files: what is read again when it changes, and stands in no configuration. */
const authorization = (file: string | null): object =>
  file === null ? {} : { authorization: { credentials_file: file } };

export function prometheusConfig(plan: Plan): readonly ProvisionedFile[] {
  return [
    {
      path: 'prometheus/prometheus.yml',
      text: yamlFile(['Configuration of Prometheus: its scrape job, rules and Alertmanager.'], {
        global: { scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: INTERVAL },
        rule_files: [beside(RULES_FILE)],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [plan.alertmanager] }] }] },
        scrape_configs: [
          {
            job_name: JOB,
            ...authorization(tokenFile(plan, 'scraper')),
            file_sd_configs: [{ files: ['targets/*.yml'] }],
          },
        ],
      }),
    },
    {
      path: 'prometheus/targets/tallylight.yml',
      text: yamlFile(['Servers with the SDK. Prometheus reads this again by itself.'], [{ targets: plan.targets }]),
    },
  ];
}

/** Everything goes to the board of the SDK, where one trouble is one entry; teams are added below it. */
export function alertmanagerConfig(plan: Plan): ProvisionedFile {
  const withToken = authorization(tokenFile(plan, 'reporter'));
  const head = [
    'Configuration of Alertmanager. Every alert reaches the board of the SDK; the receivers of the teams are empty, give them',
    'a pager. Nothing is inhibited here: a rule yields to a better one inside its expression.',
    'Watchdog fires always: send it to something that rings when it stops coming.',
  ];
  return {
    path: 'prometheus/alertmanager.yml',
    text: yamlFile(head, {
      route: {
        receiver: 'board',
        group_by: ['alertname', 'site', 'group'],
        group_wait: '5s',
        group_interval: '30s',
        repeat_interval: '4h',
        routes: [
          { matchers: ['alertname = "Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '1m' },
          { receiver: 'board', continue: true },
          ...TEAMS.map((team) => ({ matchers: [`team = "${team}"`], receiver: team })),
        ],
      },
      receivers: [
        {
          name: 'board',
          // As many as the intake takes in one message.
          webhook_configs: plan.boards.map((board) => ({
            url: `${board}${INTAKE}`,
            ...(plan.tokens === null ? {} : { http_config: withToken }),
            send_resolved: true,
            max_alerts: 500,
          })),
        },
        { name: 'watchdog' },
        ...TEAMS.map((name) => ({ name })),
      ],
    }),
  };
}
