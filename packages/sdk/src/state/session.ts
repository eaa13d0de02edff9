/**
 * A held session: counting through it is a few additions, with nothing looked up. After close() it still counts for its
 * stream and country, because those bytes were sent, but for no session.
 */
import type { Country } from './countries.ts';
import type { SessionPage } from './session-page.ts';
import type { Stream } from './stream.ts';

/** What all sessions share; `nowMs` is the clock's reading at the last tick or request, good enough for "last seen". */
export interface SessionTime {
  nowMs: number;
}

export class Session {
  /** Hash of who it is; names the session on the live channel. */
  readonly key: string;
  stream: Stream;
  readonly country: Country;
  page: SessionPage;
  slot: number;
  readonly #time: SessionTime;

  constructor(key: string, stream: Stream, country: Country, page: SessionPage, slot: number, time: SessionTime) {
    this.key = key;
    this.stream = stream;
    this.country = country;
    this.page = page;
    this.slot = slot;
    this.#time = time;
  }

  /** Counts body bytes sent to this viewer. */
  sent(bytes: number): void {
    const page = this.page;
    const slot = this.slot;
    page.bytes[slot] = (page.bytes[slot] as number) + bytes;
    page.seenMs[slot] = this.#time.nowMs;
    this.stream.egressBytes += bytes;
    this.country.egressBytes += bytes;
  }

  /** Counts a request, which keeps the session alive. */
  seen(): void {
    const page = this.page;
    const slot = this.slot;
    page.requests[slot] = (page.requests[slot] as number) + 1;
    page.seenMs[slot] = this.#time.nowMs;
  }

  get open(): boolean {
    return this.page.base >= 0;
  }
}
