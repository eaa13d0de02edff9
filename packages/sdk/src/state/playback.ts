/**
 * What a device played: a timeline of the last 24 h, and proof of play per campaign. A timeline is a list of beginnings, as
 * each span ends where the next one begins; time in which the device was silent is a gap, never play. Both are bounded for
 * each device and for all together, because what is in them comes from the wire.
 */

import type { PlayItem } from '../model/device-rules.ts';
import { OTHER } from '../model/labels.ts';

/** What a device does in a span; `unknown` is reachable without saying. */
export type PlaybackPhase = PlayItem | 'idle' | 'offline' | 'unknown';

export interface PlaybackSpan {
  readonly fromMs: number;
  /** Null: it goes on. */
  readonly toMs: number | null;
  readonly what: PlaybackPhase;
}

export const TIMELINE_WINDOW_MS = 86_400_000;
/** A change every five minutes for a day is 288; with room for a restless one. */
const MAX_ENTRIES = 500;
const MAX_TIMELINE_BYTES = 48 * 1024;
/** An entry without its texts: object, number, place in the list. */
const ENTRY_BYTES = 64;

/** Memory that all timelines share; one that needs more than is left lets go of its own oldest. */
export interface TimelineBudget {
  usedBytes: number;
  readonly maxBytes: number;
}

interface Entry {
  readonly fromMs: number;
  readonly what: PlaybackPhase;
  readonly sizeBytes: number;
}

export class Timeline {
  readonly #entries: Entry[] = [];
  readonly #budget: TimelineBudget;
  #sizeBytes = 0;
  /** Whether bounds, not age, made it let go of something. */
  cut = false;

  constructor(budget: TimelineBudget) {
    this.#budget = budget;
  }

  /** From `fromMs` on it does this; the same again is not told twice. */
  enter(what: PlaybackPhase, fromMs: number): void {
    const last = this.#entries.at(-1);
    if (last?.what === what) return;
    const sizeBytes = ENTRY_BYTES + textBytes(what);
    this.#entries.push({ fromMs: Math.max(fromMs, last?.fromMs ?? fromMs), what, sizeBytes });
    this.#grow(sizeBytes);
    while ((this.#entries[1]?.fromMs ?? fromMs) < fromMs - TIMELINE_WINDOW_MS) this.#dropOldest();
    while (this.#entries.length > 1 && this.#isOver()) {
      this.#dropOldest();
      this.cut = true;
    }
  }

  /** The spans of the last 24 h, oldest first. */
  spans(nowMs: number): PlaybackSpan[] {
    const startMs = nowMs - TIMELINE_WINDOW_MS;
    const spans: PlaybackSpan[] = [];
    for (let index = 0; index < this.#entries.length; index += 1) {
      const { fromMs, what } = this.#entries[index] as Entry;
      const toMs = this.#entries[index + 1]?.fromMs ?? null;
      if (toMs !== null && toMs <= startMs) continue;
      spans.push({ fromMs: Math.max(fromMs, startMs), toMs, what });
    }
    return spans;
  }

  /** Gives its memory back. */
  clear(): void {
    this.#grow(-this.#sizeBytes);
    this.#entries.length = 0;
  }

  get size(): number {
    return this.#entries.length;
  }

  #isOver(): boolean {
    const budget = this.#budget;
    return (
      this.#entries.length > MAX_ENTRIES || this.#sizeBytes > MAX_TIMELINE_BYTES || budget.usedBytes > budget.maxBytes
    );
  }

  #grow(bytes: number): void {
    this.#sizeBytes += bytes;
    this.#budget.usedBytes += bytes;
  }

  #dropOldest(): void {
    const gone = this.#entries.shift();
    if (gone !== undefined) this.#grow(-gone.sizeBytes);
  }
}

function textBytes(what: PlaybackPhase): number {
  if (typeof what === 'string') return 0;
  return 2 * (what.title.length + (what.campaign?.length ?? 0) + (what.contentId?.length ?? 0));
}

/** How often and how long a campaign was on. */
export interface CampaignPlay {
  playMs: number;
  starts: number;
}

/** Stands for items that name no campaign. */
export const NO_CAMPAIGN = 'none';

/** Proof of play: what was seen to play between heartbeats, by campaign; beyond `maxCampaigns` it is counted under `other`. */
export class ProofOfPlay {
  readonly campaigns: Map<string, CampaignPlay> = new Map();
  readonly #maxCampaigns: number;

  constructor(maxCampaigns: number) {
    this.#maxCampaigns = maxCampaigns;
  }

  started(campaign: string | null): void {
    this.#of(campaign).starts += 1;
  }

  played(campaign: string | null, ms: number): void {
    this.#of(campaign).playMs += ms;
  }

  #of(campaign: string | null): CampaignPlay {
    let key = campaign ?? NO_CAMPAIGN;
    let play = this.campaigns.get(key);
    if (play !== undefined) return play;
    if (this.campaigns.size >= this.#maxCampaigns) {
      key = OTHER;
      play = this.campaigns.get(key);
      if (play !== undefined) return play;
    }
    play = { playMs: 0, starts: 0 };
    this.campaigns.set(key, play);
    return play;
  }
}
