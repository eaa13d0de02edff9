/**
 * Where the numbers of sessions live: columns of typed arrays, a thousand sessions a page. A session costs its columns here
 * and one entry in a map, no object of its own; pages are never moved, so a handle can hold its page and slot.
 * Only the table gives slots out and takes them back.
 */
import type { Stream } from './stream.ts';

export const PAGE_SLOTS = 1024;

/** What a slot is: free, a session that ends by idleness, one that ends when its owner says so. */
export const FREE = 0;
export const ENDS_BY_IDLENESS = 1;
export const ENDS_BY_OWNER = 2;

export class SessionPage {
  /** Position of the page's first slot among all. */
  readonly base: number;
  /** Slots in use. */
  used = 0;
  readonly key: string[] = new Array<string>(PAGE_SLOTS).fill('');
  readonly stream: (Stream | null)[] = new Array<Stream | null>(PAGE_SLOTS).fill(null);
  readonly startedMs: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly seenMs: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly bytes: Float64Array = new Float64Array(PAGE_SLOTS);
  /** Truncated client address, see model/network.ts. */
  readonly network: Float64Array = new Float64Array(PAGE_SLOTS);
  /** Hash of the viewer, whatever the stream, below 2^48. */
  readonly viewer: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly requests: Uint32Array = new Uint32Array(PAGE_SLOTS);
  /** Grows when a slot is given back, so that a handle knows whether it is still its own. */
  readonly generation: Uint32Array = new Uint32Array(PAGE_SLOTS);
  /** Place in the table's list of countries. */
  readonly country: Uint16Array = new Uint16Array(PAGE_SLOTS);
  readonly deviceClass: Uint8Array = new Uint8Array(PAGE_SLOTS);
  /** Place in the stream's list of renditions, plus one; 0 is none. */
  readonly rendition: Uint8Array = new Uint8Array(PAGE_SLOTS);
  readonly life: Uint8Array = new Uint8Array(PAGE_SLOTS);

  constructor(base: number) {
    this.base = base;
  }
}
