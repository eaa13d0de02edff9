/**
 * Tickets for those who can send no header (EventSource): fetched with a token, good once and for half a minute, and then for
 * exactly the caller who fetched it. It may stand in a URL because it is worth nothing by the time a log is read.
 */
import { randomBytes } from 'node:crypto';
import type { Caller } from '../model/caller.ts';
import { createKeyedDigest } from './keyed-digest.ts';

export const TICKET_MS = 30_000;
/** 128 bits. */
const TICKET_BYTES = 16;
/** Half a minute of tickets for a busy wall of dashboards; the oldest goes first. */
const MAX_TICKETS = 10_000;

export interface Tickets {
  issue(caller: Caller): string;
  /** The caller of a ticket, once; `undefined` when it is none, used, or over. */
  redeem(ticket: string): Caller | undefined;
  readonly open: number;
}

export function createTickets(monotonicMs: () => number): Tickets {
  const digest = createKeyedDigest();
  /** Oldest first. */
  const open = new Map<string, { readonly caller: Caller; readonly untilMs: number }>();

  function sweep(nowMs: number): void {
    for (const [key, { untilMs }] of open) {
      if (untilMs > nowMs && open.size < MAX_TICKETS) return;
      open.delete(key);
    }
  }

  return {
    issue(caller) {
      const nowMs = monotonicMs();
      sweep(nowMs);
      const ticket = randomBytes(TICKET_BYTES).toString('base64url');
      open.set(digest(ticket), { caller, untilMs: nowMs + TICKET_MS });
      return ticket;
    },
    redeem(ticket) {
      const key = digest(ticket);
      const found = open.get(key);
      open.delete(key);
      return found !== undefined && found.untilMs > monotonicMs() ? found.caller : undefined;
    },
    get open() {
      return open.size;
    },
  };
}
