/** What the host sees of a Tallylight: types only. Each method's room says how it is done. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { EventName, Rows, RowTopic, TallyEvent } from '@tallylight/protocol';
import type { StreamFacts } from '../state/stream.ts';
import type { SessionHandle } from './session-handle.ts';
import type { StreamHandle } from './stream-handle.ts';

/** How `media()` and `observe()` learn what a request is about. */
export interface MediaOptions<R extends IncomingMessage = IncomingMessage> {
  /** The stream, or how to tell it from the request. Resolved when the request comes in. */
  readonly stream: string | ((request: R) => unknown);
  /** What the host calls the viewer's session (a token, a cookie's value), if it does. */
  readonly session?: ((request: R) => string | undefined) | undefined;
}

export interface OpenSessionOptions {
  /** Client address; used for country and identity, then dropped. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  /** What the host calls this session; two calls with the same one are the same session. */
  readonly id?: string | undefined;
}

export interface ListenOptions {
  /** @default 9464 */
  readonly port?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
}

export interface Tallylight {
  /** Settles when what opens late (geo files) was tried; never an unhandled rejection. */
  readonly ready: Promise<void>;
  /** Serves metrics, REST and the live channel on the host's own server. Returns detach. Throws `CONFIG` when done twice. */
  attach(server: Server): () => void;
  /** Serves them on a server of their own, for hosts without HTTP. Rejects with `LISTEN` when the port cannot be had. */
  listen(options?: ListenOptions): Promise<{ readonly url: string; readonly port: number }>;
  /** Middleware that observes media answers: bytes, results, sessions. Put it before compression. */
  media<R extends IncomingMessage = IncomingMessage>(
    options: MediaOptions<R>,
  ): (request: R, response: ServerResponse, next: (error?: unknown) => void) => void;
  /** The same for one exchange of a plain node:http handler; call it before anything is written. */
  observe<R extends IncomingMessage>(request: R, response: ServerResponse, options: MediaOptions<R>): void;
  /** Get or create; later facts are merged. A bad id gives an inert handle. */
  stream(id: string, facts?: StreamFacts): DeclaredStream;
  /** Calls `listener` for each event of this name; returns stop. */
  on<N extends EventName>(name: N, listener: (event: Extract<TallyEvent, { name: N }>) => void): () => void;
  /** The rows of a topic now, by key. */
  snapshot<T extends RowTopic>(topic: T): ReadonlyMap<string, Rows[T]>;
  /** Stops everything, in reverse order; twice does no harm. */
  close(): Promise<void>;
}

/** A stream as the host holds it. */
export interface DeclaredStream extends StreamHandle {
  /** Opens a viewing session that ends when the host says so. */
  openSession(options?: OpenSessionOptions): SessionHandle;
}
