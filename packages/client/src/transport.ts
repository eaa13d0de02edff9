/**
 * What a way to the server must do: carry text frames both ways and say when it ends. The client core knows only this;
 * WebSocket is one of them, and a transport that cannot push up (SSE, long poll) hides that behind `send`.
 *
 * A transport does not retry, does not read frames and keeps no state between two calls of `connect`.
 */

/** What a transport asks and tells. None of these is called before `connect` has returned. */
export interface TransportCallbacks {
  /** The greeting alone, as a frame: for a transport that can send more at any time. Asked for when it has opened. */
  hello(): string;
  /**
   * The greeting and all that is subscribed, from where each reader stands now: for a transport that says it all at once.
   * May be asked for again and again; each answer of the server to one of these goes on where the last has ended.
   */
  opening(): string;
  /** How long the server may leave the readers without a word, ms; 0 before it has greeted. */
  paceMs(): number;
  /** One text frame arrived; '[]' for a sign of life. */
  message(text: string): void;
  /** It ended, or never opened. The last call, and the only `close`. Codes as of WebSocket; 1006 when nobody said why. */
  close(code: number, reason: string): void;
}

/** One connection. */
export interface Link {
  /** Sends one message once the server has greeted; `sid` is its name for the conversation. Without effect when it has ended. */
  send(text: string, sid: string): void;
  /** Ends it. Callbacks that still arrive are not listened to. */
  close(): void;
}

export interface Transport {
  readonly name: string;
  /** Where word comes no more often than this, ms. */
  readonly tickMs?: number;
  /** Opens one connection. `baseUrl` is the http(s) URL of the versioned API; the transport appends its own path. */
  connect(baseUrl: URL, callbacks: TransportCallbacks): Link;
}

/** The URL of `path` below the base; a query of the base is kept, and one parameter may be added. */
export function endpoint(baseUrl: URL, path: string, name?: string, value: string | number = ''): URL {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  if (name !== undefined) url.searchParams.set(name, `${value}`);
  return url;
}
