/**
 * What rule engines outside tell: the webhook of Grafana's alerting and that of Alertmanager, which share a shape. An alert
 * that was made from our list finds its entry on the board by the list's own key; any other becomes an entry of its own.
 * What cannot be read is counted and refused, one alert at a time where the message as a whole can be read.
 */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { type AlertRule, alertKey, keyCondition, MANY, SEVERITIES, type Severity } from '../model/alert-rule.ts';
import { findAlertRule } from '../model/alert-rules.ts';
import { toLabelValue } from '../model/labels.ts';
import { type Trouble, troubleOf } from '../state/alert.ts';
import type { Alerts, ToldAlert } from '../state/alerts.ts';
import { INTAKE_RESULTS } from '../state/readings.ts';

/** Alertmanager's own default groups stay far below. */
const MAX_ALERTS = 500;
const MAX_LABELS = 64;
const MAX_TEXT = 500;
/** An alert that says it began before this began "long ago". */
const MAX_AGE_MS = 30 * 24 * 60 * 60_000;

const labels = v.pipe(
  v.record(v.string(), v.string()),
  v.check((all) => Object.keys(all).length <= MAX_LABELS, 'too many labels'),
);

const alertSchema = v.object({
  status: v.picklist(['firing', 'resolved']),
  labels,
  annotations: v.optional(labels, {}),
  startsAt: v.optional(v.string()),
});

const messageSchema = v.object({
  alerts: v.pipe(v.array(v.unknown()), v.maxLength(MAX_ALERTS)),
  /** Only Grafana says in which organisation. */
  orgId: v.optional(v.number()),
});

type AlertMessage = v.InferOutput<typeof alertSchema>;

export interface IntakeOutcome {
  /** Keys of entries that were opened or joined. */
  readonly told: readonly string[];
  readonly resolved: readonly string[];
  /** Alerts for which there was no room, and such that could not be read. */
  readonly refused: number;
  readonly malformed: number;
}

export interface AlertIntake {
  /** Takes the body of a webhook; what is wrong with it when nothing in it can be read. */
  take(body: Buffer): IntakeOutcome | { readonly wrong: string };
}

export function createAlertIntake(parts: {
  alerts: Alerts;
  clock: Clock;
  /** Names this process, which rules about "the whole" are about. */
  instance: string;
  /** Counted by {@link INTAKE_RESULTS}. */
  counts: Float64Array;
}): AlertIntake {
  const { alerts, clock, instance, counts } = parts;

  function count(result: (typeof INTAKE_RESULTS)[number], by = 1): void {
    const index = INTAKE_RESULTS.indexOf(result);
    counts[index] = (counts[index] as number) + by;
  }

  function read(message: AlertMessage, source: ToldAlert['source'], nowMs: number): ToldAlert {
    const { labels: given, annotations } = message;
    const name = toLabelValue(given.alertname ?? 'unnamed');
    const rule = findAlertRule(name);
    const severity = severityOf(given.severity) ?? rule?.severity ?? 'warning';
    const { kind, subject } = rule === undefined ? strangerSubject(given) : subjectOf(rule, given, instance);
    return {
      trouble: rule === undefined ? strangerTrouble(name, severity, given, annotations) : troubleOf(rule),
      source,
      kind,
      subject,
      summary: oneLine(
        annotations.summary ?? rule?.summary.replace('{subject}', subject) ?? annotations.description ?? name,
      ),
      severity,
      sinceMs: nowMs - ageOf(message.startsAt, clock.nowMs()),
    };
  }

  return {
    take(body) {
      const parsed = v.safeParse(messageSchema, parseJson(body));
      if (!parsed.success) {
        count('malformed');
        return { wrong: `the body must be the webhook of Alertmanager or Grafana: ${issueOf(parsed.issues)}` };
      }
      const nowMs = clock.monotonicMs();
      const source = parsed.output.orgId === undefined ? 'alertmanager' : 'grafana';
      const firing: ToldAlert[] = [];
      const over = new Set<string>();
      let malformed = 0;
      let problem = '';
      for (const entry of parsed.output.alerts) {
        const alert = v.safeParse(alertSchema, entry);
        if (!alert.success) {
          malformed += 1;
          problem ||= issueOf(alert.issues);
          continue;
        }
        // It fires always, to prove that the way here is open; it is nobody's trouble.
        if (findAlertRule(alert.output.labels.alertname ?? '')?.id === 'watchdog') continue;
        const told = read(alert.output, source, nowMs);
        if (alert.output.status === 'firing') firing.push(told);
        else over.add(alertKey(told.trouble.keyedAs, told.subject));
      }
      count('malformed', malformed);
      if (malformed > 0 && malformed === parsed.output.alerts.length) {
        return { wrong: `no alert of the message can be read: ${problem}` };
      }
      // Of two series with one key the one that fires has the last word.
      const resolved = [...over].filter((key) => alerts.untell(key, source, nowMs));
      const keys = alerts.tell(firing, nowMs);
      const told = [...new Set(keys.filter((key) => key !== undefined))];
      const refused = keys.length - keys.filter((key) => key !== undefined).length;
      count('told', told.length);
      count('resolved', resolved.length);
      count('refused', refused);
      return { told, resolved, refused, malformed };
    },
  };
}

