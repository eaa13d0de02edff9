/** What the SDK says of itself: version, live channel, refusals, faults, its own cost. */
import { LIVE_TRANSPORTS, WORK_PARTS } from '../../state/readings.ts';
import type { State } from '../../state/state.ts';
import { type CatalogueContext, type Metric, metric, whole } from '../metric.ts';
import { countedBy } from '../views.ts';

export function selfMetrics({ build }: CatalogueContext): readonly Metric[] {
  const buildEntity = [{ labels: [build.version, build.runtime] }];
  return [
    metric({
      name: 'tallylight_build_info',
      kind: 'gauge',
      unit: '{build}',
      help: 'Constant 1; version of the SDK and of Node.',
      labels: ['version', 'runtime'],
      entities: () => buildEntity,
      read: () => 1,
    }),
    whole({
      name: 'tallylight_live_connections',
      kind: 'gauge',
      unit: '{connection}',
      help: 'Readers of the live channel now, by transport.',
      labels: ['transport'],
      closed: LIVE_TRANSPORTS,
      read: (_entity, index, state) => state.readings.liveConnections[index],
    }),
    countedBy(
      'tallylight_live_messages_total',
      'topic',
      '{message}',
      'Messages delivered to readers, by topic.',
      (state) => state.readings.liveMessages,
    ),
    countedBy(
      'tallylight_refusals_total',
      'reason',
      '{refusal}',
      'Requests and connections to our own paths that were refused, by reason.',
      (state) => state.readings.refusals,
    ),
    countedBy(
      'tallylight_sdk_faults_total',
      'part',
      '{fault}',
      'Faults inside the SDK that were kept from the host, by part.',
      (state) => state.readings.faults,
    ),
    metric({
      name: 'tallylight_sdk_collect_duration_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Work of the last collection, by exporter.',
      labels: ['exporter'],
      entities: (state: State) =>
        [...state.readings.collectSeconds].map(([exporter, value]) => ({ labels: [exporter], value })),
      read: ({ value }) => value,
    }),
    whole({
      name: 'tallylight_sdk_work_seconds_total',
      kind: 'counter',
      unit: 's',
      help: 'Time that the SDK has worked beside the requests of the host, by part: its ticks and the page of metrics.',
      labels: ['part'],
      closed: WORK_PARTS,
      read: (_entity, index, state) => state.readings.workSeconds[index],
    }),
    whole({
      name: 'tallylight_sdk_bad_ids_total',
      kind: 'counter',
      unit: '{id}',
      help: 'Ids that cannot name a thing; their traffic is counted under other.',
      read: (_entity, _index, state) => state.readings.badIds,
    }),
  ];
}
