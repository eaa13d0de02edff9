/**
 * Digests under a key of this process. Tables keyed by what came over the wire (addresses, tokens) hold these instead: a dump
 * of memory names nobody, and how long a look-up takes tells nothing about what is in the table.
 */
import { createHmac, randomBytes } from 'node:crypto';

export type KeyedDigest = (value: string | Uint8Array) => string;

export function createKeyedDigest(): KeyedDigest {
  const key = randomBytes(32);
  return (value) => createHmac('sha256', key).update(value).digest('base64');
}
