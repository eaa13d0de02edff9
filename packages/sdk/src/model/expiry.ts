/**
 * A token that ends while its connection lives: first the peer is asked for a new one, then there is some grace, then the
 * connection is closed with `token-expired` (4540), after which the client comes back and resumes. Times are epoch ms.
 */

/** How long before its end a peer is asked for a new token: time enough for a sign-in server that is slow. */
export const ASK_BEFORE_MS = 60_000;

/** How long after its end a token still holds: clocks of two machines differ, and a refresh may be on its way. */
export const GRACE_MS = 25_000;

/** `ask`: send `authreq`, once. `over`: close. */
export type ExpiryStep = 'fine' | 'ask' | 'over';

export function expiryStep(expiresAtMs: number | undefined, nowMs: number): ExpiryStep {
  if (expiresAtMs === undefined) return 'fine';
  if (nowMs >= expiresAtMs + GRACE_MS) return 'over';
  return nowMs >= expiresAtMs - ASK_BEFORE_MS ? 'ask' : 'fine';
}

/** What `authreq` says: how long the token still holds, ms. */
export function remainingMs(expiresAtMs: number, nowMs: number): number {
  return Math.max(0, Math.round(expiresAtMs - nowMs));
}
