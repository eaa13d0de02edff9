/**
 * What is known of a topic at one moment: its rows, how old they are, and what is wrong, in words for a person.
 * A reading is a view of live maps: make frames of it at once, do not keep it.
 */

import type { Filter } from '@tallylight/protocol';
import type { LivePhase } from '../shared/live-meta.ts';
import type { LiveEvent } from './columns/activity.ts';
import type { History } from './history.ts';
import type { QueryTopic } from './topics.ts';

export interface ClientStatus {
  readonly phase: 'connecting' | 'open' | 'waiting' | 'closed';
  readonly attempt: number;
  readonly lastError?: unknown;
  readonly tickMs?: number;
  /** The way in use: `websocket`, `sse`, `poll`. */
  readonly transport?: string;
}

export interface SubscriptionStatus {
  readonly phase: LivePhase;
  readonly error?: unknown;
}

export interface Reading {
  readonly topic: QueryTopic;
  /** Rows by key; of the topic `activity` the events by id, oldest first. */
  readonly rows: ReadonlyMap<string, unknown>;
  /** Points by key; of the topic `bandwidth` only. */
  readonly histories: ReadonlyMap<string, History>;
  readonly phase: LivePhase;
  /** Null while nothing has come. */
  readonly ageMs: number | null;
  readonly tickMs: number | null;
  /** Monotonic ms at which the age was read. */
  readonly stampMs: number;
  /** Why it is not live, as one sentence; null when nothing is wrong. */
  readonly problem: string | null;
  readonly attribution: readonly string[];
}

export interface ReadingParts {
  readonly topic: QueryTopic;
  /** Chooses among events; rows were chosen by the server. */
  readonly filter?: Filter | undefined;
  readonly subscription: {
    readonly state: ReadonlyMap<string, unknown>;
    readonly status: SubscriptionStatus;
    readonly attribution: readonly string[];
    readonly events?: readonly LiveEvent[];
    ageMs(): number | undefined;
  };
  readonly histories: ReadonlyMap<string, History>;
  /** Events of before the subscription, oldest first. */
  readonly pastEvents: readonly LiveEvent[];
  readonly status: ClientStatus;
  readonly nowMs: number;
}

export function toReading(parts: ReadingParts): Reading {
  const { topic, filter, subscription, histories, pastEvents, status, nowMs } = parts;
  const closed = status.phase === 'closed';
  const refusal = closed ? undefined : subscription.status.error;
  return {
    topic,
    rows:
      topic === 'activity' ? toEventRows([...pastEvents, ...(subscription.events ?? [])], filter) : subscription.state,
    histories,
    phase: closed ? 'error' : subscription.status.phase,
    ageMs: subscription.ageMs() ?? null,
    tickMs: status.tickMs ?? null,
    stampMs: nowMs,
    problem: refusal === undefined ? toConnectionProblem(status) : `The server refused: ${toText(refusal)}.`,
    attribution: subscription.attribution,
  };
}

/** By id, so that an event that was told twice is there once. Events are chosen here: all of them come over one channel. */
function toEventRows(events: readonly LiveEvent[], filter: Filter | undefined): ReadonlyMap<string, LiveEvent> {
  const terms = Object.entries(filter?.where ?? {});
  const isWanted = ({ name, payload }: LiveEvent): boolean =>
    terms.every(([field, wanted]) => [wanted].flat().includes((field === 'name' ? name : payload[field]) as string));
  return new Map(events.filter(isWanted).map((event) => [event.id, event]));
}

function toConnectionProblem({ phase, attempt, lastError }: ClientStatus): string | null {
  const why = lastError === undefined ? '' : `: ${toText(lastError)}`;
  if (phase === 'closed') return `The live channel is closed${why}.`;
  if (phase === 'open' || attempt === 0) return null;
  return `Reconnecting, attempt ${attempt}${why}.`;
}

/** The words of an error, whatever it is, without a full stop. */
function toText(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return typeof message === 'string' && message !== '' ? message.replace(/[\s.]+$/, '') : 'no reason given';
}
