/**
 * What a way to the server must do: carry text frames both ways and say when it opens and ends. The client core knows only
 * this; WebSocket is one of them, and a transport that cannot push up (SSE, long poll) hides that behind `send`.
 *
 * A transport does not retry, does not read frames and keeps no state between two calls of `connect`.
 */

/** What a transport tells. None of these is called before `connect` has returned. */
export interface TransportCallbacks {
  /** Frames can be sent now. */
  open(): void;
  /** One text frame arrived; '' for one that was not text. */
  message(text: string): void;
  /** It ended, or never opened. The last call, and the only `close`. Codes as of WebSocket; 1006 when nobody said why. */
  close(code: number, reason: string): void;
}

/** One connection. */
export interface Link {
  /** Sends one text frame. Without effect when the link is not open. */
  send(text: string): void;
  /** Ends it. Callbacks that still arrive are not listened to. */
  close(): void;
}

export interface Transport {
  readonly name: string;
  /** Opens one connection. `baseUrl` is the http(s) URL of the versioned API; the transport appends its own path. */
  connect(baseUrl: URL, callbacks: TransportCallbacks): Link;
}

/** The URL of `path` below the base; a query of the base is kept. */
export function endpoint(baseUrl: URL, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  return url;
}
