/** The dashboard card `inventory`: item → state → count. */
import type { DashboardCards } from '@tallylight/protocol';
import type { Inventory } from '../inventory.ts';

export function inventoryCard(inventory: Inventory): DashboardCards['inventory'] {
  return Object.fromEntries([...inventory.items].map(([item, counts]) => [item, Object.fromEntries(counts)]));
}
