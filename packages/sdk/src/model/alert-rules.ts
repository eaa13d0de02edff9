/**
 * The one list of alert rules. The board inside the SDK evaluates those with a board condition each tick; Prometheus and
 * Grafana files, their tests and docs/alerts.md come from the same entries. To add one: add it to the file of its subject, and its cases to the file of cases beside it.
 */
import { type AlertRule, alertName } from './alert-rule.ts';
import { BUDGET_RULES } from './alert-rules-budget.ts';
import { PAYMENTS_RULES } from './alert-rules-payments.ts';
import { PLATFORM_RULES } from './alert-rules-platform.ts';
import { PLAYERS_RULES } from './alert-rules-players.ts';
import { SELF_RULES } from './alert-rules-self.ts';
import { SIGNAGE_RULES } from './alert-rules-signage.ts';
import { VIDEO_RULES } from './alert-rules-video.ts';

/** Every rule, in the order in which the board reads them. */
export const ALERT_RULES: readonly AlertRule[] = [
  ...VIDEO_RULES,
  ...PLAYERS_RULES,
  ...BUDGET_RULES,
  ...SIGNAGE_RULES,
  ...PAYMENTS_RULES,
  ...PLATFORM_RULES,
  ...SELF_RULES,
];

const byName = new Map<string, AlertRule>();
for (const rule of ALERT_RULES) {
  byName.set(rule.id, rule);
  byName.set(alertName(rule.id), rule);
}

/** The rule of an id or of the name of a generated rule. */
export function findAlertRule(name: string): AlertRule | undefined {
  return byName.get(name);
}
