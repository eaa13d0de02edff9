/** What a reader holds in the hand: the rows and events of one topic, how old they are, and whether they can be trusted now. */
import type { Filter } from '@tallylight/protocol';
import type { EventGap, LiveEvent, ResumeMode } from './event.ts';
import type { SubscriptionStatus } from './status.ts';

export interface SubscribeOptions {
  /** Chooses rows; all of the topic without it. */
  readonly filter?: Filter;
  /** At most one change per this many ms; each tick without it. */
  readonly minMs?: number;
  /** As {@link Subscription.onEvent}, from the first event on. */
  readonly onEvent?: (event: LiveEvent) => void;
}

export interface Subscription<R> {
  /** Rows by key. A new map after each change; one handed out never changes. Kept, as stale, while disconnected. */
  readonly state: ReadonlyMap<string, R>;
  /** The last 1 000 events, newest last; a new list after each. Empty for a topic that has none. */
  readonly events: readonly LiveEvent[];
  /** The last 100 times that events could not be told, newest last. */
  readonly gaps: readonly EventGap[];
  /** How the server took this subscription up the last time, and why not without loss; `undefined` before the first. */
  readonly lastMode: ResumeMode | undefined;
  readonly lastWhy: string | undefined;
  /** How often it was taken up again without loss. */
  readonly resumes: number;
  /** A new object after each change, and only then. */
  readonly status: SubscriptionStatus;
  /** Lines that must be shown with the rows (of a geo database). */
  readonly attribution: readonly string[];
  /** Frames that brought rows or events, or said that what there is is still right. */
  readonly messages: number;
  /**
   * Age of the rows now, ms: what the server stated plus monotonic time since they arrived, never a difference of two
   * clocks. `undefined` before the first rows.
   */
  ageMs(): number | undefined;
  /** Called after each frame that counts in `messages`, and when the status changes; the returned function ends it. */
  onChange(listener: (subscription: Subscription<R>) => void): () => void;
  /** Called with each event once, in the order of the log; the returned function ends it. */
  onEvent(listener: (event: LiveEvent) => void): () => void;
  close(): void;
}
