/**
 * Every event that the SDK tells, once: name → payload, and its priority. The name says a past fact, never an order.
 * Host listeners (`tally.on`), the live topic `activity` and the journal all use this list.
 */
import type { Priority } from './topics.ts';

/** States of a stream. `idle` is up without viewers; `off` is not expected; `unknown` says that nobody can tell. */
export type StreamState = 'starting' | 'up' | 'idle' | 'down' | 'off' | 'unknown';

/** Bands of a health score, best first: ≥ 90, ≥ 70, ≥ 50, below. */
export type HealthBand = 'excellent' | 'good' | 'fair' | 'poor';

/**
 * States of a device; each device is in one of them, so their counts add up to all devices. `online` is reachable and playing
 * nothing (or not saying); `unknown` was never heard, or not yet since a restart; `lost` is silent for days.
 */
export type DeviceState = 'online' | 'playing' | 'offline' | 'unknown' | 'lost';

/** Why a playback ended: another item came, it was stopped, the device began anew, or it went away. */
export type PlaybackStopReason = 'changed' | 'stopped' | 'restarted' | 'offline';

/** How a command ended. `timeout`: nobody answered before it expired. */
export type CommandResult = 'ok' | 'failed' | 'timeout';

/** error: somebody must act now. warning: in working hours. info: worth a line. */
export type AlertSeverity = 'error' | 'warning' | 'info';

/** Who says that an alert holds: the board inside the SDK, the host, or a rule engine outside. */
export type AlertSource = 'board' | 'host' | 'alertmanager' | 'grafana';

/** Why a session ended. */
export type SessionEndReason = 'left' | 'idle' | 'aborted' | 'removed' | 'closed';

export interface EventPayloads {
  'stream-starting': { stream: string };
  'stream-up': { stream: string; previous: StreamState; startDurationMs?: number };
  'stream-idle': { stream: string };
  'stream-down': { stream: string; previous: StreamState; reason: string };
  'stream-off': { stream: string; previous: StreamState };
  'stream-unknown': { stream: string; previous: StreamState };
  'stream-restarted': { stream: string; reason: string };
  'stream-picture-lost': { stream: string; picture: 'black' | 'frozen' };
  'stream-picture-back': { stream: string; picture: 'black' | 'frozen' };
  'stream-health-changed': {
    stream: string;
    band: HealthBand;
    previous: HealthBand;
    score: number;
    reason: string | null;
  };
  'session-started': { stream: string; session: string; country: string };
  'session-ended': { stream: string; session: string; country: string; reason: SessionEndReason; durationMs: number };
  'device-online': { device: string; site: string | null; previous: DeviceState };
  'device-offline': { device: string; site: string | null; lastSeenMs: number };
  'device-status-changed': { device: string; site: string | null; previous: DeviceState; state: DeviceState };
  'playback-started': { device: string; title: string; campaign: string | null };
  'playback-stopped': {
    device: string;
    title: string;
    campaign: string | null;
    reason: PlaybackStopReason;
    playedMs: number;
  };
  'command-completed': {
    device: string;
    command: string;
    id: string;
    result: CommandResult;
    detail: string | null;
    durationMs: number;
  };
  /** `alert` is the key of its row; the rest of it stands there. `children`: how many things it is about. */
  'alert-raised': {
    alert: string;
    condition: string;
    subject: string;
    severity: AlertSeverity;
    summary: string;
    children: number;
  };
  'alert-joined': { alert: string; source: AlertSource };
  'alert-acknowledged': { alert: string; by: string; note: string | null; untilMs: number | null };
  'alert-resolved': {
    alert: string;
    condition: string;
    subject: string;
    severity: AlertSeverity;
    durationMs: number;
    viewerMinutesLost: number | null;
    screenMinutesLost: number | null;
  };
}

export type EventName = keyof EventPayloads;

/** Priority of each event in a slow reader's buffer. */
export const EVENT_PRIORITIES: Readonly<Record<EventName, Priority>> = {
  'stream-starting': 'normal',
  'stream-up': 'high',
  'stream-idle': 'normal',
  'stream-down': 'high',
  'stream-off': 'normal',
  'stream-unknown': 'normal',
  'stream-restarted': 'high',
  'stream-picture-lost': 'high',
  'stream-picture-back': 'high',
  'stream-health-changed': 'normal',
  'session-started': 'low',
  'session-ended': 'low',
  'device-online': 'high',
  'device-offline': 'high',
  'device-status-changed': 'normal',
  'playback-started': 'low',
  'playback-stopped': 'low',
  'command-completed': 'high',
  'alert-raised': 'critical',
  'alert-joined': 'high',
  'alert-acknowledged': 'high',
  'alert-resolved': 'critical',
};

/** Names of all events. */
export const EVENT_NAMES: readonly EventName[] = Object.keys(EVENT_PRIORITIES) as EventName[];

/** The live topic that an event is told on. */
export function eventTopic(name: EventName): 'activity' | 'alerts' {
  return name.startsWith('alert-') ? 'alerts' : 'activity';
}

/** One event as it is told. */
export type TallyEvent = {
  [N in EventName]: {
    readonly name: N;
    /** Epoch milliseconds of the server. */
    readonly atMs: number;
    /** Unique for ever; the same fact told twice carries the same id. */
    readonly id: string;
    readonly payload: EventPayloads[N];
  };
}[EventName];
