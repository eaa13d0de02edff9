/**
 * One reader's conversation, whatever carries it: hello, subscriptions, pings, limits. It decides what is answered and when
 * the connection ends; bytes and timers belong to the transport. A mistake in one subscription does not end the connection,
 * a frame that is not of this protocol does.
 */
import {
  CODES,
  type Code,
  type Limits,
  PROTOCOL_VERSION,
  parseFrame,
  type RowTopic,
  resolveTopic,
} from '@tallylight/protocol';
import type { Subscriber } from './channel.ts';
import { decodeClientMessage } from './client-message.ts';
import type { Hub, Subscription } from './hub.ts';
import { createTokenBucket } from './token-bucket.ts';

/** What a transport offers. */
export interface Wire extends Subscriber {
  close(code: number, reason: string): void;
}

export interface PeerParts {
  readonly hub: Hub;
  readonly wire: Wire;
  readonly sid: string;
  readonly node: string;
  /** Names this life of the server. */
  readonly epoch: string;
  readonly tickMs: number;
  readonly pingMs: number;
  readonly limits: Limits;
  readonly served: readonly RowTopic[];
  readonly monotonicMs: () => number;
}

export interface Peer {
  /** Takes a text frame. Never throws. */
  receive(text: string): void;
  /** Frames were lost and the wire is free again: tell everything anew. */
  drained(): void;
  /** Whether hello has come. */
  readonly greeted: boolean;
  readonly subscriptions: number;
  /** Monotonic time since when it has had no subscription. */
  readonly unsubscribedSinceMs: number | undefined;
  end(code: Code): void;
  /** The transport is gone: let go of everything. */
  closed(): void;
}

/** Messages that may come at once before the rate counts. */
const BURST = 40;

export function createPeer(parts: PeerParts): Peer {
  const { hub, wire, limits, monotonicMs } = parts;
  const subscriptions = new Map<number, Subscription>();
  const bucket = createTokenBucket(limits.messagesPerSecond, BURST, monotonicMs);
  let greeted = false;
  let over = false;
  let unsubscribedSinceMs: number | undefined = monotonicMs();

  const say = (message: object): void => {
    wire.send(Buffer.from(JSON.stringify(message)));
  };
  const refuse = (code: Code, message: string, id?: number): void =>
    say({ op: 'err', ...(id === undefined ? {} : { id }), code, message });

  function end(code: Code, message: string = CODES[code].meaning): void {
    if (over) return;
    over = true;
    refuse(code, message);
    wire.close(CODES[code].close, code);
  }

  function subscribe(id: number, name: string, filter: Parameters<Hub['subscribe']>[2]): void {
    const topic = resolveTopic(name) as RowTopic | undefined;
    if (topic === undefined || !parts.served.includes(topic)) {
      refuse(
        'unknown-topic',
        `topic must be one of ${parts.served.join(', ')}, received ${JSON.stringify(name.slice(0, 80))}`,
        id,
      );
      return;
    }
    if (subscriptions.has(id)) {
      refuse('bad-frame', `id must be new on this connection, received ${id} again`, id);
      return;
    }
    if (subscriptions.size >= limits.subscriptions) {
      refuse(
        'too-many-subscriptions',
        `a connection may have ${limits.subscriptions} subscriptions, this would be one more`,
        id,
      );
      return;
    }
    const refusal = hub.refusal(topic, filter);
    if (refusal !== undefined) {
      refuse('bad-filter', refusal, id);
      return;
    }
    unsubscribedSinceMs = undefined;
    subscriptions.set(id, hub.subscribe(wire, topic, filter, id));
  }

  function unsubscribe(id: number): void {
    subscriptions.get(id)?.close();
    subscriptions.delete(id);
    if (subscriptions.size === 0) unsubscribedSinceMs = monotonicMs();
  }

  function take(value: unknown): void {
    const decoded = decodeClientMessage(value);
    if ('ignored' in decoded) return;
    if ('fault' in decoded) {
      // With an id the reader can tell which subscription is wrong; without one it speaks something else.
      if (decoded.id !== undefined && greeted)
        refuse(decoded.aboutFilter ? 'bad-filter' : 'bad-frame', decoded.fault, decoded.id);
      else end('bad-frame', decoded.fault);
      return;
    }
    const { message } = decoded;
    if (message.op === 'hello') {
      if (message.v !== PROTOCOL_VERSION) {
        end('version', `v must be ${PROTOCOL_VERSION}, received ${message.v}`);
        return;
      }
      if (greeted) return;
      greeted = true;
      say({
        op: 'welcome',
        v: PROTOCOL_VERSION,
        sid: parts.sid,
        e: parts.epoch,
        node: parts.node,
        tickMs: parts.tickMs,
        pingMs: parts.pingMs,
        durability: 'memory',
        limits,
      });
      return;
    }
    if (!greeted) {
      end('bad-frame', `the first message must be hello, received ${message.op}`);
      return;
    }
    switch (message.op) {
      case 'sub':
        subscribe(message.id, message.topic, message.filter ?? {});
        break;
      case 'unsub':
        unsubscribe(message.id);
        break;
      case 'ping':
        say({ op: 'pong', n: message.n });
        break;
      case 'auth':
      case 'pong':
        break;
    }
  }

  return {
    receive(text) {
      if (over) return;
      const messages = parseFrame(text);
      if (messages === undefined) {
        end('bad-frame', 'a frame must be a JSON object or an array of objects');
        return;
      }
      for (const message of messages) {
        if (over) return;
        if (!bucket.take()) {
          end('too-many-requests', `at most ${limits.messagesPerSecond} messages a second, ${BURST} at once`);
          return;
        }
        take(message);
      }
    },
    drained() {
      for (const subscription of subscriptions.values()) subscription.resync();
    },
    get greeted() {
      return greeted;
    },
    get subscriptions() {
      return subscriptions.size;
    },
    get unsubscribedSinceMs() {
      return unsubscribedSinceMs;
    },
    end: (code) => end(code),
    closed() {
      over = true;
      for (const subscription of subscriptions.values()) subscription.close();
      subscriptions.clear();
    },
  };
}
