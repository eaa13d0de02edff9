/** Why somebody was not let in: the reasons, once, with the code that the other side is told. */
import type { Code } from '@tallylight/protocol';
import type { LocalRefusal } from './local-only.ts';

export type RefusalReason =
  | LocalRefusal
  | 'token-in-url'
  | 'no-token'
  | 'bad-token'
  | 'expired'
  | 'role'
  | 'rate'
  | 'connections'
  | 'sign-in';

export interface Refused {
  readonly reason: RefusalReason;
  readonly code: Code;
  readonly detail: string;
  /** How long to wait before it is worth asking again, ms. */
  readonly retryMs?: number;
}

const CODE_OF: Readonly<Record<RefusalReason, Code>> = {
  production: 'forbidden',
  peer: 'forbidden',
  forwarded: 'forbidden',
  host: 'forbidden',
  origin: 'forbidden',
  'token-in-url': 'token-in-url',
  'no-token': 'no-token',
  'bad-token': 'bad-token',
  expired: 'token-expired',
  role: 'forbidden',
  rate: 'too-many-requests',
  connections: 'too-many-requests',
  // The host's sign-in or the key server failed: that is no word about the caller, who may try again.
  'sign-in': 'internal',
};

/** A closed set: values of a label. */
export const REFUSAL_REASONS: readonly RefusalReason[] = Object.keys(CODE_OF) as RefusalReason[];

const DETAIL_OF: Readonly<Record<RefusalReason, string>> = {
  production: 'refused by the access rule: production',
  peer: 'refused by the access rule: peer',
  forwarded: 'refused by the access rule: forwarded',
  host: 'refused by the access rule: host',
  origin: 'pages of this origin may not ask; the option access.origins lists those that may',
  'token-in-url': 'a token must stand in the Authorization header or in the first frame, never in the address',
  'no-token': 'a token must be given: Authorization: Bearer …',
  // The same words for a token that is unknown and one that is malformed or badly signed.
  'bad-token': 'the token is not valid here',
  expired: 'the token has expired',
  role: 'this is not among what the caller may do',
  rate: 'more requests arrived than allowed',
  connections: 'there are as many connections as allowed',
  'sign-in': 'the credentials could not be checked',
};

export function refusedFor(reason: RefusalReason, retryMs = 0): Refused {
  const refused = { reason, code: CODE_OF[reason], detail: DETAIL_OF[reason] };
  return retryMs > 0 ? { ...refused, retryMs } : refused;
}
