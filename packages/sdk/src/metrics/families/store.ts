/** Metrics of the store that keeps the ledger and the log: whether it keeps what it is given, and how long that takes. */
import { type Metric, whole } from '../metric.ts';

export function storeMetrics(): readonly Metric[] {
  return [
    whole({
      name: 'tallylight_store_degraded',
      kind: 'gauge',
      unit: '{store}',
      help: '1 when the last thing that the store was given could not be kept, else 0.',
      read: (_entity, _index, { readings }) =>
        readings.store.degraded === null ? undefined : Number(readings.store.degraded),
    }),
    whole({
      name: 'tallylight_store_commit_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'From an append to the word of the store that the record is durable.',
      read: (_entity, _index, { readings }) => readings.store.commits,
    }),
  ];
}
