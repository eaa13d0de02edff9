/** The alert of a drill: the labels that Prometheus would give the rule, and the entry of the board that it must become. */
import { ALERT_RULES, type AlertRule, alertKey, alertName, keyCondition, MANY } from '@tallylight/sdk/alerts';
import { shown, UsageError } from '../usage-error.ts';

export interface DrillAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Key of the entry on the board. */
  readonly key: string;
}

/** `name` is the id of a rule or its name in Prometheus; `subject` what it is to be about. */
export function drillAlert(name: string | undefined, subject: string | undefined): DrillAlert {
  const rule = ruleOf(name);
  const label = rule.labels[0];
  if (label !== undefined && !isName(subject)) {
    throw new UsageError(
      `--subject must name the ${label} that the drill is about, 1 to 128 characters, received ${shown(subject)}`,
    );
  }
  if (label === undefined && subject !== undefined) {
    throw new UsageError(`${rule.id} is about everything and takes no subject, received ${shown(subject)}`);
  }
  const about = subject ?? 'all';
  return {
    labels: {
      alertname: alertName(rule.id),
      ...(label === undefined ? {} : { [label]: about }),
      severity: rule.severity,
      team: rule.team,
    },
    annotations: {
      summary: `DRILL: ${rule.summary.replace('{subject}', about)}`,
      description: 'A drill: nothing is wrong. It proves the way from Alertmanager to the board.',
    },
    key: alertKey(keyCondition(rule), rule.ofMany ? MANY : about),
  };
}

function ruleOf(name: string | undefined): AlertRule {
  const rules = ALERT_RULES.filter(({ id, promql }) => promql !== null && id !== 'watchdog');
  const rule = rules.find(({ id }) => id === name || alertName(id) === name);
  if (rule !== undefined) return rule;
  const known = rules.map(({ id }) => id).join(', ');
  throw new UsageError(`the alert must be one of ${known}; received ${shown(name)}`);
}

const isName = (text: string | undefined): text is string =>
  text !== undefined && /^\P{Cc}{1,128}$/u.test(text) && text.trim() !== '';
