/** Metrics of what the host needs of others, and of its disks. */
import type { Dependency } from '../../state/dependencies.ts';
import type { State } from '../../state/state.ts';
import { type Metric, metric } from '../metric.ts';

const dependencies = (state: State): readonly Dependency[] => [...state.dependencies.all.values()];

export function dependencyMetrics(): readonly Metric[] {
  return [
    metric({
      name: 'tallylight_dependency_up',
      kind: 'gauge',
      unit: '{dependency}',
      help: '1 reachable, 0 not; absent before the first check.',
      labels: ['dependency'],
      entities: dependencies,
      read: ({ up }) => (up === null ? undefined : Number(up)),
    }),
    metric({
      name: 'tallylight_dependency_check_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'How long a check took, at most its time limit.',
      labels: ['dependency'],
      entities: dependencies,
      read: ({ durations }) => durations,
    }),
    metric({
      name: 'tallylight_disk_free_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Free room of the mounts that the host named.',
      labels: ['path_name'],
      entities: (state: State) => state.readings.disks,
      read: ({ freeBytes }) => freeBytes,
    }),
    metric({
      name: 'tallylight_disk_size_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Size of the mounts that the host named.',
      labels: ['path_name'],
      entities: (state: State) => state.readings.disks,
      read: ({ sizeBytes }) => sizeBytes,
    }),
  ];
}
