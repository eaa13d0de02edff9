/** One subscription as the client keeps it: the handle that its reader has, the channel that feeds it, what was asked. */
import type { Filter, Offset, Topic } from '@tallylight/protocol';
import { type Channel, createChannel, type News } from './channel.ts';
import type { LiveEvent } from './event.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { LiveStatus, SubscriptionStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Entry {
  readonly topic: Topic;
  readonly filter: Filter | undefined;
  readonly minMs: number | undefined;
  /** What the reader holds; written here, read there. */
  readonly handle: Writable<Subscription<unknown>>;
  readonly listeners: Listeners<Subscription<unknown>>;
  readonly eventListeners: Listeners<LiveEvent>;
  /** Of the last `sub` sent; a new number each time, so that a late answer to an older one is not taken for this one's. */
  id: number;
  /** The server's number for what it reads, on this connection. */
  ch?: number | undefined;
  /** Whether it is asked for on this connection. */
  isAsked: boolean;
  /** When to ask again, if it is still in need then, and not before when; monotonic ms. */
  askAgainMs?: number | undefined;
  notBeforeMs: number;
  /** How often it was asked to go on from one and the same offset, and since when; monotonic ms. */
  tries: number;
  triedFrom?: Offset | undefined;
  triedMs: number;
  /** Something of it is lost: the next answer that is no resume is a reset, for this reason. */
  lostWhy?: string | undefined;
  readonly channel: Channel;
  refusal?: SubscriptionStatus['error'] | undefined;
  /** Events that are kept and not yet handed out. */
  fresh: LiveEvent[];
}

const KEPT_EVENTS = 1000;
const KEPT_GAPS = 100;

export function createEntry(
  topic: Topic,
  { filter, minMs, onEvent }: SubscribeOptions,
  now: () => number,
  close: (entry: Entry) => void,
): Entry {
  const listeners = createListeners<Subscription<unknown>>();
  const eventListeners = createListeners<LiveEvent>();
  if (onEvent !== undefined) eventListeners.add(onEvent);
  const entry: Entry = {
    topic,
    filter,
    minMs,
    listeners,
    eventListeners,
    handle: {
      get state() {
        return entry.channel.rows;
      },
      get attribution() {
        return entry.channel.attribution;
      },
      events: [],
      gaps: [],
      lastMode: undefined,
      lastWhy: undefined,
      resumes: 0,
      status: { phase: 'loading' },
      messages: 0,
      ageMs: () => ageMs(entry.channel, now()),
      onChange: listeners.add,
      onEvent: eventListeners.add,
      close: () => close(entry),
    },
    id: 0,
    isAsked: false,
    notBeforeMs: 0,
    tries: 0,
    triedMs: 0,
    channel: createChannel(topic),
    fresh: [],
  };
  return entry;
}

/** Notes an event or a gap for the end of the frame. */
export function note({ fresh, handle }: Entry, news: News): void {
  if (news.gap === undefined) fresh.push(news.event);
  else handle.gaps = [...handle.gaps.slice(1 - KEPT_GAPS), news.gap];
}

/** The events of this frame go to the reader. */
export function handOut(entry: Entry): void {
  const { fresh, handle } = entry;
  if (fresh.length === 0) return;
  entry.fresh = [];
  handle.events = [...handle.events, ...fresh].slice(-KEPT_EVENTS);
  for (const event of fresh) entry.eventListeners.tell(event);
}

function ageMs({ arrivedMs, statedAgeMs }: Channel, nowMs: number): number | undefined {
  return arrivedMs === undefined ? undefined : statedAgeMs + nowMs - arrivedMs;
}

/** Rows older than this are stale: two intervals in which the server owed us something, rows or word that they are right. */
export function longestAgeMs(minMs = 0, tickMs = 0): number {
  return 2 * Math.max(tickMs, minMs);
}

/** What is true of a subscription at `nowMs`. Events do not age: they are live as long as their chain holds. */
export function statusOf({ channel, refusal, minMs }: Entry, client: LiveStatus, nowMs: number): SubscriptionStatus {
  const isClosed = client.phase === 'closed';
  const error = refusal ?? (isClosed ? client.lastError : undefined);
  const age = ageMs(channel, nowMs);
  const isFresh = channel.fields.length === 0 || (age ?? 0) <= longestAgeMs(minMs, client.tickMs);
  const isLive = client.phase === 'open' && channel.position !== undefined && isFresh;
  const phase =
    refusal || (isClosed && age === undefined) ? 'error' : age === undefined ? 'loading' : isLive ? 'live' : 'stale';
  return error ? { phase, error } : { phase };
}
