/**
 * Which way to the server is tried next. In the order given, each for a short time, until one is welcomed; that one is tried
 * first for an hour. While the first choice is not the one in use, it is looked for again now and then.
 * Pure: told the time and handed chance.
 */
import type { Transport } from './transport.ts';

/** How long the way that worked is remembered, ms. */
const REMEMBER_MS = 3_600_000;
/** A way that worked is tried so often before the others are: a server that restarts is no reason to leave it. */
const LOYAL_TRIES = 2;
/** When to look for the first choice again: the shortest wait and what chance adds at most, ms. */
const REPROBE_MS = 600_000;

export interface Choice {
  /** The ways still to be tried in this round, the one to take now first. */
  readonly order: readonly Transport[];
  /** This way worked; the one in use, if none is named. */
  won(transport?: Transport): void;
  /** This way failed: whether another one is to be tried at once; if not, it is time to wait. */
  next(): boolean;
  /** In how many ms to look for the first choice; never when it is the one that won. */
  reprobeInMs(): number;
}

export function createChoice(transports: readonly Transport[], now: () => number, random: () => number): Choice {
  let winner: Transport | undefined;
  let wonMs = 0;
  let tries = 0;
  let order = transports;

  function begin(): void {
    if (now() - wonMs >= REMEMBER_MS) winner = undefined;
    order = winner ? [winner, ...transports.filter((one) => one !== winner)] : transports;
  }

  return {
    get order() {
      return order;
    },
    won(transport = order[0]) {
      winner = transport;
      wonMs = now();
      tries = 0;
      begin();
    },
    next() {
      order = order.slice(1);
      const goesOn = order.length > 0 && (!winner || tries >= LOYAL_TRIES);
      if (!goesOn) {
        tries += 1;
        begin();
      }
      return goesOn;
    },
    reprobeInMs: () => (winner === transports[0] ? Number.POSITIVE_INFINITY : REPROBE_MS * (1 + random())),
  };
}
