/**
 * Follows state and tells it. A channel is one (topic, filter): all peers there share its number, so a frame is encoded once
 * and the same Buffer goes to each of them; only a peer whose own chain differs gets a frame of its own.
 * The hub knows topics and channels; it knows no socket and no clock.
 */
import type { RowTopic } from '@tallylight/protocol';
import { type Channel, createChannel, type Subscriber } from './channel.ts';
import { canonicalFilter, type RowFilter } from './filter.ts';
import { createTopicFeed, type RowSource, type TopicFeed } from './topic-feed.ts';

export interface Hub {
  /** Why this filter cannot be had on this topic; `undefined` when it can. */
  refusal(topic: RowTopic, filter: RowFilter): string | undefined;
  /** Joins the channel of this topic and filter; the answer goes to the subscriber at once. */
  subscribe(subscriber: Subscriber, topic: RowTopic, filter: RowFilter, id: number): Subscription;
  /** Tells what changed. Called once a tick. */
  publish(changed: (topic: RowTopic) => readonly string[]): void;
  readonly channels: number;
}

export interface Subscription {
  readonly topic: RowTopic;
  readonly channel: number;
  /** Sends the whole state again, after frames were lost. */
  resync(): void;
  close(): void;
}

export interface HubParts {
  readonly topics: readonly RowTopic[];
  readonly source: RowSource;
  /** Why a filter is refused. @default none is */
  readonly refusal?: (topic: RowTopic, filter: RowFilter) => string | undefined;
  /** Somebody begins to look; returns the end of it. For topics whose rows are made on demand. */
  readonly begin?: (topic: RowTopic, filter: RowFilter) => (() => void) | undefined;
  /** Lines to show with the rows of a topic. */
  readonly attribution: (topic: RowTopic) => readonly string[] | undefined;
  /** Messages handed to peers, for the metric. */
  readonly onMessages: (topic: RowTopic, count: number) => void;
}

export function createHub(parts: HubParts): Hub {
  const feeds = new Map<RowTopic, TopicFeed>(
    parts.topics.map((topic) => [topic, createTopicFeed(topic, parts.source)]),
  );
  const channels = new Map<string, Channel>();
  let nextChannel = 1;

  return {
    refusal: (topic, filter) => parts.refusal?.(topic, filter),
    subscribe(subscriber, topic, filter, id) {
      const release = parts.begin?.(topic, filter);
      const key = `${topic}\n${canonicalFilter(filter)}`;
      let channel = channels.get(key);
      if (channel === undefined) {
        channel = createChannel({
          number: nextChannel,
          feed: feeds.get(topic) as TopicFeed,
          filter,
          attribution: () => parts.attribution(topic),
          onMessages: (count) => parts.onMessages(topic, count),
        });
        nextChannel += 1;
        channels.set(key, channel);
      }
      const joined = channel;
      const member = joined.join(subscriber, id);
      return {
        topic,
        channel: joined.number,
        resync: () => joined.resync(member),
        close() {
          release?.();
          joined.leave(member);
          if (joined.members === 0) channels.delete(key);
        },
      };
    },
    publish(changed) {
      for (const [topic, feed] of feeds) feed.advance(changed(topic));
      for (const channel of channels.values()) channel.deliver();
    },
    get channels() {
      return channels.size;
    },
  };
}
