/**
 * The set-up checklist: what is looked at, and what a line says. Pure: what Grafana knows is handed in.
 * A line is one thing that must hold, its lamp, one sentence, and the next step while it does not.
 */
import type { LampState } from '../shared/lamp/lamp-state.ts';

export interface CheckLine {
  readonly id: string;
  readonly subject: string;
  readonly lamp: LampState;
  readonly sentence: string;
  readonly next?: { readonly text: string; readonly href?: string };
}

/** A configured data source of Tallylight Live. */
export interface LiveInstance {
  readonly uid: string;
  readonly name: string;
}

/** What its own test said. */
export interface TestResult {
  readonly status: string;
  readonly message: string;
}

const ADD_DATA_SOURCE = '/connections/datasources/tallylight-live-datasource';

/** Whether a data source exists at all. */
export function toSetUpLine(instances: readonly LiveInstance[]): CheckLine {
  const subject = 'Data source';
  if (instances.length === 0) {
    return {
      id: 'data-source',
      subject,
      lamp: 'off',
      sentence: 'No data source "Tallylight Live" is set up.',
      next: { text: 'Add one with the address of your server', href: ADD_DATA_SOURCE },
    };
  }
  const names = instances.map(({ name }) => name).join(', ');
  return { id: 'data-source', subject, lamp: 'live', sentence: `Set up: ${names}.` };
}

/** Whether one instance reaches its server; `undefined` while the test runs. */
export function toInstanceLine({ uid, name }: LiveInstance, result: TestResult | undefined): CheckLine {
  const line = { id: `instance-${uid}`, subject: name };
  if (result === undefined) return { ...line, lamp: 'unknown', sentence: 'Being tested.' };
  if (result.status === 'success') return { ...line, lamp: 'live', sentence: result.message };
  return {
    ...line,
    lamp: 'down',
    sentence: result.message,
    next: { text: 'Open its settings', href: `/connections/datasources/edit/${encodeURIComponent(uid)}` },
  };
}

/** The last line: what to do once all lamps are lit. */
export function toReadyLine(lines: readonly CheckLine[]): CheckLine {
  const isReady = lines.every(({ lamp }) => lamp === 'live');
  return {
    id: 'panel',
    subject: 'Panel',
    lamp: isReady ? 'live' : 'unknown',
    sentence: isReady ? 'Everything is ready.' : 'Waits for the lines above.',
    ...(isReady && { next: { text: 'Put the panel "Bandwidth" on a dashboard', href: '/dashboard/new' } }),
  };
}
