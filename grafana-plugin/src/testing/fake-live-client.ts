/**
 * A live client without a server for the tests of the data source: rows, status and age are set by hand, listeners are
 * called as the real one calls them (after each frame and each change of a status). Not part of the plugin.
 */
import type { Filter, Topic } from '@tallylight/protocol';
import type { LiveEvent } from '../datasource/columns/activity.ts';
import type { HubClient, HubClock, HubSubscription } from '../datasource/hub.ts';
import type { ClientStatus, SubscriptionStatus } from '../datasource/reading.ts';

export interface FakeSubscription extends HubSubscription {
  readonly topic: Topic;
  readonly filter: Filter | undefined;
  readonly minMs: number | undefined;
  readonly isClosed: boolean;
  /** A frame arrives: the rows are replaced and fresh. */
  bring(rows: Readonly<Record<string, unknown>>): void;
  /** Events arrive, behind those that are there. */
  happen(...events: LiveEvent[]): void;
  become(status: SubscriptionStatus): void;
}

export interface FakeClient extends HubClient {
  readonly subscriptions: readonly FakeSubscription[];
  readonly isClosed: boolean;
  readonly reconnects: number;
  become(status: Partial<ClientStatus>): void;
}

export function createFakeClient(clock: HubClock): FakeClient {
  let status: ClientStatus = { phase: 'open', attempt: 0, tickMs: 1_000 };
  let isClosed = false;
  let reconnects = 0;
  const listeners = new Set<() => void>();
  const subscriptions: FakeSubscription[] = [];
  return {
    subscriptions,
    get status() {
      return status;
    },
    get isClosed() {
      return isClosed;
    },
    get reconnects() {
      return reconnects;
    },
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribe(topic, options = {}) {
      const subscription = createFakeSubscription(topic, options, clock);
      subscriptions.push(subscription);
      return subscription;
    },
    become(next) {
      status = { ...status, ...next };
      for (const listener of listeners) listener();
    },
    reconnect() {
      reconnects += 1;
      status = { ...status, phase: 'connecting' };
    },
    close() {
      isClosed = true;
    },
  };
}

function createFakeSubscription(
  topic: Topic,
  { filter, minMs }: { readonly filter?: Filter; readonly minMs?: number },
  clock: HubClock,
): FakeSubscription {
  let state: ReadonlyMap<string, unknown> = new Map();
  let events: readonly LiveEvent[] = [];
  let status: SubscriptionStatus = { phase: 'loading' };
  let arrivedMs: number | undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    topic,
    filter,
    minMs,
    attribution: [],
    get events() {
      return events;
    },
    get state() {
      return state;
    },
    get status() {
      return status;
    },
    get isClosed() {
      return isClosed;
    },
    ageMs: () => (arrivedMs === undefined ? undefined : clock.nowMs() - arrivedMs),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    bring(rows) {
      state = new Map(Object.entries(rows));
      status = { phase: 'live' };
      arrivedMs = clock.nowMs();
      tell();
    },
    happen(...more) {
      events = [...events, ...more];
      status = { phase: 'live' };
      arrivedMs = clock.nowMs();
      tell();
    },
    become(next) {
      status = next;
      tell();
    },
    close() {
      isClosed = true;
    },
  };
}

/** A clock that goes only when told, with the timers that fall due on the way. */
export function createManualClock(): HubClock & { forward(ms: number): void } {
  let nowMs = 0;
  const timers = new Set<{ dueMs: number; call: () => void }>();
  return {
    nowMs: () => nowMs,
    after(ms, call) {
      const timer = { dueMs: nowMs + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    forward(ms) {
      nowMs += ms;
      for (const timer of [...timers].sort((a, b) => a.dueMs - b.dueMs)) {
        if (timer.dueMs > nowMs || !timers.delete(timer)) continue;
        timer.call();
      }
    },
  };
}