/** The thing that an alert of the list is about, as the board names it. */
function subjectOf(
  rule: AlertRule,
  given: Readonly<Record<string, string>>,
  instance: string,
): { readonly kind: string; readonly subject: string } {
  if (rule.ofMany) return { kind: findAlertRule(keyCondition(rule))?.subject ?? rule.subject, subject: MANY };
  const named = rule.labels.map((label) => given[label]).filter((value) => value !== undefined && value !== '');
  if (named.length > 0) return { kind: rule.subject, subject: toLabelValue(named.join(',')) };
  return { kind: rule.subject, subject: rule.subject === 'process' ? instance : 'all' };
}

const KNOWN_SUBJECTS = ['stream', 'device', 'site', 'dependency', 'instance'] as const;
/** Labels that say who is told, not what it is about. */
const NO_SUBJECT = /^(?:alertname|severity|team|job|grafana_folder|__.*)$/;

function strangerSubject(given: Readonly<Record<string, string>>): { readonly kind: string; readonly subject: string } {
  for (const kind of KNOWN_SUBJECTS) if (given[kind]) return { kind, subject: toLabelValue(given[kind]) };
  const rest = Object.entries(given)
    .filter(([name]) => !NO_SUBJECT.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(', ');
  return { kind: 'external', subject: rest === '' ? 'all' : toLabelValue(rest) };
}

function strangerTrouble(
  name: string,
  severity: Severity,
  given: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Trouble {
  const advice = annotations.runbook ?? annotations.runbook_url ?? annotations.description;
  return {
    condition: name,
    keyedAs: name,
    severity,
    team: toLabelValue(given.team ?? 'video'),
    advice: advice === undefined ? null : oneLine(advice),
    forMs: 0,
    clearMs: 0,
    loses: 'none',
    summaryOfMany: null,
    yieldsTo: [],
  };
}

function severityOf(text: string | undefined): Severity | undefined {
  if (text === undefined) return undefined;
  const word = text.toLowerCase();
  if (word === 'critical' || word === 'page') return 'error';
  return SEVERITIES.find((severity) => severity === word);
}

/** How long ago it says it began, ms. */
function ageOf(startsAt: string | undefined, epochMs: number): number {
  const began = startsAt === undefined ? Number.NaN : Date.parse(startsAt);
  if (!Number.isFinite(began)) return 0;
  return Math.min(MAX_AGE_MS, Math.max(0, epochMs - began));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Where and what, never the value. */
function issueOf(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  const path = issue?.path?.map((item) => String(item.key)).join('.') ?? '';
  return `${path === '' ? 'it' : path} must be ${issue?.expected ?? 'something else'}`;
}
