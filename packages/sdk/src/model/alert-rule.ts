/**
 * What an alert rule is: one entry serves the board inside the SDK, the Prometheus and Grafana rules that are generated from
 * the list, and the documents. A rule may live on one side only.
 */
import type { AlertSeverity } from '@tallylight/protocol';
import type { AlertFacts, BoardSubject } from './alert-facts.ts';
import type { AlertLimits, RuleLimits } from './alert-limits.ts';

/** error: somebody must act now. warning: in working hours. info: worth a line. */
export type Severity = AlertSeverity;

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Who acts: a label on generated rules. */
export type AlertTeam = 'video' | 'signage' | 'payments';

/** What an alert may be about: a kind of thing on the board, or one that only Prometheus sees. */
export type AlertSubject =
  | BoardSubject
  | 'instance'
  | 'group'
  | 'command'
  | 'metric'
  | 'part'
  | 'database'
  | 'everything';

/**
 * What the trouble takes from viewers: `all` of those who were there get nothing; of `gone` only those who left are counted;
 * `none` has no price.
 */
export type AlertLoss = 'all' | 'gone' | 'none';

/** Holds on the facts of one thing. Pure. */
export type BoardCondition = {
  readonly [K in BoardSubject]: {
    readonly on: K;
    readonly holds: (facts: AlertFacts[K], limits: AlertLimits, nowMs: number) => boolean;
    /** When the facts differ: a severity other than the rule's. */
    readonly severity?: (facts: AlertFacts[K]) => Severity;
  };
}[BoardSubject];

export interface AlertThreshold {
  /** The number compared with, in {@link unit}. */
  readonly value: (limits: RuleLimits) => number;
  readonly unit: string;
  /** The option of the SDK that sets it; null when it has none. */
  readonly option: string | null;
  /** The limit that sets it in generated rules, where that is no option of the SDK. */
  readonly limit?: keyof RuleLimits;
}

export interface AlertRule {
  /** kebab-case; {@link alertName} of it names the generated rule. Never renamed. */
  readonly id: string;
  readonly severity: Severity;
  readonly team: AlertTeam;
  readonly subject: AlertSubject;
  /** Labels of the PromQL result that name the subject, in order. */
  readonly labels: readonly string[];
  /** Another rule that tells of the same trouble: both are one entry, under that rule's id. @default own id */
  readonly sameAs?: string;
  /** `sameAs` of all its subjects at once: the entry that a storm folds into. */
  readonly ofMany?: boolean;
  readonly threshold: AlertThreshold | null;
  /** How long it must hold before it is raised, ms. */
  readonly forMs: number;
  /** How long it must be over before it is resolved, ms. */
  readonly clearMs: number;
  readonly loses: AlertLoss;
  /** Rules (of the same subject, or of the site of a device) that say it better: while one of them holds, this one is quiet. */
  readonly yieldsTo: readonly string[];
  readonly board: BoardCondition | null;
  readonly promql: ((limits: RuleLimits) => string) | null;
  /** One line for people; `{subject}` is replaced. */
  readonly summary: string;
  /** The same of many: `{count}`, `{total}` and `{where}` are replaced. Null where it cannot be many. */
  readonly summaryOfMany: string | null;
  /** What it means. */
  readonly description: string;
  /** What to do: one paragraph. */
  readonly runbook: string;
}

/** The name that sets a threshold of a generated rule; undefined where the number is fixed. */
export function limitOf({ option, limit }: AlertThreshold): keyof RuleLimits | undefined {
  if (limit !== undefined) return limit;
  return option?.startsWith('alerts.') ? (option.slice('alerts.'.length) as keyof RuleLimits) : undefined;
}

/** `stream-down` is `StreamDown` for Prometheus and Grafana. */
export function alertName(id: string): string {
  return id.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The id under which a rule's entries stand. */
export function keyCondition(rule: AlertRule): string {
  return rule.sameAs ?? rule.id;
}

/** The name of an entry: one thing, one trouble. */
export function alertKey(condition: string, subject: string): string {
  return `${condition}:${subject}`;
}

/** The subject of an entry that stands for many. */
export const MANY = '*';

/** Whether `a` is worse than `b`. */
export function isWorse(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}
