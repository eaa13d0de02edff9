/** prometheus/tallylight.rules.yml: recording rules first, then the alerts by team. Plain PromQL that Prometheus 2.42 knows. */
import { ALERT_RULES, type AlertTeam, alertName, RECORDING_RULES } from '@tallylight/sdk/alerts';
import type { Plan, ProvisionedFile } from './plan.ts';
import { annotationsOf, duration, type GeneratedRule, isGenerated, labelsOf, subjectTemplate } from './rule-text.ts';
import { yamlFile } from './yaml.ts';

export const RULES_FILE = 'prometheus/tallylight.rules.yml';
export const TEAMS: readonly AlertTeam[] = ['video', 'signage', 'payments'];
/** How often rules are evaluated, by Prometheus and by Grafana. */
export const INTERVAL = '30s';

const RECORDING = 'tallylight-recording';
const groupOf = (team: AlertTeam): string => `tallylight-${team}`;
/** The groups in the order of the file. */
export const GROUPS: readonly string[] = [RECORDING, ...TEAMS.map(groupOf)];

export function prometheusRules(plan: Plan): ProvisionedFile {
  const groups = [
    { name: RECORDING, interval: INTERVAL, rules: RECORDING_RULES },
    ...TEAMS.map((team) => ({
      name: groupOf(team),
      interval: INTERVAL,
      rules: ALERT_RULES.filter((rule) => rule.team === team)
        .filter(isGenerated)
        .map((rule) => alertRule(rule, plan)),
    })),
  ];
  return { path: RULES_FILE, text: yamlFile(['Rules for Prometheus: `rule_files` of prometheus.yml.'], { groups }) };
}

function alertRule(rule: GeneratedRule, plan: Plan): object {
  return {
    alert: alertName(rule.id),
    expr: rule.promql(plan.limits),
    ...(rule.forMs > 0 ? { for: duration(rule.forMs) } : {}),
    labels: labelsOf(rule),
    annotations: annotationsOf(rule, subjectTemplate(rule), plan),
  };
}
