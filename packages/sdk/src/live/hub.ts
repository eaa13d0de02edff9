/**
 * Follows state and the journal, and tells them. A channel is one (topic, filter, row scope): all peers there share its
 * number, so a frame is encoded once and the same Buffer goes to each of them. Telling goes peer by peer, so that what several
 * channels bring is one write, and in slices, so that thousands of peers do not hold the loop.
 * The hub knows topics and channels; it knows no socket.
 */
import type { Topic } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import { type Channel, createChannel, type Watcher } from './channel.ts';
import type { LoggedEvent, Retention } from './core/event-log.ts';
import { onlyStep, stepTaken } from './core/reader.ts';
import { canonicalFilter, createMatcher, type RowFilter } from './filter.ts';
import { HIGH_WATER_BYTES } from './session.ts';
import { createTopicFeed, type NewEvent, type RowSource, type TopicFeed } from './topic-feed.ts';
import { createVeil, veiledFields } from './veil.ts';

export interface Hub {
  /** Names this life of the logs. */
  readonly epoch: string;
  readonly topics: readonly Topic[];
  /** Why this filter cannot be had on this topic; `undefined` when it can. */
  refusal(topic: Topic, filter: RowFilter): string | undefined;
  /** The channel of this topic, filter and row scope; the watcher is told of it from now on. */
  join(watcher: Watcher, topic: Topic, filter: RowFilter, caller: Caller | undefined): Channel;
  leave(watcher: Watcher, channel: Channel): void;
  /** Tells what changed. Called once a tick. */
  publish(changed: (topic: Topic) => readonly string[]): void;
  /** Takes an event; it is told as soon as the loop is free. */
  append(topic: Topic, event: NewEvent): void;
  /** Flushes a watcher as soon as it is its turn. */
  wake(watcher: Watcher): void;
  readonly channels: number;
}

export interface HubParts {
  readonly epoch: string;
  readonly topics: readonly Topic[];
  readonly source: RowSource;
  /** Why a filter is refused. @default none is */
  readonly refusal?: (topic: Topic, filter: RowFilter) => string | undefined;
  /** Somebody begins to look; returns the end of it. For topics whose rows are made on demand. */
  readonly begin?: (topic: Topic, filter: RowFilter) => (() => void) | undefined;
  /** Lines to show with the rows of a topic. */
  readonly attribution: (topic: Topic) => readonly string[] | undefined;
  /** What an event is about beyond its payload, for filters. @default nothing */
  readonly about?: (topic: Topic, event: LoggedEvent) => Readonly<Record<string, unknown>> | undefined;
  /** Somebody reads this topic for the first time. */
  readonly onFirstReader?: (topic: Topic) => void;
  /** Messages handed to peers, for the metric. Once a tick. */
  readonly onMessages: (topic: Topic, count: number) => void;
  /** How long after it was known something was handed over, and to how many. @default nobody asks */
  readonly onDelivered?: (latencyMs: number, count: number) => void;
  readonly monotonicMs: () => number;
  /** Runs a task when the loop has looked after its other work. */
  readonly soon: (task: () => void) => void;
  readonly onFault: (error: unknown) => void;
  readonly retention?: Retention;
}

/** How long peers are told in one go. */
const SLICE_MS = 2;
/** Peers told between two looks at the clock. */
const PEERS_PER_LOOK = 16;
/** A channel that knows who left it is kept for those who come back soon. */
const LINGER_MS = 120_000;
const MAX_LINGERING = 100;

