/**
 * What the players counted themselves: the other side of the ledger that the origin keeps. Bytes are raw body bytes as they
 * came off the wire, of responses that were read to the end, of any status; what a broken-off response had brought is
 * apart, because the two sides cannot agree on it.
 */

/** One stream or one country. */
export interface Tally {
  /** Responses read to the end. */
  responses: number;
  /** Body bytes of these. */
  bytes: number;
}

export interface Totals extends Tally {
  /** Requests sent; all of them became a response, an abort or a failure, or are under way. */
  requests: number;
  /** Responses with a status from 400 on; they are in `responses` and `bytes` too. */
  refused: number;
  /** Responses that the player broke off, and the body bytes it had then. */
  aborted: number;
  abortedBytes: number;
  /** Requests without a whole response: refused connections, resets, time limits. */
  failed: number;
  segments: number;
  switches: number;
  stalls: number;
  /** CMCD reports that were sent with a request that was answered, or in a post that was taken. */
  readonly reports: { query: number; events: number };
  joins: number;
  leaves: number;
  readonly byStream: Record<string, Tally>;
  readonly byCountry: Record<string, Tally>;
}

export function createTotals(): Totals {
  return {
    requests: 0,
    responses: 0,
    bytes: 0,
    refused: 0,
    aborted: 0,
    abortedBytes: 0,
    failed: 0,
    segments: 0,
    switches: 0,
    stalls: 0,
    reports: { query: 0, events: 0 },
    joins: 0,
    leaves: 0,
    byStream: {},
    byCountry: {},
  };
}

/** Books one response that was read to the end. */
export function addResponse(totals: Totals, stream: string, country: string, bytes: number): void {
  totals.byStream[stream] ??= { responses: 0, bytes: 0 };
  totals.byCountry[country] ??= { responses: 0, bytes: 0 };
  for (const tally of [totals, totals.byStream[stream], totals.byCountry[country]]) {
    tally.responses += 1;
    tally.bytes += bytes;
  }
}
