/** What the client says about itself and about a subscription. Each status is a new object after a change, and only then. */
import type { Code, Epoch } from '@tallylight/protocol';

/**
 * Why there is no connection, or no subscription. Besides the codes of the protocol: `unreachable` no connection came about,
 * `no-welcome` the peer did not greet in time, `token-failed` the host gave no token, `silent` nothing was heard for too long,
 * `lost` it ended without a reason.
 */
export type LiveErrorCode = Code | 'unreachable' | 'no-welcome' | 'token-failed' | 'silent' | 'lost';

export interface LiveError {
  readonly code: LiveErrorCode;
  readonly message: string;
}

export interface LiveStatus {
  /** `waiting` for the next try; `closed` by `close()`, or by an answer that another try would not change. */
  readonly phase: 'connecting' | 'open' | 'waiting' | 'closed';
  /** Failed rounds of tries since the last connection that was stable; 0 while all is well. */
  readonly attempt: number;
  /** When `waiting`: how long from the moment of this status to the next try, ms. */
  readonly retryInMs?: number;
  /** Why the connection last failed, or what the server last refused; forgotten at the next welcome. */
  readonly lastError?: LiveError;
  /** The way in use, or the one that was last: `websocket`, `sse`, `poll`, or the name of one of your own. */
  readonly transport?: string;
  /** How often the server tells changes, ms; as of the last welcome. */
  readonly tickMs?: number;
  readonly epoch?: Epoch;
  /** Name of the server that answered last. */
  readonly node?: string;
}

export interface SubscriptionStatus {
  /**
   * `loading` until the first rows; `stale` when there are rows but no connection, or nothing was heard for two ticks;
   * `error` when the server refused it, or the client closed before there were rows.
   */
  readonly phase: 'loading' | 'live' | 'stale' | 'error';
  readonly error?: LiveError;
}
