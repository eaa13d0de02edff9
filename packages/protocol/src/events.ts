/**
 * Every event that the SDK tells, once: name → payload, and its priority. The name says a past fact, never an order.
 * Host listeners (`tally.on`), the live topic `activity` and the journal all use this list.
 */
import type { Priority } from './topics.ts';

/** States of a stream. `idle` is up without viewers; `off` is not expected; `unknown` says that nobody can tell. */
export type StreamState = 'starting' | 'up' | 'idle' | 'down' | 'off' | 'unknown';

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
  'session-started': { stream: string; session: string; country: string };
  'session-ended': { stream: string; session: string; country: string; reason: SessionEndReason; durationMs: number };
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
  'session-started': 'low',
  'session-ended': 'low',
};

/** Names of all events. */
export const EVENT_NAMES: readonly EventName[] = Object.keys(EVENT_PRIORITIES) as EventName[];

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
