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
  /** The viewer, whatever they watch and in however many players: a hash from 1 to 2^32 − 1. */
  viewer(identity: Identity): number;
  /** A user that the host named: a hash from 1 to 2^48 − 1, of today. */
  user(name: string): number;
  /** All that it may be on sessions that are open: today's, and the one before the last turn. */
  users(name: string): readonly number[];
}

/** 48 bits: what a column of numbers holds exactly. */
const USER_BYTES = 6;
/** 128 bits, 22 letters: two viewers never share a key by chance. */
const KEY_BYTES = 16;

/**
 * The secret fills one block of SHA-256, and the text follows it. That is no construction for signing messages, but nobody
 * ever sees more than the shortened outcome, and it costs a fifth of an HMAC on the way of each new viewer.
 */
const newSecret = (): string => randomBytes(32).toString('hex');

/**
 * Of a viewer only a place among four thousand million is kept, to tell how many there were, and it never leaves the process.
 * So this hash need not withstand anybody, only spread evenly and differ from day to day: MurmurHash3 over the characters.
 */
function textHash(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    const mixed = Math.imul(text.charCodeAt(at), 0xcc9e_2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** User agents whose hash is remembered: players come back with the same few hundred. */
const MAX_AGENTS = 1024;
const MAX_AGENT_CHARS = 512;

/** @param dayOf the day that a moment (epoch ms) belongs to */
export function createSessionKeys(dayOf: (epochMs: number) => number): SessionKeys {
  let secret = newSecret();
  let previous: string | undefined;
  let day: number | undefined;
  let seed = randomBytes(4).readInt32LE();
  const agents = new Map<string, number>();
  function rememberAgent(userAgent: string): number {
    const found = textHash(userAgent, 1);
    if (userAgent.length > MAX_AGENT_CHARS) return found;
    if (agents.size >= MAX_AGENTS) agents.clear();
    agents.set(userAgent, found);
    return found;
  }
  const keyOf = (under: string, identity: Identity): string =>
    // Cut before it is written: a text cut off a longer one keeps all of it in memory.
    hash('sha256', under + identityText(identity), 'buffer').toString('base64url', 0, KEY_BYTES);
  // Another first letter than a session's key, so that the one cannot be told from the other.
  const userOf = (under: string, name: string): number =>
    hash('sha256', `${under}u${name}`, 'buffer').readUIntBE(0, USER_BYTES) || 1;
  return {
    key(identity, epochMs) {
      const today = dayOf(epochMs);
      if (day === undefined) day = today;
      else if (today !== day) {
        day = today;
        previous = secret;
        secret = newSecret();
        seed = randomBytes(4).readInt32LE();
      }
      return keyOf(secret, identity);
    },
    viewer: ({ given, address, userAgent }) =>
      given === undefined
        ? textHash(address, (agents.get(userAgent) ?? rememberAgent(userAgent)) ^ seed) || 1
        : textHash(given, seed) || 1,
    user: (name) => userOf(secret, name),
    users: (name) => (previous === undefined ? [userOf(secret, name)] : [userOf(secret, name), userOf(previous, name)]),
    previousKey: (identity) => (previous === undefined ? undefined : keyOf(previous, identity)),
  };
}
