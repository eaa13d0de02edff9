/** How many label values were folded into `other` because a cap was full, by label: one list for the metric and the alert. */
import type { Business } from './business.ts';
import type { Devices } from './devices.ts';
import type { Sites } from './sites.ts';
import type { Streams } from './streams.ts';

/** What of state has capped labels. */
export interface Capped extends Pick<Business, 'revenue' | 'inventory'> {
  readonly streams: Pick<Streams, 'cap' | 'labelCap'>;
  readonly devices: Pick<Devices, 'cap' | 'labelCap' | 'groups'>;
  readonly sites: Pick<Sites, 'cap' | 'labelCap'>;
}

const DROPS: ReadonlyMap<string, (state: Capped) => number> = new Map([
  ['stream', ({ streams }: Capped) => streams.labelCap.refused + streams.cap.refused],
  ['device', ({ devices }: Capped) => devices.labelCap.refused + devices.cap.refused],
  ['group', ({ devices }: Capped) => devices.groups.labelCap.refused],
  ['site', ({ sites }: Capped) => sites.labelCap.refused + sites.cap.refused],
  ['currency', ({ revenue }: Capped) => revenue.labelCap.refused],
  ['item', ({ inventory }: Capped) => inventory.refused],
]);

/** Labels that have a cap. */
export const CAPPED_LABELS: readonly string[] = [...DROPS.keys()];

/** How often a value of this label was folded away; 0 for one without a cap. */
export function droppedOf(label: string, state: Capped): number {
  return DROPS.get(label)?.(state) ?? 0;
}
