/**
 * Turns who somebody is into a key that tells nothing about them: a keyed hash. The key is random and turns at business
 * midnight for new sessions; a session that was open when it turned is still found by yesterday's.
 */
import { hash, randomBytes } from 'node:crypto';
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

/**
 * The secret fills one block of SHA-256, and the text follows it. That is no construction for signing messages, but nobody
 * ever sees more than the shortened outcome, and it costs a fifth of an HMAC on the way of each new viewer.
 */
const newSecret = (): string => randomBytes(32).toString('hex');

/** @param dayOf the day that a moment (epoch ms) belongs to */
export function createSessionKeys(dayOf: (epochMs: number) => number): SessionKeys {
  let secret = newSecret();
  let previous: string | undefined;
  let day: number | undefined;
  const keyOf = (under: string, identity: Identity): string =>
    hash('sha256', under + identityText(identity), 'base64url').slice(0, KEY_CHARS);
  return {
    key(identity, epochMs) {
      const today = dayOf(epochMs);
      if (day === undefined) day = today;
      else if (today !== day) {
        day = today;
        previous = secret;
        secret = newSecret();
      }
      return keyOf(secret, identity);
    },
    // Another first word than a session's, so that the one cannot be told from the other.
    viewer: ({ given, address, userAgent }) =>
      Number.parseInt(
        hash(
          'sha256',
          `${secret}v${identityText({ stream: '', sid: undefined, given, address, userAgent })}`,
          'hex',
        ).slice(0, 12),
        16,
      ),
    previousKey: (identity) => (previous === undefined ? undefined : keyOf(previous, identity)),
  };
}
