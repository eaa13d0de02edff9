/** Metrics of distinct users. Never to be summed over instances: the same user may be seen by two of them. */
import { type Metric, whole } from '../metric.ts';

export function audienceMetrics(): readonly Metric[] {
  return [
    whole({
      name: 'tallylight_active_users',
      kind: 'gauge',
      unit: '{user}',
      help: 'Distinct users seen in the last five minutes, and since business midnight.',
      labels: ['window'],
      closed: ['5m', 'today'],
      read: (_entity, window, { audience }) => (window === 0 ? audience.current : audience.today),
    }),
    whole({
      name: 'tallylight_active_users_peak',
      kind: 'gauge',
      unit: '{user}',
      help: 'Highest number of users of five minutes: in the last 24 hours, and since business midnight.',
      labels: ['window'],
      closed: ['24h', 'today'],
      read: (_entity, window, { audience }) => (window === 0 ? audience.peakOfDay : audience.peakToday).users,
    }),
  ];
}
