/**
 * `tally.audience`: who was seen, without keeping who. An id becomes a number by a hash that is salted per install, here and
 * at once; the salt never leaves the process and its store.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Audience } from '../state/audience.ts';

export interface AudienceFace {
  /** Counts a user as active now. @param userId whatever names a user for the host: an account, a cookie's value */
  seen(userId: string | number): void;
}

/** Bytes of the hash that are used: 48 bits. */
const HASH_BYTES = 6;
const SALT_BYTES = 32;

/** A longer id is no id; hashing it would be work that a stranger can ask for. */
const MAX_ID_CHARS = 1024;

export interface AudienceFaceParts {
  readonly audience: Audience;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly onBadId: (id: unknown) => void;
}

/** @returns the face, and `salted` to be told the salt that this install has; the first one is random. */
export function createAudienceFace(parts: AudienceFaceParts): {
  readonly face: AudienceFace;
  readonly candidate: Uint8Array;
  salted(salt: Uint8Array): void;
  /** Forgets a user; whether it was known. */
  erase(userId: string): boolean;
} {
  const { audience, clock, faults, onBadId } = parts;
  const candidate = randomBytes(SALT_BYTES);
  let salt = candidate.toString('hex');
  const hashOf = (id: string): number => hash('sha256', salt + id, 'buffer').readUIntBE(0, HASH_BYTES);
  return {
    face: {
      seen(userId) {
        faults.guard('audience', () => {
          const id = typeof userId === 'number' ? String(userId) : userId;
          if (typeof id !== 'string' || id === '' || id.length > MAX_ID_CHARS) {
            onBadId(userId);
            return;
          }
          audience.touch(hashOf(id), clock.monotonicMs(), clock.nowMs());
        });
      },
    },
    candidate,
    erase: (userId) => audience.erase(hashOf(userId)),
    salted(kept) {
      const text = Buffer.from(kept).toString('hex');
      if (text === salt) return;
      // Hashes under two salts would count the same user twice.
      salt = text;
      audience.forget();
    },
  };
}

export const inertAudience: AudienceFace = { seen: () => {} };
