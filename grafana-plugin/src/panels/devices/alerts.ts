/** What is wrong with screens and sites, of the topic `alerts`: told as notifications, marked on the device, to be acknowledged. */
import type { DataFrame } from '@grafana/data';
import type { AlertSeverity } from '@tallylight/protocol';
import { readLiveMeta } from '../../shared/live-meta.ts';
import { readTable } from '../../shared/table-frame.ts';

export interface FleetAlert {
  readonly key: string;
  readonly severity: AlertSeverity;
  readonly condition: string;
  /** Device or site; `*` for many at once. */
  readonly subject: string;
  readonly subjectKind: string;
  readonly summary: string;
  readonly sinceMs: number | null;
  readonly isAcknowledged: boolean;
  readonly acknowledgedBy: string | null;
  /** How many screens it darkens; null when that is not known. */
  readonly screens: number | null;
}

const WEIGHT: Readonly<Record<AlertSeverity, number>> = { error: 0, warning: 1, info: 2 };

/** Worst and oldest first; `undefined` when no frame has the alerts. The list of `before` when nothing changed. */
export function readFleetAlerts(
  frames: readonly DataFrame[],
  before: readonly FleetAlert[] | undefined,
): readonly FleetAlert[] | undefined {
  // Before the first answer there is a frame without rows; that is not yet "nothing is wrong".
  const told = frames.filter((frame) => frame.length > 0 || readLiveMeta(frame)?.phase !== 'loading');
  const tables = told.flatMap((frame) => readTable(frame, 'alerts') ?? []);
  if (tables.length === 0) return undefined;
  const byKey = new Map<string, FleetAlert>();
  for (const table of tables) {
    for (let row = 0; row < table.length; row += 1) {
      const key = table.cell('alert', row);
      const subjectKind = table.cell('subject kind', row) ?? '';
      const isOurs = table.cell('team', row) === 'signage' || subjectKind === 'device' || subjectKind === 'site';
      if (key === null || !isOurs) continue;
      byKey.set(key, {
        key,
        severity: (table.cell('severity', row) ?? 'warning') as AlertSeverity,
        condition: table.cell('condition', row) ?? '',
        subject: table.cell('subject', row) ?? '*',
        subjectKind,
        summary: table.cell('summary', row) ?? key,
        sinceMs: table.cell('since', row),
        isAcknowledged: table.cell('state', row) === 'acknowledged',
        acknowledgedBy: table.cell('acknowledged by', row),
        screens: table.cell('screens', row),
      });
    }
  }
  const now = [...byKey.values()].sort(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || (a.sinceMs ?? 0) - (b.sinceMs ?? 0),
  );
  return before !== undefined && JSON.stringify(now) === JSON.stringify(before) ? before : now;
}

/** The worst alert of each device, or of each site. */
export function bySubject(
  alerts: readonly FleetAlert[] | undefined,
  kind: 'device' | 'site',
): ReadonlyMap<string, FleetAlert> {
  const worst = new Map<string, FleetAlert>();
  for (const alert of alerts ?? []) {
    if (alert.subjectKind === kind && !worst.has(alert.subject)) worst.set(alert.subject, alert);
  }
  return worst;
}
