/**
 * `tally.alerts`: the host's own word on the board. What it raises is one entry like any other, joined by a rule engine that
 * tells of the same; what it watches is asked once a tick. Nothing here throws after construction.
 */
import type { AlertRow, Rows, RowTopic } from '@tallylight/protocol';
import type { Clock } from '../clock.ts';
import { shown, TallylightError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import { alertKey, keyCondition, SEVERITIES, type Severity } from '../model/alert-rule.ts';
import { findAlertRule } from '../model/alert-rules.ts';
import { isId } from '../model/labels.ts';
import { type Trouble, troubleOf } from '../state/alert.ts';
import type { AlertChange } from '../state/alerts.ts';
import type { State } from '../state/state.ts';

/** What the host says is wrong. */
export interface HostAlert {
  /** A word of the host in kebab-case, or the id of a rule of the list, whose entry it then joins. */
  readonly condition: string;
  /** What it is about. @default 'host' */
  readonly subject?: string | undefined;
  /** @default that of the rule, else 'warning' */
  readonly severity?: Severity | undefined;
  /** One line for people. */
  readonly summary: string;
  /** What to do. */
  readonly advice?: string | undefined;
}

/** A condition that the host adds. */
export interface HostCondition {
  readonly severity: Severity;
  /** One line for people; `{subject}` is replaced. */
  readonly summary: string;
  /** What to do. */
  readonly advice?: string | undefined;
  /** How long it must hold before it is raised, ms. @default 0 */
  readonly forMs?: number | undefined;
  /** How long it must be over before it is resolved, ms. @default 0 */
  readonly clearMs?: number | undefined;
  /** The things that are in trouble now; asked once a tick, at most a hundred are told apart. */
  readonly condition: (
    snapshot: <T extends RowTopic>(topic: T) => ReadonlyMap<string, Rows[T]>,
  ) => Iterable<string> | boolean;
}

export interface AlertsFace {
  /** Raises an alert until it is resolved; twice is once. Gives its key. */
  raise(alert: HostAlert): string | undefined;
  /** The host (and whoever else told of it) says so no longer. What the board itself sees stays. */
  resolve(key: string): boolean;
  /** Watches a condition; gives stop. Throws `CONFIG` when it cannot be one. */
  when(id: string, condition: HostCondition): () => void;
  /** Somebody has seen it. `untilMs` (epoch): when it should be told again. */
  acknowledge(key: string, by: string, how?: { readonly note?: string; readonly untilMs?: number }): boolean;
  /** Calls `listener` when an alert is raised, joined, acknowledged, resolved; returns stop. */
  onChange(listener: (change: AlertChange) => void): () => void;
}

const MAX_TEXT = 500;

/** Text for people: cut, and on one line. */
export function alertText(value: unknown): string {
  return String(value).replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
}

export const inertAlerts: AlertsFace = {
  raise: () => undefined,
  resolve: () => false,
  when: () => () => {},
  acknowledge: () => false,
  onChange: () => () => {},
};

export function createAlertsFace(parts: {
  state: State;
  clock: Clock;
  faults: Faults;
  snapshot: <T extends RowTopic>(topic: T) => ReadonlyMap<string, Rows[T]>;
}): AlertsFace {
  const { state, clock, faults, snapshot } = parts;

  function guarded<T>(fallback: T, task: () => T): T {
    let result = fallback;
    faults.guard('alerts', () => {
      result = task();
    });
    return result;
  }

  return {
    raise: (alert) =>
      guarded(undefined, () => {
        const condition = checkedId('raise({ condition })', alert.condition);
        const subject = checkedId('raise({ subject })', alert.subject ?? 'host');
        const rule = findAlertRule(condition);
        const severity = alert.severity ?? rule?.severity ?? 'warning';
        const trouble: Trouble = rule === undefined ? hostTrouble(condition, severity, alert.advice) : troubleOf(rule);
        const nowMs = clock.monotonicMs();
        const [key] = state.alerts.tell(
          [
            {
              trouble,
              source: 'host',
              kind: rule?.subject ?? 'custom',
              subject,
              summary: alertText(alert.summary),
              severity: checkedSeverity('raise({ severity })', severity),
              sinceMs: nowMs,
            },
          ],
          nowMs,
        );
        return key;
      }),
    resolve: (key) =>
      guarded(false, () => {
        const nowMs = clock.monotonicMs();
        let found = false;
        for (const source of ['host', 'alertmanager', 'grafana'] as const) {
          if (state.alerts.untell(String(key), source, nowMs)) found = true;
        }
        return found;
      }),
    when(id, given) {
      const condition = checkedId('alerts.when(id)', id);
      if (findAlertRule(condition) !== undefined) {
        throw new TallylightError(
          'CONFIG',
          `alerts.when(id) must be a word that is no rule of the list, received ${shown(id)}`,
        );
      }
      const severity = checkedSeverity(`alerts.when(${shown(id)}).severity`, given.severity);
      const trouble = {
        ...hostTrouble(condition, severity, given.advice),
        forMs: checkedMs(`alerts.when(${shown(id)}).forMs`, given.forMs),
        clearMs: checkedMs(`alerts.when(${shown(id)}).clearMs`, given.clearMs),
      };
      const summary = alertText(given.summary);
      return state.alertWatch.when({
        trouble,
        subjects: () => {
          const found = given.condition(snapshot);
          const subjects = typeof found === 'boolean' ? (found ? ['host'] : []) : found;
          return [...subjects].map((subject) => ({
            subject: checkedId('a subject', subject),
            summary: summary.replaceAll('{subject}', subject),
          }));
        },
      });
    },
    acknowledge: (key, by, { note, untilMs } = {}) =>
      guarded(false, () =>
        state.alerts.acknowledge(
          String(key),
          { by: alertText(by), note: note === undefined ? null : alertText(note), untilMs: untilMs ?? null },
          clock.monotonicMs(),
        ),
      ),
    onChange: (listener) => state.alerts.onChange(listener),
  };
}

function hostTrouble(condition: string, severity: Severity, advice: string | undefined): Trouble {
  return {
    condition,
    keyedAs: condition,
    severity,
    team: 'video',
    advice: advice === undefined ? null : alertText(advice),
    forMs: 0,
    clearMs: 0,
    loses: 'none',
    summaryOfMany: null,
    yieldsTo: [],
  };
}

/** The key of an alert: what `raise` gives, and the key of its row. */
export function keyOfAlert(condition: string, subject: string): string {
  const rule = findAlertRule(condition);
  return alertKey(rule === undefined ? condition : keyCondition(rule), subject);
}

function checkedId(path: string, value: unknown): string {
  if (isId(value)) return value;
  throw new TallylightError(
    'CONFIG',
    `${path} must be a text of 1 to 128 bytes without control characters, received ${shown(value)}`,
  );
}

function checkedSeverity(path: string, value: unknown): Severity {
  if (SEVERITIES.includes(value as Severity)) return value as Severity;
  throw new TallylightError('CONFIG', `${path} must be one of ${SEVERITIES.join(', ')}, received ${shown(value)}`);
}

function checkedMs(path: string, value: number | undefined): number {
  if (value === undefined) return 0;
  if (Number.isFinite(value) && value >= 0) return value;
  throw new TallylightError('CONFIG', `${path} must be a number of milliseconds from 0, received ${shown(value)}`);
}

export type { AlertChange, AlertRow };
