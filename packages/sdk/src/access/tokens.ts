/**
 * Static tokens: kept as SHA-256, never as they are. A look-up is by a keyed digest of that hash and then by a comparison in
 * constant time, so that its duration says nothing about any token, however many there are.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Grant } from './grant.ts';
import { createKeyedDigest } from './keyed-digest.ts';

/** A token of the options: its hash, and what it gives. */
export interface HashedToken {
  readonly sha256: Uint8Array;
  readonly grant: Grant;
}

export interface TokenTable {
  /** What a token gives; `undefined` when it is none of them. */
  find(token: string): Grant | undefined;
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function createTokenTable(tokens: readonly HashedToken[]): TokenTable {
  const digest = createKeyedDigest();
  const table = new Map<string, HashedToken>(tokens.map((token) => [digest(token.sha256), token]));
  const nothing = Buffer.alloc(32);
  return {
    find(token) {
      const presented = sha256(token);
      const found = table.get(digest(presented));
      // Compared in either case, with the same work for a token that is none.
      const isEqual = timingSafeEqual(presented, found?.sha256 ?? nothing);
      return isEqual ? found?.grant : undefined;
    },
  };
}
