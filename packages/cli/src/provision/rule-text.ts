/** The words of a generated rule: its labels and annotations, for Prometheus and Grafana alike. */
import { type AlertRule, limitOf, type RuleLimits } from '@tallylight/sdk/alerts';
import type { Plan } from './plan.ts';

/** A rule that a rule engine evaluates. */
export type GeneratedRule = AlertRule & { readonly promql: NonNullable<AlertRule['promql']> };

export const isGenerated = (rule: AlertRule): rule is GeneratedRule => rule.promql !== null;

/** Who is told, and how urgently. No templates here: in labels Grafana would want every dollar doubled. */
export function labelsOf(rule: AlertRule): Record<string, string> {
  return { severity: rule.severity, team: rule.team };
}

/** What people read. `subject` names the thing: a template for a rule file, the thing itself for a test of it. */
export function annotationsOf(rule: AlertRule, subject: string, plan: Plan): Record<string, string> {
  return {
    summary: capital(rule.summary).replaceAll('{subject}', subject),
    description: rule.description,
    runbook: rule.runbook,
    runbook_url: `${plan.runbooks}#${rule.id}`,
  };
}

/** Names the thing by the labels of its series; Prometheus and Grafana share this much of their templates. */
export function subjectTemplate(rule: AlertRule): string {
  return rule.labels.map((label) => `{{ $labels.${label} }}`).join(', ');
}

/** How long, as Prometheus and Grafana write it. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** The threshold in words: `50000000 bit/s`; undefined where there is none. */
export function thresholdText({ threshold }: AlertRule, limits: RuleLimits): string | undefined {
  if (threshold === null) return undefined;
  return `${Number(threshold.value(limits).toPrecision(10))} ${threshold.unit}`;
}

/** How the threshold is changed, in Markdown. */
export function thresholdSetting({ threshold }: AlertRule): string | undefined {
  if (threshold === null) return undefined;
  const limit = limitOf(threshold);
  const ways = [
    ...(threshold.option === null ? [] : [`\`${threshold.option}\``]),
    ...(limit === undefined ? [] : [`\`--threshold ${limit}=…\``]),
  ];
  return ways.length === 0 ? undefined : ways.join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
