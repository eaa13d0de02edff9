/**
 * The live client: one connection, any number of subscriptions. It connects when it is made, comes back by itself for ever,
 * asks again for what was subscribed, and never passes old rows off as new ones. This file only joins the parts.
 */
import type { Cursor, HelloMessage, Rows, RowTopic, Topic } from '@tallylight/protocol';
import type { Timers } from './alarm.ts';
import { createConnection } from './connection.ts';
import { createListeners } from './listeners.ts';
import { pollTransport } from './poll.ts';
import { sseTransport } from './sse.ts';
import type { LiveStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { Token } from './token.ts';
import type { Transport } from './transport.ts';
import { resolveUrl } from './url.ts';
import { onWake } from './wake.ts';
import { webSocketTransport } from './websocket.ts';

export interface LiveClientOptions {
  /** Base of the versioned API, http(s) or ws(s): `https://host/tallylight/v1`. In a browser it may be relative to the page. */
  readonly url: string | URL;
  /** The credential, or how to get one that is valid now: asked before each connection, and before the one in use expires. */
  readonly token?: Token;
  /** Ways to the server, best first; see the README for how one is chosen. @default WebSocket, SSE, long poll */
  readonly transports?: readonly Transport[];
  /** Who reads, for the server's own records. */
  readonly client?: HelloMessage['client'];
  /** Chance for the back-off, 0 ≤ x < 1. @default Math.random */
  readonly random?: () => number;
  /** Monotonic ms. @default performance.now */
  readonly now?: () => number;
  /** @default the platform's */
  readonly timers?: Timers;
}

export interface LiveClient {
  readonly status: LiveStatus;
  /** Frames or messages that were not understood and therefore passed over. */
  readonly malformedFrames: number;
  /** How far the readers have got; `formatCursor` makes a text of it. `undefined` before the first greeting. */
  readonly cursor: Cursor | undefined;
  /** Called after each change of the status; the returned function ends it. */
  onStatus(listener: (status: LiveStatus) => void): () => void;
  /** The rows and events of a topic, from now until `close()` of the subscription or of the client. */
  subscribe<T extends Topic>(topic: T, options?: SubscribeOptions): Subscription<T extends RowTopic ? Rows[T] : never>;
  /** Drops the connection, if there is one, and tries now; also after the phase became `closed` by itself. */
  reconnect(): void;
  /** Ends the connection and all subscriptions for good. Their last rows can still be read. */
  close(): void;
}

/** Throws a TypeError with `code: 'bad-option'` when the URL cannot be used. */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  const settings = {
    now: () => performance.now(),
    timers: globalThis,
    random: Math.random,
    transports: [webSocketTransport(), sseTransport(), pollTransport()],
    ...options,
  };
  const statusListeners = createListeners<LiveStatus>();
  const subscriptions = createSubscriptions({ ...settings, send: (message) => connection.send(message) });
  const connection = createConnection({
    ...settings,
    baseUrl: resolveUrl(options.url),
    readers: subscriptions,
    onStatus: (status) => {
      subscriptions.connection(status);
      statusListeners.tell(status);
    },
  });
  const stopWaking = onWake(connection.hurry);

  return {
    get status() {
      return connection.status;
    },
    get malformedFrames() {
      return connection.malformed;
    },
    get cursor() {
      return subscriptions.cursor;
    },
    onStatus: statusListeners.add,
    subscribe<T extends Topic>(topic: T, how: SubscribeOptions = {}) {
      return subscriptions.add(topic, how) as Subscription<T extends RowTopic ? Rows[T] : never>;
    },
    reconnect: connection.reconnect,
    close() {
      stopWaking();
      connection.close();
      subscriptions.close();
    },
  };
}
