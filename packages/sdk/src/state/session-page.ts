/**
 * Sessions in columns, 1 024 to a page: a million of them cost what their numbers cost, and growing never copies.
 * Only the table gives slots out and takes them back.
 */

export const PAGE_SLOTS = 1024;

export class SessionPage {
  /** Position of the page's first slot among all. */
  readonly base: number;
  readonly startedMs: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly seenMs: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly bytes: Float64Array = new Float64Array(PAGE_SLOTS);
  readonly requests: Uint32Array = new Uint32Array(PAGE_SLOTS);
  readonly deviceClass: Uint8Array = new Uint8Array(PAGE_SLOTS);
  /** 0 free, 1 ends by idleness, 2 ends when its owner says so. */
  readonly life: Uint8Array = new Uint8Array(PAGE_SLOTS);

  constructor(base: number) {
    this.base = base;
  }
}

/** Takes the bytes of handles that are closed, so that counting needs no test. */
export const GRAVE: SessionPage = new SessionPage(-1);
