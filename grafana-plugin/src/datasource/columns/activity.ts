/**
 * Columns of what happened, newest first. Every event has time, name, a sentence and its subject; the rest is there where the
 * event has it, and the whole payload as JSON for whoever needs more.
 */
import type { EventName, Priority } from '@tallylight/protocol';
import { columnsOf } from './column.ts';
import { toEventWords } from './event-words.ts';

/** An event as the live channel tells it. */
export interface LiveEvent {
  readonly name: EventName;
  readonly atMs: number;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly priority?: Priority;
}

const SUBJECTS = ['stream', 'device', 'alert', 'session', 'site'] as const;

/** What kind of thing it happened to; a session belongs to its stream. */
export function toSubjectKind({ payload }: LiveEvent): (typeof SUBJECTS)[number] | undefined {
  return SUBJECTS.find((kind) => typeof payload[kind] === 'string');
}

const textOf = (event: LiveEvent, name: string): string | null => {
  const value = event.payload[name];
  return typeof value === 'string' ? value : null;
};
const numberOf = (event: LiveEvent, name: string): number | null => {
  const value = event.payload[name];
  return typeof value === 'number' ? value : null;
};

export const ACTIVITY_COLUMNS = columnsOf<LiveEvent>()(
  { name: 'time', type: 'time', read: (event) => event.atMs },
  { name: 'event', type: 'string', read: (event) => event.name },
  { name: 'text', type: 'string', read: toEventWords },
  { name: 'subject kind', type: 'string', read: toSubjectKind },
  { name: 'subject', type: 'string', read: (event) => textOf(event, toSubjectKind(event) ?? '') },
  { name: 'stream', type: 'string', read: (event) => textOf(event, 'stream') },
  { name: 'device', type: 'string', read: (event) => textOf(event, 'device') },
  { name: 'site', type: 'string', read: (event) => textOf(event, 'site') },
  { name: 'session', type: 'string', read: (event) => textOf(event, 'session') },
  { name: 'country', type: 'string', read: (event) => textOf(event, 'country') },
  { name: 'title', type: 'string', read: (event) => textOf(event, 'title') },
  { name: 'campaign', type: 'string', read: (event) => textOf(event, 'campaign') },
  { name: 'alert', type: 'string', read: (event) => textOf(event, 'alert') },
  { name: 'condition', type: 'string', read: (event) => textOf(event, 'condition') },
  { name: 'severity', type: 'string', read: (event) => textOf(event, 'severity') },
  { name: 'state', type: 'string', read: (event) => textOf(event, 'state') ?? textOf(event, 'band') },
  { name: 'previous', type: 'string', read: (event) => textOf(event, 'previous') },
  { name: 'reason', type: 'string', read: (event) => textOf(event, 'reason') },
  { name: 'result', type: 'string', read: (event) => textOf(event, 'result') },
  {
    name: 'duration',
    type: 'number',
    unit: 'ms',
    read: (event) => numberOf(event, 'durationMs') ?? numberOf(event, 'playedMs'),
  },
  { name: 'id', type: 'string', read: (event) => event.id },
  { name: 'payload', type: 'string', read: (event) => JSON.stringify(event.payload) },
);
