/**
 * Whatever the host counts that nobody else knows: lines, credits, accounts, each by state. The host says how many there are;
 * a state that it no longer names is gone. Items and states are labels, so both have small caps.
 */

/** Enough for every list of a back office, and few enough that all of them together are a thousand series at most. */
const MAX_ITEMS = 50;
const MAX_STATES = 20;

export interface InventoryEntry {
  readonly item: string;
  readonly state: string;
  readonly labels: readonly string[];
  readonly count: number;
}

export interface Inventory {
  /** Replaces what is known of an item. `false` when something had no place (counted) and was left out. */
  set(item: string, counts: ReadonlyMap<string, number>): boolean;
  readonly entries: readonly InventoryEntry[];
  readonly items: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Items and states that had no place, so far. */
  readonly refused: number;
}

export function createInventory(): Inventory {
  const items = new Map<string, ReadonlyMap<string, number>>();
  let entries: InventoryEntry[] = [];
  let refused = 0;
  return {
    set(item, counts) {
      if (!items.has(item) && items.size >= MAX_ITEMS) {
        refused += 1;
        return false;
      }
      const kept = new Map([...counts].slice(0, MAX_STATES));
      items.set(item, kept);
      entries = [];
      for (const [name, states] of items) {
        for (const [state, count] of states) entries.push({ item: name, state, labels: [name, state], count });
      }
      refused += counts.size - kept.size;
      return kept.size === counts.size;
    },
    get entries() {
      return entries;
    },
    items,
    get refused() {
      return refused;
    },
  };
}
