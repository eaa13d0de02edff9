/** Metrics of the board of alerts, and the capacity that one of its conditions compares with. */
import { SEVERITIES } from '../../model/alert-rule.ts';
import { ALERT_STATES, alertCounts } from '../../state/alert-row.ts';
import { INTAKE_RESULTS } from '../../state/readings.ts';
import { type Metric, metric, whole } from '../metric.ts';

const BITS = 8;
const bySeverity = SEVERITIES.map((severity) => ({ labels: [severity], severity }));

export function alertMetrics(): readonly Metric[] {
  return [
    metric({
      name: 'tallylight_alerts',
      kind: 'gauge',
      unit: '{alert}',
      help: 'Open alerts on the board; what was folded into one counts as one.',
      labels: ['severity', 'state'],
      closed: ALERT_STATES,
      entities: () => bySeverity,
      read: ({ severity }, index, state) => alertCounts(state.alerts.all.values(), ALERT_STATES[index])[severity],
    }),
    whole({
      name: 'tallylight_alert_intake_total',
      kind: 'counter',
      unit: '{alert}',
      help: 'Alerts and messages of rule engines, by what became of them.',
      labels: ['result'],
      closed: INTAKE_RESULTS,
      read: (_entity, index, state) => state.readings.alertIntake[index],
    }),
    whole({
      name: 'tallylight_egress_capacity_bytes_per_second',
      kind: 'gauge',
      unit: '{By}/{s}',
      help: 'What the link of this process carries, as the host said; absent when it did not.',
      read: (_entity, _index, state) => {
        const bits = state.options.alertLimits?.egressCapacityBitsPerSecond ?? 0;
        return bits > 0 ? bits / BITS : undefined;
      },
    }),
  ];
}
