/** What the host counts of its own things. */
import type { State } from '../../state/state.ts';
import { type Metric, metric } from '../metric.ts';

export function inventoryMetrics(): readonly Metric[] {
  return [
    metric({
      name: 'tallylight_inventory',
      kind: 'gauge',
      unit: '{item}',
      help: 'How many there are of a thing by state, as the host last said.',
      labels: ['item', 'state'],
      entities: (state: State) => state.inventory.entries,
      read: ({ count }) => count,
    }),
  ];
}
