/** What a reader holds in the hand: the rows of one topic, how old they are, and whether they can be trusted now. */
import type { Filter } from '@tallylight/protocol';
import type { SubscriptionStatus } from './status.ts';

export interface SubscribeOptions {
  /** Chooses rows; all of the topic without it. */
  readonly filter?: Filter;
  /** At most one change per this many ms; each tick without it. */
  readonly minMs?: number;
}

export interface Subscription<R> {
  /** Rows by key. A new map after each change; one handed out never changes. Kept, as stale, while disconnected. */
  readonly state: ReadonlyMap<string, R>;
  /** A new object after each change, and only then. */
  readonly status: SubscriptionStatus;
  /** Lines that must be shown with the rows (of a geo database). */
  readonly attribution: readonly string[];
  /** Frames that brought rows, or said that they are still right. */
  readonly messages: number;
  /**
   * Age of the rows now, ms: what the server stated plus monotonic time since they arrived, never a difference of two
   * clocks. `undefined` before the first rows.
   */
  ageMs(): number | undefined;
  /** Called after each frame that counts in `messages`, and when the status changes; the returned function ends it. */
  onChange(listener: (subscription: Subscription<R>) => void): () => void;
  close(): void;
}
