/**
 * The fence of presence: which of two words about one device is the newer one, whatever order they arrive in. Each life of a
 * device (online to offline, or one socket) has a number; within a life the end is the last word. So the outcome is a function
 * of the set of words, and a late "offline" of an old life cannot undo the "online" of a newer one.
 */

/** One word about whether a device is there. */
export interface Presence {
  /** Number of the life it speaks of. */
  readonly session: number;
  readonly online: boolean;
  /** Epoch ms at which it was so. */
  readonly atMs: number;
  /** Who says so; only breaks ties. */
  readonly node: string;
}

/** The newer of two words. Commutative, associative, and the same word twice changes nothing. */
export function newerPresence(a: Presence, b: Presence): Presence {
  if (a.session !== b.session) return a.session > b.session ? a : b;
  if (a.online !== b.online) return a.online ? b : a;
  if (a.atMs !== b.atMs) return a.atMs > b.atMs ? a : b;
  return a.node >= b.node ? a : b;
}

/** The number of the next life: above the last one, and above those of a process before this one as long as its clock was right. */
export function nextSession(lastSession: number, epochMs: number): number {
  return Math.max(lastSession + 1, Math.floor(epochMs));
}
