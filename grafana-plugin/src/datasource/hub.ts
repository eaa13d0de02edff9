/**
 * One live connection for all queries of a data source instance. Queries on the same topic, filter and rate share a
 * subscription, which lingers a while after the last of them: Grafana ends and begins every query on each refresh, and neither
 * the socket nor the panel should notice. The connection closes with its last subscription.
 */

import type { BandwidthPoint, BandwidthRow, Filter, Topic } from '@tallylight/protocol';
import { type BackFill, createBackFill, type Period } from './back-fill.ts';
import type { LiveEvent } from './columns/activity.ts';
import { createHistory, type History } from './history.ts';
import { type ClientStatus, type Reading, type SubscriptionStatus, toReading } from './reading.ts';
import { type QueryTopic, toLiveTopic } from './topics.ts';

/** What the hub needs of a subscription of the live client. */
export interface HubSubscription {
  readonly state: ReadonlyMap<string, unknown>;
  readonly status: SubscriptionStatus;
  readonly attribution: readonly string[];
  /** The last events, newest last; of topics that tell events. */
  readonly events?: readonly LiveEvent[];
  ageMs(): number | undefined;
  onChange(listener: () => void): () => void;
  close(): void;
}

/** What the hub needs of the live client. */
export interface HubClient {
  readonly status: ClientStatus;
  onStatus(listener: () => void): () => void;
  subscribe(topic: Topic, options?: { readonly filter?: Filter; readonly minMs?: number }): HubSubscription;
  reconnect(): void;
  close(): void;
}

export interface HubClock {
  /** Monotonic ms. */
  nowMs(): number;
  /** Calls once after `ms`; the result cancels. */
  after(ms: number, call: () => void): () => void;
}

/** What is followed. Two wants that mean the same share a subscription. */
export interface Want {
  readonly topic: QueryTopic;
  readonly filter?: Filter | undefined;
  /** At most one change per this many ms. */
  readonly minMs?: number | undefined;
  /** How far back points are wanted, ms; the server is asked for what the live channel does not tell. */
  readonly spanMs?: number;
}

export interface Watch {
  /** What is known now. */
  read(): Reading;
  close(): void;
}

export interface LiveHub {
  /** Follows a topic; `onChange` says that there is something new to read. */
  watch(want: Want, onChange: () => void): Watch;
}

export interface HubOptions {
  readonly connect: () => HubClient;
  readonly clock: HubClock;
  /** Minutes of a bandwidth row, oldest first; no past without it. */
  readonly fetchMinutes?: (key: string, period: Period) => Promise<readonly BandwidthPoint[]>;
  /** Events of before, oldest first; only what happens from now on without it. */
  readonly fetchEvents?: () => Promise<readonly LiveEvent[]>;
  /** @default 5000 ms: longer than Grafana takes between ending a query and beginning it again */
  readonly lingerMs?: number;
}

interface Entry {
  readonly topic: Topic;
  readonly subscription: HubSubscription;
  readonly histories: Map<string, History>;
  readonly backFill: BackFill;
  pastEvents: readonly LiveEvent[];
  readonly listeners: Set<() => void>;
  readonly shut: () => void;
  stopLinger: (() => void) | undefined;
}

const LINGER_MS = 5_000;

/** The past is asked for by row; for more rows than this nobody looks at each of them. */
const MOST_PASTS = 12;

export function createHub({ connect, clock, fetchMinutes, fetchEvents, lingerMs = LINGER_MS }: HubOptions): LiveHub {
  const entries = new Map<string, Entry>();
  let client: HubClient | undefined;

  function toClient(): HubClient {
    if (client !== undefined) return client;
    client = connect();
    client.onStatus(() => {
      for (const entry of entries.values()) tell(entry);
    });
    return client;
  }

  function open(name: string, { topic: asked, filter, minMs }: Want): Entry {
    const topic = toLiveTopic(asked);
    const options = { ...(filter && topic !== 'activity' && { filter }), ...(minMs && { minMs }) };
    const subscription = toClient().subscribe(topic, options);
    const entry: Entry = {
      topic,
      subscription,
      histories: new Map(),
      pastEvents: [],
      backFill: createBackFill({
        fetch: fetchMinutes ?? (async () => []),
        onFilled(key, minutes) {
          historyOf(entry, key).fill(minutes);
          tell(entry);
        },
      }),
      listeners: new Set(),
      stopLinger: undefined,
      shut() {
        entries.delete(name);
        subscription.close();
        if (entries.size > 0) return;
        client?.close();
        client = undefined;
      },
    };
    entries.set(name, entry);
    collect(entry);
    if (topic === 'activity') {
      fetchEvents?.().then(
        (events) => {
          entry.pastEvents = events;
          tell(entry);
        },
        // What happens from now on is told all the same.
        () => {},
      );
    }
    subscription.onChange(() => {
      collect(entry);
      tell(entry);
    });
    return entry;
  }

  return {
    watch(want, onChange) {
      const name = nameOf(want);
      const entry = entries.get(name) ?? open(name, want);
      entry.stopLinger?.();
      entry.stopLinger = undefined;
      // Closed by a final answer (a wrong token): whoever asks again wants it tried again.
      if (client?.status.phase === 'closed') client.reconnect();
      // A listener of its own: the same function watching twice counts twice.
      const listener = () => onChange();
      entry.listeners.add(listener);
      for (const key of toPasts(want)) entry.backFill.want(key, want.spanMs ?? 0);
      return {
        read: () =>
          toReading({
            ...entry,
            topic: want.topic,
            filter: want.filter,
            status: toClient().status,
            nowMs: clock.nowMs(),
          }),
        close() {
          if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return;
          entry.stopLinger = clock.after(lingerMs, entry.shut);
        },
      };
    },
  };
}

/** The same for wants that the same subscription can answer, in whatever order their lists are. */
function nameOf({ topic, filter: asked = {}, minMs = 0 }: Want): string {
  // Events are chosen by the reader.
  const filter = topic === 'activity' ? {} : asked;
  const toSorted = (values: unknown): unknown => (Array.isArray(values) ? [...values].sort() : values);
  const where = Object.entries(filter.where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    toLiveTopic(topic),
    toSorted(filter.keys) ?? null,
    where.map(([field, wanted]) => [field, toSorted(wanted)]),
    minMs,
  ]);
}

/** Rows whose past is wanted: the chosen ones, or the total. */
function toPasts({ topic, filter }: Want): readonly string[] {
  return topic === 'bandwidth' ? (filter?.keys ?? ['total']).slice(0, MOST_PASTS) : [];
}

function tell(entry: Entry): void {
  for (const listener of [...entry.listeners]) listener();
}

function collect(entry: Entry): void {
  const { topic, subscription, histories } = entry;
  if (topic !== 'bandwidth' || subscription.status.phase === 'loading') return;
  for (const [key, row] of subscription.state as ReadonlyMap<string, BandwidthRow>)
    historyOf(entry, key).add(row.points);
  for (const key of histories.keys()) if (!subscription.state.has(key)) histories.delete(key);
}

function historyOf({ histories }: Entry, key: string): History {
  const known = histories.get(key);
  if (known !== undefined) return known;
  const history = createHistory();
  histories.set(key, history);
  return history;
}
