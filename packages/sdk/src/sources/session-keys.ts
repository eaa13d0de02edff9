/**
 * Turns who somebody is into a key that tells nothing about them: a keyed hash. The key is random and turns at business
 * midnight for new sessions; a session that was open when it turned is still found by yesterday's.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Identity, identityText } from '../model/session-identity.ts';

export interface SessionKeys {
  /** The key of an identity today. */
  key(identity: Identity, epochMs: number): string;
  /** Its key under the secret before the last turn; `undefined` before the first. */
  previousKey(identity: Identity): string | undefined;
  /** The viewer, whatever they watch and in however many players: a hash below 2^48. */
  viewer(identity: Identity): number;
}

/** 132 bits: two viewers never share a key by chance. */
const KEY_CHARS = 22;

/** @param dayOf the day that a moment (epoch ms) belongs to */
export function createSessionKeys(dayOf: (epochMs: number) => number): SessionKeys {
  let secret = randomBytes(32);
  let previous: Buffer | undefined;
  let day: number | undefined;
  const hash = (with_: Buffer, identity: Identity): string =>
    createHmac('sha256', with_).update(identityText(identity)).digest('base64url').slice(0, KEY_CHARS);
  return {
    key(identity, epochMs) {
      const today = dayOf(epochMs);
      if (day === undefined) day = today;
      else if (today !== day) {
        day = today;
        previous = secret;
        secret = randomBytes(32);
      }
      return hash(secret, identity);
    },
    // Another first word than a session's, so that the one cannot be told from the other.
    viewer: ({ given, address, userAgent }) =>
      createHmac('sha256', secret)
        .update(`v${identityText({ stream: '', sid: undefined, given, address, userAgent })}`)
        .digest()
        .readUIntBE(0, 6),
    previousKey: (identity) => (previous === undefined ? undefined : hash(previous, identity)),
  };
}
