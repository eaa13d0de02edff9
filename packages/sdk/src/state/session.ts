/**
 * A held session: counting through it is a few additions, with nothing looked up. Three fields, because hosts hold a million of
 * them; whether the session is still there, it knows by the tag of its slot. After the end it still counts for stream and
 * country, because those bytes were sent, but for no session.
 */
import type { Country } from './countries.ts';
import type { Rendition } from './renditions.ts';
import { BYTES, CELLS, NOW_AT, PAGE_SLOTS, REQUESTS, SEEN_MS, TAG } from './session-layout.ts';
import { type Lane, pageOf, type SessionPage } from './session-page.ts';
import type { Stream } from './stream.ts';

/** A count that would break a counter is passed over. */
export const isCount = (bytes: unknown): bytes is number =>
  typeof bytes === 'number' && bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER;

export class Session {
  /** Those of its page. */
  readonly #cells: Float64Array;
  readonly lane: Lane;
  readonly #tag: number;

  constructor(page: SessionPage, slot: number) {
    this.#cells = page.cells;
    this.lane = page.laneOf(slot);
    // A small integer, as which it takes no room of its own.
    this.#tag = page.cell(slot, TAG) | 0;
  }

  get open(): boolean {
    return this.#cells[this.slot * CELLS + TAG] === this.#tag;
  }

  get page(): SessionPage {
    return pageOf(this.#cells, this.lane.table);
  }

  /** Its place in the page, or once was. */
  get slot(): number {
    return this.#tag & (PAGE_SLOTS - 1);
  }

  /** Where its bytes are counted: its stream, or what took that stream's place. */
  get stream(): Stream {
    return this.lane.stream;
  }

  get country(): Country {
    return this.lane.country;
  }

  /** Names the session on the live channel. Empty once it has ended. */
  get key(): string {
    return this.open ? this.page.keyOf(this.slot) : '';
  }

  /** Counts body bytes sent to this viewer. */
  sent(bytes: number): void {
    if (!isCount(bytes)) return;
    const { lane } = this;
    const cells = this.#cells;
    const tag = this.#tag;
    const at = (tag & (PAGE_SLOTS - 1)) * CELLS;
    if (cells[at + TAG] !== tag) {
      lane.settle();
      lane.stream.egressBytes += bytes;
      lane.country.egressBytes += bytes;
      return;
    }
    lane.stream.egressBytes += bytes;
    lane.country.egressBytes += bytes;
    cells[at + BYTES] = (cells[at + BYTES] as number) + bytes;
    cells[at + SEEN_MS] = cells[NOW_AT] as number;
  }

  /** Counts a request, which keeps the session alive. */
  seen(): void {
    const cells = this.#cells;
    const tag = this.#tag;
    const at = (tag & (PAGE_SLOTS - 1)) * CELLS;
    if (cells[at + TAG] !== tag) {
      this.lane.settle();
      return;
    }
    cells[at + REQUESTS] = (cells[at + REQUESTS] as number) + 1;
    cells[at + SEEN_MS] = cells[NOW_AT] as number;
  }

  /** Notes that it was there at this moment, for who has read the clock. */
  seenAt(nowMs: number): void {
    const { slot } = this;
    if (this.open) this.#cells[slot * CELLS + SEEN_MS] = nowMs;
  }

  /** Notes which rendition it plays; a change is a switch. */
  plays(rendition: Rendition): void {
    if (!rendition.chosen || !this.open) return;
    const { page, slot } = this;
    const { renditions } = this.lane.stream;
    const now = renditions === null ? 0 : renditions.list.indexOf(rendition) + 1;
    const before = page.rendition(slot);
    if (renditions === null || now === before) return;
    page.plays(slot, now);
    renditions.moved(before === 0 ? undefined : renditions.list[before - 1], rendition);
  }
}
