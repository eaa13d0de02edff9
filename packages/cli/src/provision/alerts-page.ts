/**
 * docs/alerts.md: a paragraph for each rule of the list — what it means, why it tells of it now, what to look at and do. The
 * headings are the ids, so that `runbook_url` of a rule leads to its paragraph.
 */
import { ALERT_RULES, type AlertRule, type AlertTeam, alertName, RULE_LIMITS } from '@tallylight/sdk/alerts';
import { panelOf } from './dashboards/alert-panels.ts';
import { duration, thresholdSetting, thresholdText } from './rule-text.ts';

const TEAMS: Readonly<Record<AlertTeam, string>> = {
  video: 'Streams, viewers and servers (`team="video"`)',
  signage: 'Devices and sites (`team="signage"`)',
  payments: 'Money (`team="payments"`)',
};

/** The page, with the default limits. `writtenBy` says how it is written again. */
export function alertsPage(writtenBy: string): string {
  return `${[
    '# Alert rules',
    '',
    `Every rule of the one list, and what to do when it fires. Written from the list by \`${writtenBy}\`; do not edit.`,
    '',
    'How alerts live, and how to add your own: [alerting.md](alerting.md). The files for Prometheus, Alertmanager and Grafana:',
    '`npx tallylight provision --out <folder>`. What is not known fires nothing; what is not expected now fires nothing; and of',
    'two rules that would tell of one trouble only the better one does.',
    '',
    '| rule | severity | held for | seen by |',
    '|---|---|---|---|',
    ...ALERT_RULES.map(
      (rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${duration(rule.forMs)} | ${seenBy(rule)} |`,
    ),
    ...Object.entries(TEAMS).flatMap(([team, title]) => [
      '',
      `## ${title}`,
      ...ALERT_RULES.filter((rule) => rule.team === team).flatMap(runbook),
    ]),
  ].join('\n')}\n`;
}

function runbook(rule: AlertRule): string[] {
  return [
    '',
    `### ${rule.id}`,
    '',
    `\`${alertName(rule.id)}\`, ${rule.severity}. ${rule.description} **Why now:** ${whyNow(rule)} **Look at:** ${lookAt(rule)} **What to do:** ${rule.runbook}`,
  ];
}

function whyNow(rule: AlertRule): string {
  const threshold = thresholdText(rule, RULE_LIMITS);
  const setting = thresholdSetting(rule);
  const held = rule.forMs > 0 ? `it has held for ${duration(rule.forMs)}` : 'it is told at once';
  return [
    threshold === undefined
      ? `${held}.`
      : `the threshold is ${threshold}${setting === undefined ? '' : ` (${setting})`}, and ${held}.`,
    ...(rule.yieldsTo.length === 0
      ? []
      : [`It is quiet while ${rule.yieldsTo.map((id) => `[${id}](#${id})`).join(' or ')} says more.`]),
  ].join(' ');
}

function lookAt(rule: AlertRule): string {
  const { dashboard, title } = panelOf(rule);
  return `“${title}” on the dashboard ${dashboard}.`;
}

function seenBy({ board, promql }: AlertRule): string {
  return [...(board === null ? [] : ['board']), ...(promql === null ? [] : ['Prometheus, Grafana'])].join(', ');
}
