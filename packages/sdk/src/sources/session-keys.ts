/**
 * Turns who somebody is into a key that tells nothing about them: a keyed hash. The key is random and turns every day for new
 * sessions; a session that was open when it turned is still found by yesterday's.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Identity, identityText } from '../model/session-identity.ts';

export interface SessionKeys {
  /** The key of an identity today. */
  key(identity: Identity, epochMs: number): string;
  /** Its key under the secret before the last turn; `undefined` before the first. */
  previousKey(identity: Identity): string | undefined;
}

const DAY_MS = 86_400_000;
/** 132 bits: two viewers never share a key by chance. */
const KEY_CHARS = 22;

export function createSessionKeys(): SessionKeys {
  let secret = randomBytes(32);
  let previous: Buffer | undefined;
  let day = -1;
  const hash = (with_: Buffer, identity: Identity): string =>
    createHmac('sha256', with_).update(identityText(identity)).digest('base64url').slice(0, KEY_CHARS);
  return {
    key(identity, epochMs) {
      const today = Math.floor(epochMs / DAY_MS);
      if (day === -1) day = today;
      else if (today !== day) {
        day = today;
        previous = secret;
        secret = randomBytes(32);
      }
      return hash(secret, identity);
    },
    previousKey: (identity) => (previous === undefined ? undefined : hash(previous, identity)),
  };
}
