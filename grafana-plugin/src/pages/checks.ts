/**
 * The set-up checklist: what is looked at, and what a line says. Pure: what Grafana knows is handed in.
 * A line is one thing that must hold, its lamp, one sentence, and the next step while it does not.
 */
import { ALL_WORKS, HTTP_WORKS } from '../datasource/probe.ts';
import type { LampState } from '../shared/lamp/lamp-state.ts';

export interface CheckLine {
  readonly id: string;
  readonly subject: string;
  readonly lamp: LampState;
  readonly sentence: string;
  /** Live panels work without it. */
  readonly isOptional?: boolean;
  readonly next?: NextStep;
}

export interface NextStep {
  readonly text: string;
  /** Within Grafana, below its sub-path. */
  readonly href?: string;
  /** To be copied: a command, or lines of a settings file. */
  readonly command?: string;
}

/** A configured data source. */
export interface Instance {
  readonly uid: string;
  readonly name: string;
}

/** What the data source's own test said. */
export interface TestResult {
  readonly status: string;
  readonly message: string;
}

const ADD_DATA_SOURCE = '/connections/datasources/tallylight-live-datasource';

/** Upgrades are not forwarded by nginx unless it is told to. */
const NGINX_UPGRADE = `location /api/datasources/proxy/ {
  proxy_pass http://grafana;
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
}`;

/** Whether a data source exists at all. */
export function toSetUpLine(instances: readonly Instance[]): CheckLine {
  const line = { id: 'data-source', subject: 'Data source' };
  if (instances.length === 0) {
    return {
      ...line,
      lamp: 'off',
      sentence: 'No data source "Tallylight Live" is set up.',
      next: { text: 'Add one with the address of your server', href: ADD_DATA_SOURCE },
    };
  }
  return { ...line, lamp: 'live', sentence: `Set up: ${instances.map(({ name }) => name).join(', ')}.` };
}

/** Whether one instance reaches its server over HTTP; `undefined` while the test runs. */
export function toServerLine({ uid, name }: Instance, result: TestResult | undefined): CheckLine {
  const line = { id: `server-${uid}`, subject: `Server of ${name}` };
  if (result === undefined) return { ...line, lamp: 'unknown', sentence: 'Being tested.' };
  if (isReached(result)) return { ...line, lamp: 'live', sentence: 'It answers, and the token is good.' };
  return {
    ...line,
    lamp: 'down',
    sentence: result.message,
    next: { text: 'Open its settings', href: `/connections/datasources/edit/${encodeURIComponent(uid)}` },
  };
}

/** Whether its live channel is a WebSocket; another way works too, so that is no failure. */
export function toSocketLine({ uid, name }: Instance, result: TestResult | undefined): CheckLine {
  const line = { id: `socket-${uid}`, subject: `WebSocket of ${name}` };
  if (result === undefined) return { ...line, lamp: 'unknown', sentence: 'Being tested.' };
  if (!isReached(result)) return { ...line, lamp: 'unknown', sentence: 'Waits for the server.' };
  if (result.message === ALL_WORKS) {
    return { ...line, lamp: 'live', sentence: "It opens, through Grafana's data source proxy." };
  }
  return {
    ...line,
    lamp: result.status === 'success' ? 'stale' : 'down',
    sentence: result.message,
    next: { text: 'For nginx in front of Grafana', command: NGINX_UPGRADE },
  };
}

/** The last line: what to do once all lamps that live panels need are lit. */
export function toReadyLine(lines: readonly CheckLine[]): CheckLine {
  const isReady = lines.every(({ lamp, isOptional }) => isOptional || lamp === 'live' || lamp === 'stale');
  return {
    id: 'panel',
    subject: 'Live panels',
    lamp: isReady ? 'live' : 'unknown',
    sentence: isReady ? 'Everything that live panels need is ready.' : 'Waits for the lines above.',
    ...(isReady && { next: { text: 'Put a panel on a dashboard of your own', href: '/dashboard/new' } }),
  };
}

function isReached({ status, message }: TestResult): boolean {
  return status === 'success' || message.startsWith(HTTP_WORKS);
}
