/**
 * The lines of the checklist about what stands beside the live channel: history in Prometheus, alert rules, and the names of
 * persons in the audit. Live panels work without them. Pure: the answers are handed in.
 */
import type { CheckLine } from './checks.ts';

/** `undefined` while somebody asks; a sentence when it could not be found out. */
export type Answer<T> = T | { readonly problem: string } | undefined;

/** A Prometheus, and how many of our servers it scrapes; the versions they tell. */
export interface Scraped {
  readonly name: string;
  readonly servers: number;
  readonly versions: readonly string[];
}

/** Alert rules of ours by who evaluates them. */
export interface RuleCount {
  readonly evaluator: string;
  readonly count: number;
}

const PROMETHEUS = { id: 'prometheus', subject: 'Prometheus', isOptional: true } as const;
const RULES = { id: 'rules', subject: 'Alert rules', isOptional: true } as const;
const PERSONS = { id: 'persons', subject: 'Names in the audit', isOptional: true } as const;

/** The part of a Prometheus configuration that scrapes us. */
const SCRAPE_JOB = `scrape_configs:
  - job_name: tallylight
    static_configs:
      - targets: ['origin:4100']`;
/** Writes everything that provisions Grafana and Prometheus. */
const PROVISION = 'npx tallylight provision --out provisioning';
const SEND_USER = `[dataproxy]
send_user_header = true`;

/** Whether any Prometheus has our metrics; history, trends and alerting come from there. */
export function toPrometheusLine(answer: Answer<readonly Scraped[]>): CheckLine {
  if (answer === undefined) return { ...PROMETHEUS, lamp: 'unknown', sentence: 'Being asked.' };
  if ('problem' in answer) return { ...PROMETHEUS, lamp: 'down', sentence: answer.problem };
  if (answer.length === 0) {
    return {
      ...PROMETHEUS,
      lamp: 'off',
      sentence: 'No Prometheus data source. Live panels work; dashboards with history, and alerting, do not.',
      next: { text: 'Files for both, written for you', command: PROVISION },
    };
  }
  const having = answer.filter(({ servers }) => servers > 0);
  if (having.length === 0) {
    return {
      ...PROMETHEUS,
      lamp: 'down',
      sentence: `${toList(answer.map(({ name }) => name))} has no tallylight_build_info of the last minutes.`,
      next: { text: 'Let it scrape your servers', command: SCRAPE_JOB },
    };
  }
  const words = having.map(({ name, servers, versions }) => {
    return `${name} scrapes ${servers} ${servers === 1 ? 'server' : 'servers'} (${versions.join(', ')})`;
  });
  return { ...PROMETHEUS, lamp: 'live', sentence: `${toList(words)}.` };
}

/** Whether anybody evaluates our alert rules. */
export function toRulesLine(answer: Answer<readonly RuleCount[]>): CheckLine {
  if (answer === undefined) return { ...RULES, lamp: 'unknown', sentence: 'Being asked.' };
  if ('problem' in answer) return { ...RULES, lamp: 'down', sentence: answer.problem };
  const loaded = answer.filter(({ count }) => count > 0);
  if (loaded.length === 0) {
    return {
      ...RULES,
      lamp: 'off',
      sentence: "Neither Grafana nor Prometheus has Tallylight's rules. Load them into one of the two.",
      next: { text: 'Files for both, written for you', command: PROVISION },
    };
  }
  const sentence = `${toList(loaded.map(({ evaluator, count }) => `${count} in ${evaluator}`))}.`;
  if (loaded.length === 1) return { ...RULES, lamp: 'live', sentence };
  return { ...RULES, lamp: 'stale', sentence: `${sentence} Each alert comes twice: keep one of them.` };
}

/** Whether Grafana says who acts. Only the audit of the server shows it, to an admin's token that may read names. */
export function toPersonsLine(answer: Answer<'named' | 'unnamed' | 'hidden'>): CheckLine {
  const next = { text: 'In grafana.ini, or GF_DATAPROXY_SEND_USER_HEADER=true', command: SEND_USER };
  if (answer === undefined) return { ...PERSONS, lamp: 'unknown', sentence: 'Being asked.' };
  if (answer === 'named') return { ...PERSONS, lamp: 'live', sentence: 'Grafana tells the server who acts.' };
  const sentence =
    answer === 'unnamed'
      ? 'Actions came without a name: Grafana does not tell who acts.'
      : 'Not to be seen from here: the audit names persons to an admin only. Let Grafana send who acts.';
  return { ...PERSONS, lamp: answer === 'unnamed' ? 'off' : 'unknown', sentence, next };
}

function toList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
