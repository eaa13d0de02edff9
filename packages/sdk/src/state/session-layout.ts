/**
 * Where the numbers of a session stand in its page. A file of its own, of plain numbers and without imports, because then the
 * bundler writes them into the code that uses them; elsewhere each would be a variable, to be read and checked at each chunk.
 */

export const PAGE_SLOTS = 1024;

/** What a slot is: free, a session that ends by idleness, one that ends when its owner says so. */
export const FREE = 0;
export const ENDS_BY_IDLENESS = 1;
export const ENDS_BY_OWNER = 2;

/** A row is seven numbers: one piece of memory, so that counting through a handle is a walk of a few steps in one array. */
export const CELLS = 7;
/** Where each stands in its row. */
export const BYTES = 0;
export const SEEN_MS = 1;
export const REQUESTS = 2;
/** What a handle must hold to be of this session: how often the slot was given out, and the slot. */
export const TAG = 3;
export const STARTED_MS = 4;
/** Truncated client address, see model/network.ts. */
export const NETWORK = 5;

/** Behind the rows: the clock's reading when it was told last, good enough for "last seen", and which page it is. */
export const NOW_AT = 7168;
export const PAGE_AT = 7169;
