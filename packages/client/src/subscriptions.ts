/**
 * All subscriptions of a client: what is asked again after a new connection or a broken chain, which frames are for whom, and
 * when rows turn stale. The server gives subscriptions to the same topic and filter one channel number (`ch`); here each
 * follows it by itself, and takes what was meant for another one as a duplicate.
 *
 * Listeners are called at the end of a frame, never in the middle of it.
 */
import type {
  ClientMessage,
  Cursor,
  Epoch,
  ErrMessage,
  Offset,
  ServerMessage,
  SubbedMessage,
  SubMessage,
  Topic,
} from '@tallylight/protocol';
import { createAlarm, type Timers } from './alarm.ts';
import { applyFrame, type ChannelFrame, detach, forget, type Outcome } from './channel.ts';
import { createEntry, type Entry, handOut, longestAgeMs, note, statusOf } from './entry.ts';
import type { LiveStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';

export interface SubscriptionsOptions {
  readonly now: () => number;
  readonly timers: Timers;
  send(message: ClientMessage): void;
}

export interface Subscriptions {
  /** How far the readers have got; the least of those who read the same topic. */
  readonly cursor: Cursor | undefined;
  add(topic: Topic, options: SubscribeOptions): Subscription<unknown>;
  /** Everything that is subscribed, from where it stands: for a transport that says all at once. */
  opening(): readonly SubMessage[];
  /** A server greeted: asks for what is not asked yet. Positions of another epoch are forgotten first. */
  welcome(message: { readonly e: Epoch }): void;
  /** Takes a message about a channel or a subscription. Throws at one of the wrong shape. */
  take(message: ServerMessage): void;
  /** Tells the readers what changed since the last call. */
  flush(): void;
  /** The connection changed. */
  connection(status: LiveStatus): void;
  close(): void;
}

/** So often within so many ms a chain may be taken up from one offset; then that offset is no good. */
const TRIES = 5;
const TRIES_WITHIN_MS = 10_000;
/** A page of events that was asked for and does not come within this, ms, is asked for by a new subscription. */
const FETCH_PATIENCE_MS = 10_000;

export function createSubscriptions({ now, timers, send }: SubscriptionsOptions): Subscriptions {
  const entries = new Set<Entry>();
  const touched = new Set<Entry>();
  const alarm = createAlarm(now, timers, flush);
  let client: LiveStatus = { phase: 'connecting', attempt: 0 };
  let epoch: Epoch | undefined;
  let lastId = 0;

  /** What was refused is not asked again by itself. */
  const wanted = (): Entry[] => [...entries].filter((entry) => entry.isAsked || entry.refusal === undefined);

  function toSub(entry: Entry): SubMessage {
    const { channel, topic, filter, minMs } = entry;
    if (channel.position === undefined) dropPoorCursor(entry);
    else channel.resumeFrom = channel.position;
    const o = channel.resumeFrom;
    entry.id = lastId += 1;
    entry.isAsked = true;
    entry.askAgainMs = undefined;
    const cursor = epoch !== undefined && o !== undefined ? { e: epoch, o } : undefined;
    // What is undefined does not go out.
    return { op: 'sub', id: lastId, topic, filter, minMs, cursor } as SubMessage;
  }

  function ask(entry: Entry): void {
    send(toSub(entry));
  }

  /** An offset that was tried again and again without getting further is given up, else it would be tried for ever. */
  function dropPoorCursor(entry: Entry): void {
    const { resumeFrom } = entry.channel;
    if (resumeFrom !== entry.triedFrom || now() - entry.triedMs > TRIES_WITHIN_MS) {
      entry.triedFrom = resumeFrom;
      entry.triedMs = now();
      entry.tries = 0;
    }
    entry.tries += 1;
    if (entry.tries > TRIES) lose(entry, 'unusable');
  }

  /** Where this reader has got to is worth nothing any more. */
  function lose(entry: Entry, why: string): void {
    if (forget(entry.channel)) entry.lostWhy = why;
  }

  function leave(entry: Entry): void {
    if (entry.isAsked) send({ op: 'unsub', id: entry.id });
  }

  /** Asks again, at once the first time and then once a tick at most: a server whose chain never holds is not stormed. */
  function askAgain(entry: Entry, delayMs = 0): void {
    entry.askAgainMs ??= Math.max(now() + delayMs, entry.notBeforeMs);
  }

  function subbed(entry: Entry, { ch, fields, mode, why, o }: SubbedMessage): void {
    const { channel, handle } = entry;
    entry.ch = ch;
    entry.refusal = undefined;
    if (fields !== undefined) channel.fields = fields;
    const wasBroken = channel.position === undefined;
    detach(channel);
    const from = channel.resumeFrom;
    const hasRows = channel.fields.length > 0;
    const isReset = mode === 'reset' || entry.lostWhy !== undefined;
    handle.lastMode = isReset ? 'reset' : mode;
    handle.lastWhy = entry.lostWhy ?? why;
    channel.resumeFrom = entry.lostWhy = undefined;
    if (mode === 'resumed') {
      channel.position = from ?? o;
      if (wasBroken) handle.resumes += 1;
    } else if (!hasRows) {
      channel.position = o;
      channel.arrivedMs = now();
    }
    // Rows come anew with the snapshot; the events between do not. Where the chain goes on, the server tells what is gone.
    if (!isReset || o === from || (hasRows && entry.topic !== 'alerts')) return;
    note(entry, { gap: { from: from === undefined ? from : from + 1, why: handle.lastWhy ?? mode } });
    touched.add(entry);
  }

  function refused(entry: Entry, { code, message, retryMs = -1 }: ErrMessage): void {
    entry.refusal = { code, message };
    entry.isAsked = false;
    if (retryMs >= 0) askAgain(entry, retryMs);
  }

  function take(message: ServerMessage): void {
    for (const entry of entries) {
      if ('id' in message ? message.id !== entry.id : !('ch' in message) || message.ch !== entry.ch) continue;
      if (message.op === 'subbed') subbed(entry, message);
      else if (message.op === 'err') refused(entry, message);
      else if (/^(snap|set|pos|ev|gap)$/.test(message.op)) apply(entry, message as ChannelFrame);
    }
  }

  function apply(entry: Entry, frame: ChannelFrame): void {
    const { channel } = entry;
    let outcome: Outcome = 'broken';
    try {
      outcome = applyFrame(channel, frame, now(), (news) => note(entry, news));
    } finally {
      if (outcome === 'broken') {
        detach(channel);
        askAgain(entry);
      }
    }
    if (outcome === 'fetch' && channel.fill !== undefined) {
      entry.askAgainMs = now() + FETCH_PATIENCE_MS;
      send({ op: 'fetch', id: entry.id, from: (channel.position as Offset) + 1, to: channel.fill.to });
    } else if (outcome !== 'applied') return;
    entry.handle.messages += 1;
    touched.add(entry);
  }

  function flush(): void {
    for (const entry of entries) {
      const { channel, handle, askAgainMs } = entry;
      if (askAgainMs !== undefined && client.phase === 'open') {
        if (entry.refusal === undefined && channel.position !== undefined && channel.fill === undefined) {
          entry.askAgainMs = undefined; // what was fetched has come
        } else if (now() < askAgainMs) alarm.by(askAgainMs);
        else {
          entry.notBeforeMs = now() + (client.tickMs ?? 0);
          leave(entry);
          detach(channel);
          ask(entry);
        }
      }
      const next = statusOf(entry, client, now());
      if (next.phase !== handle.status.phase || next.error?.code !== handle.status.error?.code) {
        handle.status = next;
        touched.add(entry);
      }
      if (next.phase === 'live' && channel.fields.length > 0) {
        alarm.by((channel.arrivedMs ?? 0) - channel.statedAgeMs + longestAgeMs(entry.minMs, client.tickMs) + 1);
      }
    }
    const told = [...touched];
    touched.clear();
    for (const entry of told) {
      handOut(entry);
      entry.listeners.tell(entry.handle);
    }
  }

  function remove(entry: Entry): void {
    if (!entries.delete(entry)) return;
    leave(entry);
    entry.listeners.clear();
    entry.eventListeners.clear();
  }

  return {
    get cursor() {
      if (epoch === undefined) return undefined;
      const offsets: Partial<Record<Topic, Offset>> = {};
      for (const { topic, channel } of entries) {
        const o = channel.position ?? channel.resumeFrom;
        if (o !== undefined) offsets[topic] = Math.min(o, offsets[topic] ?? o);
      }
      return { epoch, offsets };
    },
    add(topic, how) {
      const entry = createEntry(topic, how, now, remove);
      entry.handle.status = statusOf(entry, client, now());
      entries.add(entry);
      if (client.phase === 'open') ask(entry);
      return entry.handle;
    },
    opening: () => wanted().map(toSub),
    welcome({ e }) {
      for (const entry of entries) {
        entry.ch = undefined;
        if (e !== epoch) lose(entry, 'epoch');
      }
      epoch = e;
      for (const entry of wanted()) if (!entry.isAsked) ask(entry);
    },
    take,
    flush,
    connection(status) {
      const { phase } = client;
      client = status;
      if (status.phase === phase) return;
      if (status.phase !== 'open') {
        for (const entry of entries) {
          detach(entry.channel);
          entry.isAsked = false;
          entry.ch = entry.refusal = undefined;
        }
      }
      flush();
    },
    close() {
      alarm.clear();
      entries.forEach(remove);
    },
  };
}
