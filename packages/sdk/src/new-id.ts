/**
 * Random ids of 72 bits, in letters and digits. Randomness is fetched for many at once, because asking the system for nine
 * bytes costs as much as opening a session.
 */
import { randomFillSync } from 'node:crypto';

const ID_BYTES = 9;
const IDS_PER_FETCH = 512;

const pool = Buffer.alloc(ID_BYTES * IDS_PER_FETCH);
let at = pool.length;

export function newId(): string {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const id = pool.toString('base64url', at, at + ID_BYTES);
  pool.fill(0, at, at + ID_BYTES);
  at += ID_BYTES;
  // Nearly always neither is in it, and looking is cheaper than replacing.
  return id.includes('-') || id.includes('_') ? id.replace(/[-_]/g, '0') : id;
}
