/** `@tallylight/sdk/alerts`: the list of alert rules and its types, without state. Public names only. */

export type { AlertCase, CasesOf, RuleCases } from './model/alert-case.ts';
export { ALERT_CASES } from './model/alert-cases.ts';
export type { AlertFacts, BoardSubject } from './model/alert-facts.ts';
export { ALERT_LIMITS, type AlertLimits, RULE_LIMITS, type RuleLimits } from './model/alert-limits.ts';
export { RECORDING_RULES, type RecordingRule } from './model/alert-queries.ts';
export {
  type AlertLoss,
  type AlertRule,
  type AlertSubject,
  type AlertTeam,
  type AlertThreshold,
  alertKey,
  alertName,
  type BoardCondition,
  isWorse,
  keyCondition,
  limitOf,
  MANY,
  SEVERITIES,
  type Severity,
} from './model/alert-rule.ts';
export { ALERT_RULES, findAlertRule } from './model/alert-rules.ts';
