/**
 * A held session: counting through it is a few additions, with nothing looked up. Made on demand, any number for one session,
 * each knowing by the slot's generation whether the session is still there. After the end it still counts for stream and
 * country, because those bytes were sent, but for no session.
 */
import type { Country } from './countries.ts';
import type { Rendition } from './renditions.ts';
import type { SessionPage } from './session-page.ts';
import type { Stream } from './stream.ts';

/** What all sessions share; `nowMs` is the clock's reading at the last tick or request, good enough for "last seen". */
export interface SessionTime {
  nowMs: number;
}

export class Session {
  readonly #stream: Stream;
  readonly country: Country;
  readonly page: SessionPage;
  readonly slot: number;
  readonly #generation: number;
  readonly #time: SessionTime;

  constructor(stream: Stream, country: Country, page: SessionPage, slot: number, time: SessionTime) {
    this.#stream = stream;
    this.country = country;
    this.page = page;
    this.slot = slot;
    this.#generation = page.generation[slot] as number;
    this.#time = time;
  }

  /** Where its bytes are counted: its stream, or what took that stream's place. */
  get stream(): Stream {
    return this.#stream.heir ?? this.#stream;
  }

  /** Hash of who it is; names the session on the live channel. Empty once it has ended. */
  get key(): string {
    return this.open ? (this.page.key[this.slot] as string) : '';
  }

  /** Counts body bytes sent to this viewer. */
  sent(bytes: number): void {
    const { page, slot } = this;
    if (page.generation[slot] === this.#generation) {
      page.bytes[slot] = (page.bytes[slot] as number) + bytes;
      page.seenMs[slot] = this.#time.nowMs;
    }
    const stream = this.#stream.heir ?? this.#stream;
    stream.egressBytes += bytes;
    this.country.egressBytes += bytes;
  }

  /** Counts a request, which keeps the session alive. */
  seen(): void {
    const { page, slot } = this;
    if (page.generation[slot] !== this.#generation) return;
    page.requests[slot] = (page.requests[slot] as number) + 1;
    page.seenMs[slot] = this.#time.nowMs;
  }

  /** Notes which rendition it plays; a change is a switch. */
  plays(rendition: Rendition): void {
    const { page, slot } = this;
    if (!rendition.chosen || page.generation[slot] !== this.#generation) return;
    const renditions = this.stream.renditions;
    const now = renditions === null ? 0 : renditions.list.indexOf(rendition) + 1;
    const before = page.rendition[slot] as number;
    if (renditions === null || now === before) return;
    page.rendition[slot] = now;
    renditions.moved(before === 0 ? undefined : renditions.list[before - 1], rendition);
  }

  get open(): boolean {
    return this.page.generation[this.slot] === this.#generation;
  }
}
