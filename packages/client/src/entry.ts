/** One subscription as the client keeps it: the handle that its reader has, the channel that feeds it, what was asked. */
import type { Filter, RowTopic } from '@tallylight/protocol';
import { type Channel, createChannel } from './channel.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { LiveStatus, SubscriptionStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';

export interface Entry {
  readonly topic: RowTopic;
  readonly filter: Filter | undefined;
  readonly minMs: number | undefined;
  readonly handle: Subscription<unknown>;
  readonly listeners: Listeners<Subscription<unknown>>;
  /** Of the last `sub` sent; a new number each time, so that a late answer to an older one is not taken for this one's. */
  id: number;
  /** When to ask again, and when that was last done; monotonic ms. */
  askAgainMs: number | undefined;
  askedAgainMs: number;
  channel: Channel;
  status: SubscriptionStatus;
  refusal: SubscriptionStatus['error'];
  messages: number;
}

export function createEntry(
  topic: RowTopic,
  { filter, minMs }: SubscribeOptions,
  now: () => number,
  close: (entry: Entry) => void,
): Entry {
  const listeners = createListeners<Subscription<unknown>>();
  const handle: Subscription<unknown> = {
    get state() {
      return entry.channel.rows;
    },
    get status() {
      return entry.status;
    },
    get attribution() {
      return entry.channel.attribution;
    },
    get messages() {
      return entry.messages;
    },
    ageMs: () => ageMs(entry.channel, now()),
    onChange: listeners.add,
    close: () => close(entry),
  };
  const entry: Entry = {
    topic,
    filter,
    minMs,
    handle,
    listeners,
    id: 0,
    askAgainMs: undefined,
    askedAgainMs: Number.NEGATIVE_INFINITY,
    channel: createChannel(topic),
    status: { phase: 'loading' },
    refusal: undefined,
    messages: 0,
  };
  return entry;
}

function ageMs({ arrivedMs, statedAgeMs }: Channel, nowMs: number): number | undefined {
  return arrivedMs === undefined ? undefined : statedAgeMs + nowMs - arrivedMs;
}

/** Rows older than this are stale: two intervals in which the server owed us something, rows or word that they are right. */
export function longestAgeMs(entry: Entry, tickMs = 0): number {
  return 2 * Math.max(tickMs, entry.minMs ?? 0);
}

/** What is true of a subscription at `nowMs`. */
export function statusOf(entry: Entry, client: LiveStatus, nowMs: number): SubscriptionStatus {
  const { channel, refusal } = entry;
  if (refusal !== undefined) return { phase: 'error', error: refusal };
  const age = ageMs(channel, nowMs);
  const error = client.phase === 'closed' && client.lastError && { error: client.lastError };
  if (age === undefined) return { phase: client.phase === 'closed' ? 'error' : 'loading', ...error };
  const isLive = client.phase === 'open' && channel.position !== undefined && age <= longestAgeMs(entry, client.tickMs);
  return { phase: isLive ? 'live' : 'stale', ...error };
}
