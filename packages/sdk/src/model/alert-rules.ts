/**
 * The one list of alert rules. The board inside the SDK evaluates those with a board condition each tick; Prometheus and
 * Grafana files, their tests and docs/alerting.md come from the same entries. To add one: add it to the file of its team.
 */
import { type AlertRule, alertName } from './alert-rule.ts';
import { PAYMENTS_RULES } from './alert-rules-payments.ts';
import { PLATFORM_RULES } from './alert-rules-platform.ts';
import { SIGNAGE_RULES } from './alert-rules-signage.ts';
import { VIDEO_RULES } from './alert-rules-video.ts';

/** Every rule, by team. */
export const ALERT_RULES: readonly AlertRule[] = [
  ...VIDEO_RULES,
  ...SIGNAGE_RULES,
  ...PAYMENTS_RULES,
  ...PLATFORM_RULES,
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
