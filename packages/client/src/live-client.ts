/**
 * The live client: one connection, any number of subscriptions. It connects when it is made, comes back by itself for ever,
 * asks again for what was subscribed, and never passes old rows off as new ones. This file only joins the parts.
 */
import type { HelloMessage, Rows, RowTopic } from '@tallylight/protocol';
import type { Timers } from './alarm.ts';
import { createConnection } from './connection.ts';
import { createListeners } from './listeners.ts';
import type { LiveStatus } from './status.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { Transport } from './transport.ts';
import { onWake } from './wake.ts';
import { webSocketTransport } from './websocket.ts';

export interface LiveClientOptions {
  /** Base of the versioned API, http(s) or ws(s): `https://host/tallylight/v1`. In a browser it may be relative to the page. */
  readonly url: string | URL;
  /** Ways to the server, tried in turn. @default [webSocketTransport()] */
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
  /** Called after each change of the status; the returned function ends it. */
  onStatus(listener: (status: LiveStatus) => void): () => void;
  /** The rows of a topic, from now until `close()` of the subscription or of the client. */
  subscribe<T extends RowTopic>(topic: T, options?: SubscribeOptions): Subscription<Rows[T]>;
  /** Drops the connection, if there is one, and tries now; also after the phase became `closed` by itself. */
  reconnect(): void;
  /** Ends the connection and all subscriptions for good. Their last rows can still be read. */
  close(): void;
}

/** Throws a TypeError with `code: 'bad-option'` when the URL cannot be used. */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { now = () => performance.now(), timers = globalThis, random = Math.random } = options;
  const { transports = [webSocketTransport()] } = options;
  const statusListeners = createListeners<LiveStatus>();
  if (transports.length === 0) throw badOption('transports', 'at least one', '[]');

  const subscriptions = createSubscriptions({ now, timers, send: (message) => connection.send(message) });
  const connection = createConnection({
    baseUrl: resolveUrl(options.url),
    transports,
    client: options.client,
    random,
    now,
    timers,
    onWelcome: (welcome) => subscriptions.welcome(welcome.e),
    onMessage: subscriptions.take,
    onFrameEnd: subscriptions.flush,
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
    onStatus: statusListeners.add,
    subscribe<T extends RowTopic>(topic: T, how: SubscribeOptions = {}) {
      return subscriptions.add(topic, how) as Subscription<Rows[T]>;
    },
    reconnect: connection.reconnect,
    close() {
      stopWaking();
      connection.close();
      subscriptions.close();
    },
  };
}

function resolveUrl(given: string | URL): URL {
  let url: URL | undefined;
  try {
    url = new URL(given, globalThis.location?.href);
  } catch {
    // told below, as every other unusable URL
  }
  if (url !== undefined) url.protocol = url.protocol.replace('ws', 'http');
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw badOption('url', 'an http, https, ws or wss URL', JSON.stringify(given));
  }
  url.hash = '';
  return url;
}

function badOption(path: string, expected: string, received: string): TypeError {
  return Object.assign(new TypeError(`${path}: expected ${expected}, received ${received}`), { code: 'bad-option' });
}
