/**
 * What a device still has to tell: what it played and how commands ended. Kept until the server is known to have it, so it may
 * arrive twice and is never lost by a broken line; beyond the bound the oldest playback goes first. Pure.
 */
import type { AckMessage, PlaybackMessage } from '@tallylight/protocol';

export type Playing = PlaybackMessage['playing'];

export interface PlaybackFact {
  readonly op: 'playback';
  readonly playing: Playing;
  /** Grows by one with each. */
  readonly n: number;
  /** Monotonic ms. */
  readonly sinceMs: number;
}

export type Fact = PlaybackFact | AckMessage;

export interface DeviceQueue {
  readonly facts: readonly Fact[];
  /** Facts that were let go because there was no room. */
  readonly dropped: number;
  add(fact: Fact): void;
  /** The server has these. */
  delivered(facts: readonly Fact[]): void;
  /** These cannot be told any more. */
  drop(facts: readonly Fact[]): void;
}

export function createDeviceQueue(most: number): DeviceQueue {
  let facts: readonly Fact[] = [];
  let dropped = 0;
  const without = (gone: readonly Fact[]): readonly Fact[] => facts.filter((fact) => !gone.includes(fact));

  return {
    get facts() {
      return facts;
    },
    get dropped() {
      return dropped;
    },
    add(fact) {
      facts = [...facts, fact];
      if (facts.length <= most) return;
      this.drop([facts.find(({ op }) => op === 'playback') ?? (facts[0] as Fact)]);
    },
    delivered(known) {
      facts = without(known);
    },
    drop(gone) {
      dropped += gone.length;
      facts = without(gone);
    },
  };
}