export function createHub(parts: HubParts): Hub {
  const { monotonicMs, soon } = parts;
  const feeds = new Map<Topic, TopicFeed>(
    parts.topics.map((topic) => [topic, createTopicFeed(topic, parts.source, parts.retention)]),
  );
  const channels = new Map<string, Channel>();
  const byTopic = new Map<Topic, Set<Channel>>(parts.topics.map((topic) => [topic, new Set()]));
  const forget = new Map<Channel, () => void>();
  let nextChannel = 1;
  let events: { readonly topic: Topic; readonly event: LoggedEvent }[] = [];
  let isDue = false;
  let queue: Watcher[] = [];
  let next = 0;
  let isRunning = false;
  let sinceMs = 0;

  function markAll(channel: Channel): void {
    for (const watcher of channel.watchers) mark(watcher);
  }

  function mark(watcher: Watcher): void {
    if (watcher.isQueued) return;
    watcher.isQueued = true;
    queue.push(watcher);
  }

  /** Puts the events that came since into the chains. */
  function takeEvents(): void {
    if (events.length === 0) return;
    const taken = events;
    events = [];
    for (const { topic, event } of taken) {
      for (const channel of byTopic.get(topic) ?? []) if (channel.publishEvent(event)) markAll(channel);
    }
    run(taken[0]?.event.bornMs ?? monotonicMs());
  }

  function run(bornMs: number): void {
    if (isRunning || queue.length === 0) return;
    isRunning = true;
    sinceMs = bornMs;
    slice();
  }

  function slice(): void {
    const startedMs = monotonicMs();
    let nowMs = startedMs;
    while (next < queue.length) {
      const until = Math.min(queue.length, next + PEERS_PER_LOOK);
      const count = until - next;
      for (; next < until; next += 1) flush(queue[next] as Watcher, nowMs);
      nowMs = monotonicMs();
      parts.onDelivered?.(nowMs - sinceMs, count);
      if (nowMs - startedMs >= SLICE_MS && next < queue.length) {
        soon(slice);
        return;
      }
    }
    isRunning = false;
    queue = [];
    next = 0;
    for (const channel of channels.values()) channel.trim();
  }

  function flush(watcher: Watcher, nowMs: number): void {
    watcher.isQueued = false;
    try {
      if (!handOver(watcher)) watcher.flush(nowMs);
    } catch (error) {
      parts.onFault(error);
    }
  }

  /** Gives the one step that it lacks to a watcher who keeps up, past all that weighs what waits; whether it was so. */
  function handOver({ only, sink }: Watcher): boolean {
    const link = only && onlyStep(only);
    if (only === undefined || link === undefined || sink.pendingBytes >= HIGH_WATER_BYTES) return false;
    stepTaken(only, link);
    only.channel.feed.delivered += 1;
    sink.send(only.channel.linkFrame(link), true);
    return true;
  }

  /** Those who look on demand are waited for; the rest can be made anew at any time. */
  function sweep(nowMs: number): void {
    const empty = [...forget.keys()].filter(({ emptySinceMs }) => emptySinceMs !== undefined);
    for (const [index, channel] of empty.entries()) {
      if (index < empty.length - MAX_LINGERING || nowMs - (channel.emptySinceMs ?? nowMs) > LINGER_MS)
        forget.get(channel)?.();
    }
  }

  function make(key: string, topic: Topic, filter: RowFilter, caller: Caller | undefined): Channel {
    const feed = feeds.get(topic) as TopicFeed;
    if (feed.rowLog === undefined && feed.eventLog === undefined) {
      feed.wake();
      parts.onFirstReader?.(topic);
    }
    const release = parts.begin?.(topic, filter);
    const hidden = veiledFields(topic, caller);
    const channel = createChannel({
      veiled: hidden && createVeil(topic, hidden),
      number: nextChannel,
      feed,
      matcher: createMatcher({ topic, filter, caller, about: (of, event) => parts.about?.(of, event) }),
      attribution: () => parts.attribution(topic),
      monotonicMs,
    });
    nextChannel += 1;
    channels.set(key, channel);
    byTopic.get(topic)?.add(channel);
    forget.set(channel, () => {
      release?.();
      channels.delete(key);
      byTopic.get(topic)?.delete(channel);
      forget.delete(channel);
    });
    return channel;
  }

  return {
    epoch: parts.epoch,
    topics: parts.topics,
    refusal: (topic, filter) => parts.refusal?.(topic, filter),
    join(watcher, topic, filter, caller) {
      // A position is only right once everything before it stands in the chain.
      takeEvents();
      const veil = veiledFields(topic, caller) === undefined ? '' : 'veiled';
      const key = `${topic}\n${caller?.scopeKey ?? '*'}\n${veil}\n${canonicalFilter(filter)}`;
      const channel = channels.get(key) ?? make(key, topic, filter, caller);
      channel.watchers.add(watcher);
      channel.emptySinceMs = undefined;
      return channel;
    },
    leave(watcher, channel) {
      channel.watchers.delete(watcher);
      if (channel.watchers.size > 0) return;
      channel.emptySinceMs = monotonicMs();
      if (!channel.remembers) forget.get(channel)?.();
    },
    publish(changed) {
      takeEvents();
      for (const [topic, feed] of feeds) {
        feed.advance(changed(topic));
        if (feed.delivered > 0) parts.onMessages(topic, feed.delivered);
        feed.delivered = 0;
      }
      const nowMs = monotonicMs();
      for (const channel of channels.values()) {
        channel.publish();
        if (channel.watchers.size === 0) channel.trim();
        markAll(channel);
      }
      run(nowMs);
      sweep(nowMs);
    },
    append(topic, fact) {
      const event = feeds.get(topic)?.append(fact);
      if (event === undefined) return;
      events.push({ topic, event });
      if (isDue) return;
      isDue = true;
      soon(() => {
        isDue = false;
        takeEvents();
      });
    },
    wake(watcher) {
      mark(watcher);
      run(monotonicMs());
    },
    get channels() {
      return channels.size;
    },
  };
}
