/**
 * One live connection for all queries of a data source instance. Queries on the same topic and keys share a subscription,
 * which lingers a while after the last of them: Grafana ends and begins every query on each refresh, and neither the socket
 * nor the panel should notice. The connection closes with its last subscription.
 */

import type { BandwidthRow } from '@tallylight/protocol';
import { createHistory, type History } from './history.ts';
import type { QueryTopic } from './query.ts';
import { type ClientStatus, type Reading, type SubscriptionStatus, toReading } from './reading.ts';

/** What the hub needs of a subscription of the live client. */
export interface HubSubscription {
  readonly state: ReadonlyMap<string, unknown>;
  readonly status: SubscriptionStatus;
  readonly attribution: readonly string[];
  ageMs(): number | undefined;
  onChange(listener: () => void): () => void;
  close(): void;
}

/** What the hub needs of the live client. */
export interface HubClient {
  readonly status: ClientStatus;
  onStatus(listener: () => void): () => void;
  subscribe(topic: QueryTopic, options?: { readonly filter?: { readonly keys: readonly string[] } }): HubSubscription;
  reconnect(): void;
  close(): void;
}

export interface HubClock {
  /** Monotonic ms. */
  nowMs(): number;
  /** Calls once after `ms`; the result cancels. */
  after(ms: number, call: () => void): () => void;
}

export interface Watch {
  /** What is known now. */
  read(): Reading;
  close(): void;
}

export interface LiveHub {
  /** Follows a topic; `onChange` says that there is something new to read. */
  watch(topic: QueryTopic, keys: readonly string[] | undefined, onChange: () => void): Watch;
}

export interface HubOptions {
  readonly connect: () => HubClient;
  readonly clock: HubClock;
  /** @default 5000 ms: longer than Grafana takes between ending a query and beginning it again */
  readonly lingerMs?: number;
}

interface Entry {
  readonly topic: QueryTopic;
  readonly subscription: HubSubscription;
  readonly histories: Map<string, History>;
  readonly listeners: Set<() => void>;
  readonly shut: () => void;
  stopLinger: (() => void) | undefined;
}

const LINGER_MS = 5_000;

export function createHub({ connect, clock, lingerMs = LINGER_MS }: HubOptions): LiveHub {
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

  function open(name: string, topic: QueryTopic, keys: readonly string[] | undefined): Entry {
    const subscription = toClient().subscribe(topic, keys === undefined ? {} : { filter: { keys } });
    const entry: Entry = {
      topic,
      subscription,
      histories: new Map(),
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
    subscription.onChange(() => {
      collect(entry);
      tell(entry);
    });
    return entry;
  }

  return {
    watch(topic, keys, onChange) {
      const sorted = keys === undefined ? undefined : [...keys].sort();
      const name = JSON.stringify([topic, sorted ?? null]);
      const entry = entries.get(name) ?? open(name, topic, sorted);
      entry.stopLinger?.();
      entry.stopLinger = undefined;
      // Closed by a final answer (a wrong token): whoever asks again wants it tried again.
      if (client?.status.phase === 'closed') client.reconnect();
      // A listener of its own: the same function watching twice counts twice.
      const listener = () => onChange();
      entry.listeners.add(listener);
      return {
        read: () => toReading({ ...entry, status: toClient().status, nowMs: clock.nowMs() }),
        close() {
          if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return;
          entry.stopLinger = clock.after(lingerMs, entry.shut);
        },
      };
    },
  };
}

function tell(entry: Entry): void {
  for (const listener of [...entry.listeners]) listener();
}

function collect({ topic, subscription, histories }: Entry): void {
  if (topic !== 'bandwidth') return;
  for (const [key, row] of subscription.state as ReadonlyMap<string, BandwidthRow>) {
    let history = histories.get(key);
    if (history === undefined) {
      history = createHistory();
      histories.set(key, history);
    }
    history.add(row.points);
  }
  for (const key of histories.keys()) if (!subscription.state.has(key)) histories.delete(key);
}
