/**
 * What one reader has subscribed. Two subscriptions to the same channel are one follow: its frames come once. Whether a
 * subscription may be had, where it begins and what is answered is decided here.
 */
import {
  type Code,
  type Epoch,
  type FetchMessage,
  formatCursor,
  type Offset,
  resolveTopic,
  type SubbedMessage,
  type SubMessage,
  type Topic,
} from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import type { LiveCounts } from '../model/live-counts.ts';
import type { Channel, Watcher } from './channel.ts';
import type { Follow, Reader } from './core/reader.ts';
import { type Judged, judgeCursor } from './core/resume.ts';
import type { RowFilter } from './filter.ts';
import type { Hub } from './hub.ts';
import { veilRefusal } from './veil.ts';

export type Cursor = { readonly e: Epoch; readonly o: Offset };
export type Wanted = Pick<SubMessage, 'id' | 'topic' | 'filter' | 'minMs' | 'cursor'>;

export interface Subscriptions {
  readonly size: number;
  /** As a cursor string: how far each topic has been told. */
  readonly cursor: string;
  /** What is subscribed now, for the token that restores it. */
  readonly wanted: readonly Wanted[];
  add(wanted: Wanted): void;
  remove(id: number): void;
  /** The channel of a subscription. */
  channelOf(id: FetchMessage['id']): Channel | undefined;
  /** All rows of this follow come anew. */
  startsAnew(follow: Follow<Channel>): void;
  /** The reader may see other things now: what it may not read ends, what looks different begins anew. */
  callerChanged(): void;
  clear(): void;
}

export interface SubscriptionsParts {
  readonly hub: Hub;
  readonly reader: Reader<Channel>;
  readonly watcher: Watcher;
  readonly maxSubscriptions: number;
  readonly counts: LiveCounts;
  readonly caller: () => Caller | undefined;
  /** What the reader may see is not what it was when its cursors were given. */
  readonly isOtherView: () => boolean;
  readonly say: (message: object) => void;
}

interface Held {
  readonly wanted: Wanted;
  readonly topic: Topic;
  readonly filter: RowFilter;
  follow: Follow<Channel>;
}

export function createSubscriptions(parts: SubscriptionsParts): Subscriptions {
  const { hub, reader, watcher, counts, say } = parts;
  const held = new Map<number, Held>();

  const refuse = (code: Code, message: string, id: number): void => say({ op: 'err', id, code, message });

  const followOf = (channel: Channel): Follow<Channel> | undefined =>
    reader.follows.find((follow) => follow.channel === channel);

  const readersOf = (follow: Follow<Channel>): Held[] => [...held.values()].filter((one) => one.follow === follow);

  function refusalOf(topic: Topic, filter: RowFilter): readonly [Code, string] | undefined {
    if (parts.caller()?.mayRead(topic) === false)
      return ['forbidden', `the topic ${topic} may not be read with this token`];
    const personal = veilRefusal(topic, filter, parts.caller());
    if (personal !== undefined) return ['forbidden', personal];
    const refusal = hub.refusal(topic, filter);
    return refusal === undefined ? undefined : ['bad-filter', refusal];
  }

  function judge({ feed, rowsKnownFrom }: Channel, cursor: Cursor | undefined): Judged {
    const judged = judgeCursor(cursor, {
      epoch: hub.epoch,
      offset: feed.offset,
      eventsFrom: feed.eventLog?.lostTo,
      rowsFrom: rowsKnownFrom,
      isOtherView: parts.isOtherView(),
    });
    if (judged.mode === 'resumed') counts.resume('resumed');
    else if (judged.why !== undefined && judged.why !== 'new' && judged.why !== 'slow') counts.resume(judged.why);
    return judged;
  }

  function tell(id: number, follow: Follow<Channel>, mode: SubbedMessage['mode'], why: SubbedMessage['why']): void {
    const { feed, number, topic } = follow.channel;
    const { fields } = feed;
    say({
      op: 'subbed',
      id,
      topic,
      ch: number,
      mode,
      o: follow.position,
      ...(why && { why }),
      ...(fields && { fields }),
    });
  }

  /** Begins to follow, or begins again where another subscription follows the same. */
  function begin(channel: Channel, from: Offset | undefined, minMs: number): Follow<Channel> {
    const known = followOf(channel);
    if (known === undefined) return reader.follow(channel, from, minMs);
    known.minMs = Math.min(known.minMs, minMs);
    if (from === undefined || from !== known.position) reader.restart(known, from);
    return known;
  }

  function leave({ follow }: Held): void {
    if (readersOf(follow).length > 0) return;
    reader.leave(follow);
    hub.leave(watcher, follow.channel);
  }

  return {
    get size() {
      return held.size;
    },
    get cursor() {
      const offsets: Partial<Record<Topic, Offset>> = {};
      const unknown = new Set<Topic>();
      for (const { channel, position, snapshot } of reader.follows) {
        // A reader that lacks a part of the rows has no position yet.
        if (snapshot !== undefined) unknown.add(channel.topic);
        offsets[channel.topic] = Math.min(position, offsets[channel.topic] ?? position);
      }
      for (const topic of unknown) delete offsets[topic];
      return formatCursor({ epoch: hub.epoch, offsets });
    },
    get wanted() {
      return [...held.values()].map(({ wanted }) => wanted);
    },
    add(wanted) {
      const { id, filter = {}, minMs = 0 } = wanted;
      const topic = resolveTopic(wanted.topic);
      if (topic === undefined || !hub.topics.includes(topic)) {
        const named = JSON.stringify(wanted.topic.slice(0, 80));
        return refuse('unknown-topic', `topic must be one of ${hub.topics.join(', ')}, received ${named}`, id);
      }
      if (held.has(id)) return refuse('bad-frame', `id must be new on this connection, received ${id} again`, id);
      if (held.size >= parts.maxSubscriptions) {
        const most = `a connection may have ${parts.maxSubscriptions} subscriptions, this would be one more`;
        return refuse('too-many-subscriptions', most, id);
      }
      const refusal = refusalOf(topic, filter);
      if (refusal !== undefined) return refuse(...refusal, id);
      const channel = hub.join(watcher, topic, filter, parts.caller());
      const { mode, why, from } = judge(channel, wanted.cursor);
      const follow = begin(channel, from, minMs);
      held.set(id, { wanted, topic, filter, follow });
      tell(id, follow, mode, why);
    },
    remove(id) {
      const one = held.get(id);
      if (one === undefined) return;
      held.delete(id);
      leave(one);
    },
    channelOf: (id) => held.get(id)?.follow.channel,
    startsAnew(follow) {
      for (const { wanted } of readersOf(follow)) tell(wanted.id, follow, 'snapshot', 'slow');
    },
    callerChanged() {
      for (const [id, one] of [...held]) {
        const refusal = refusalOf(one.topic, one.filter);
        if (refusal !== undefined) {
          held.delete(id);
          leave(one);
          refuse(...refusal, id);
          continue;
        }
        const channel = hub.join(watcher, one.topic, one.filter, parts.caller());
        if (channel === one.follow.channel) continue;
        held.delete(id);
        leave(one);
        one.follow = begin(channel, undefined, one.wanted.minMs ?? 0);
        held.set(id, one);
        tell(id, one.follow, 'reset', 'filter-changed');
      }
    },
    clear() {
      for (const one of held.values()) {
        reader.leave(one.follow);
        hub.leave(watcher, one.follow.channel);
      }
      held.clear();
    },
  };
}
