/**
 * All subscriptions of a client: which channel of the server feeds which of them, what is asked again after a new connection
 * or a broken chain, and when rows turn stale. Subscriptions with the same topic and filter share a channel (`ch`), hence its
 * rows and position.
 *
 * Listeners are called at the end of a frame, never in the middle of it.
 */
import type { ClientMessage, Epoch, ErrMessage, RowTopic, ServerMessage, SubbedMessage } from '@tallylight/protocol';
import { createAlarm, type Timers } from './alarm.ts';
import { applyFrame, type Channel, type ChannelFrame, detach, type Outcome } from './channel.ts';
import { createEntry, type Entry, longestAgeMs, statusOf } from './entry.ts';
import type { LiveStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';

export interface SubscriptionsOptions {
  readonly now: () => number;
  readonly timers: Timers;
  send(message: ClientMessage): void;
}

export interface Subscriptions {
  add(topic: RowTopic, options: SubscribeOptions): Subscription<unknown>;
  /** A server greeted: asks for everything anew. Positions of another epoch are forgotten first. */
  welcome(epoch: Epoch): void;
  /** Takes a message about a channel or a subscription. Throws at one of the wrong shape. */
  take(message: ServerMessage): void;
  /** Tells the readers what changed since the last call. */
  flush(): void;
  /** The connection changed. */
  connection(status: LiveStatus): void;
  close(): void;
}

export function createSubscriptions({ now, timers, send }: SubscriptionsOptions): Subscriptions {
  const entries = new Set<Entry>();
  /** Channels of this connection, by the server's number. */
  const channels = new Map<number, Channel>();
  const touched = new Set<Entry>();
  const alarm = createAlarm(now, timers, () => flush());
  let client: LiveStatus = { phase: 'connecting', attempt: 0 };
  let epoch: Epoch | undefined;
  let lastId = 0;

  const readersOf = (channel: Channel): Entry[] => [...entries].filter((entry) => entry.channel === channel);

  function ask(entry: Entry): void {
    lastId += 1;
    entry.id = lastId;
    entry.askAgainMs = undefined;
    const { id, topic, filter, minMs } = entry;
    const o = entry.channel.resumeFrom;
    send({
      op: 'sub',
      id,
      topic,
      ...(filter && { filter }),
      ...(minMs && { minMs }),
      ...(epoch !== undefined && o !== undefined && { cursor: { e: epoch, o } }),
    });
  }

  function leave(entry: Entry): void {
    if (entry.refusal === undefined) send({ op: 'unsub', id: entry.id });
  }

  /** Asks again, at once the first time and then once a tick at most: a server whose chain never holds is not stormed. */
  function askAgain(entry: Entry, delayMs = 0): void {
    entry.askAgainMs = Math.max(now() + delayMs, entry.askedAgainMs + (client.tickMs ?? 0));
  }

  function subbed(message: SubbedMessage): void {
    const entry = [...entries].find((one) => one.id === message.id);
    if (entry === undefined) return;
    const previous = entry.channel;
    // A copy, for the previous one may go on to feed others under another number.
    const channel = channels.get(message.ch) ?? { ...previous, position: undefined, incoming: undefined };
    channels.set(message.ch, channel);
    entry.channel = channel;
    forgetUnread(previous);
    if (message.mode === 'resumed') channel.position ??= channel.resumeFrom;
    else if (message.o < (channel.position ?? 0)) detach(channel);
    channel.resumeFrom = undefined;
    if (message.fields !== undefined) channel.fields = message.fields;
    entry.refusal = undefined;
  }

  function forgetUnread(channel: Channel): void {
    if (readersOf(channel).length > 0) return;
    for (const [ch, known] of channels) if (known === channel) channels.delete(ch);
  }

  function refused(message: ErrMessage): void {
    const entry = [...entries].find((one) => one.id === message.id);
    if (entry === undefined) return;
    entry.refusal = { code: message.code, message: message.message };
    if (Number.isFinite(message.retryMs)) askAgain(entry, message.retryMs);
  }

  function broken(channel: Channel): void {
    detach(channel);
    for (const entry of readersOf(channel)) if (entry.askAgainMs === undefined) askAgain(entry);
  }

  function take(message: ServerMessage): void {
    if (message.op === 'subbed') subbed(message);
    else if (message.op === 'err') refused(message);
    else if (message.op === 'snap' || message.op === 'set' || message.op === 'pos') {
      const channel = channels.get(message.ch);
      if (channel !== undefined) apply(channel, message);
    }
  }

  function apply(channel: Channel, frame: ChannelFrame): void {
    let outcome: Outcome = 'broken';
    try {
      outcome = applyFrame(channel, frame, now());
    } finally {
      if (outcome === 'broken') broken(channel);
    }
    if (outcome !== 'applied') return;
    for (const entry of readersOf(channel)) {
      entry.messages += 1;
      touched.add(entry);
    }
  }

  function flush(): void {
    for (const entry of entries) {
      if (entry.askAgainMs !== undefined && client.phase === 'open') {
        if (now() >= entry.askAgainMs) {
          entry.askedAgainMs = now();
          leave(entry);
          ask(entry);
        } else alarm.by(entry.askAgainMs);
      }
      const next = statusOf(entry, client, now());
      if (next.phase !== entry.status.phase || next.error?.code !== entry.status.error?.code) {
        entry.status = next;
        touched.add(entry);
      }
      if (next.phase === 'live') {
        const { arrivedMs = 0, statedAgeMs } = entry.channel;
        alarm.by(arrivedMs - statedAgeMs + longestAgeMs(entry, client.tickMs) + 1);
      }
    }
    const told = [...touched];
    touched.clear();
    for (const entry of told) if (entries.has(entry)) entry.listeners.tell(entry.handle);
  }

  function remove(entry: Entry): void {
    if (!entries.delete(entry)) return;
    leave(entry);
    entry.listeners.clear();
    forgetUnread(entry.channel);
  }

  return {
    add(topic, how) {
      const entry = createEntry(topic, how, now, remove);
      entry.status = statusOf(entry, client, now());
      entries.add(entry);
      if (client.phase === 'open') ask(entry);
      return entry.handle;
    },
    welcome(newEpoch) {
      if (newEpoch !== epoch) for (const { channel } of entries) channel.resumeFrom = undefined;
      epoch = newEpoch;
      for (const entry of entries) {
        entry.refusal = undefined;
        ask(entry);
      }
    },
    take,
    flush,
    connection(status) {
      const isSame = status.phase === client.phase;
      client = status;
      if (isSame) return;
      if (status.phase !== 'open') {
        for (const channel of channels.values()) {
          channel.resumeFrom = channel.position ?? channel.resumeFrom;
          detach(channel);
        }
        channels.clear();
      }
      flush();
    },
    close() {
      alarm.clear();
      for (const entry of entries) entry.listeners.clear();
      entries.clear();
    },
  };
}
