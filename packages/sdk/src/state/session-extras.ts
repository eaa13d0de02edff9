/**
 * What only some sessions have: a town and network, where the host has such files, and a user, where the host names one.
 * Columns of their own, made for the first session of a page that has any, so that the others pay nothing for it.
 * A user is a keyed hash: enough to tell that two sessions are one person's, and useless without today's key.
 */
import type { Place } from './places.ts';

export interface SessionExtra {
  readonly place?: Place | undefined;
  /** Hash of who watches, from 1 to 2^48 − 1. */
  readonly user?: number | undefined;
}

export class SessionExtras {
  readonly #places: (Place | undefined)[];
  readonly #users: Float64Array;

  constructor(slots: number) {
    this.#places = new Array<Place | undefined>(slots).fill(undefined);
    this.#users = new Float64Array(slots);
  }

  put(slot: number, { place, user = 0 }: SessionExtra): void {
    place?.enter();
    this.#places[slot] = place;
    this.#users[slot] = user;
  }

  forget(slot: number): void {
    this.#places[slot]?.leave();
    this.#places[slot] = undefined;
    this.#users[slot] = 0;
  }

  placeOf(slot: number): Place | undefined {
    return this.#places[slot];
  }

  /** Nobody knows any more who watches. */
  forgetUser(slot: number): void {
    this.#users[slot] = 0;
  }

  /** 0 when nobody said. */
  userOf(slot: number): number {
    return this.#users[slot] as number;
  }
}

/** A user's hash as rows carry it. */
export const userText = (user: number): string => user.toString(36);
