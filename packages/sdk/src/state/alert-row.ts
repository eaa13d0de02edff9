/** An alert as readers see it: row of the topic, card of the dashboard, numbers of the metric. */
import type { AlertRow, AlertSeverity } from '@tallylight/protocol';
import type { Alert } from './alert.ts';

const MINUTE_MS = 60_000;

interface Price {
  readonly viewers: number | null;
  readonly viewerMinutesLost: number | null;
  readonly screens: number | null;
  readonly screenMinutesLost: number | null;
}

const NO_PRICE: Price = { viewers: null, viewerMinutesLost: null, screens: null, screenMinutesLost: null };

/** To a hundredth of a minute. */
const minutes = (ms: number): number => Math.round((ms * 100) / MINUTE_MS) / 100;

/** What it cost so far; of many, the sum of each. */
export function priceOf(alert: Alert): Price {
  const incidents = alert.childIncidents.size > 0 ? alert.childIncidents : alert.incident && [alert.incident];
  if (incidents === null) return NO_PRICE;
  let viewers = 0;
  let viewerMs = 0;
  let screens = 0;
  let screenMs = 0;
  for (const incident of incidents) {
    viewers += incident.viewers;
    viewerMs += incident.viewerMs;
    screens += incident.screens;
    screenMs += incident.screenMs;
  }
  const ofScreens = alert.kind === 'device' || alert.kind === 'site';
  return ofScreens
    ? { ...NO_PRICE, screens, screenMinutesLost: minutes(screenMs) }
    : { ...NO_PRICE, viewers, viewerMinutesLost: minutes(viewerMs) };
}

export function alertRow(alert: Alert, epochOffsetMs: number): AlertRow {
  const { acknowledged, trouble } = alert;
  return {
    severity: alert.severity,
    condition: trouble.condition,
    subject: alert.subject,
    subjectKind: alert.kind,
    summary: alert.summary,
    state: acknowledged === null ? 'active' : 'acknowledged',
    sinceMs: Math.round(alert.sinceMs + epochOffsetMs),
    raisedMs: Math.round(alert.raisedMs + epochOffsetMs),
    sources: alert.sources,
    team: trouble.team,
    advice: trouble.advice,
    ...priceOf(alert),
    acknowledgedBy: acknowledged?.by ?? null,
    acknowledgedNote: acknowledged?.note ?? null,
    acknowledgedUntilMs: acknowledged?.untilMs ?? null,
    children: [...alert.childNames],
    childCount: alert.childCount,
    childrenOpen: alert.children?.size ?? 0,
  };
}

/** States of an open alert: a label. */
export const ALERT_STATES: readonly AlertRow['state'][] = ['active', 'acknowledged'];

/** Open alerts by severity; by state too when `state` is given. */
export function alertCounts(alerts: Iterable<Alert>, state?: AlertRow['state']): Record<AlertSeverity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const alert of alerts) {
    if (!alert.visible) continue;
    if (state !== undefined && (alert.acknowledged === null ? 'active' : 'acknowledged') !== state) continue;
    counts[alert.severity] += 1;
  }
  return counts;
}
