/**
 * Every metric, once. To add one: add it here; the exporters, the documents and the tests follow this list. Rates are
 * PromQL's work, so no metric is a rate. `stream_egress_bytes` and `client_egress_bytes` are two views of the same bytes.
 */

import { MEDIA_KINDS } from '../model/media-kind.ts';
import { DEVICE_CLASSES } from '../model/session-identity.ts';
import type { Country } from '../state/countries.ts';
import { GEO_RESULTS, LIVE_TRANSPORTS } from '../state/readings.ts';
import { SESSION_END_REASONS } from '../state/sessions.ts';
import { STREAM_STATES, streamCounts } from '../state/snapshots.ts';
import { STREAM_KINDS, type State } from '../state/state.ts';
import { DROP_REASONS, REQUEST_RESULTS, RESTART_REASONS, type Stream } from '../state/stream.ts';
import { type Entity, type Metric, type MetricDefinition, metric } from './metric.ts';
import { countedBy, countriesOf, foldedStreams, namedStreams } from './views.ts';

/** Facts of this process that do not change. */
export interface BuildFacts {
  readonly version: string;
  readonly runtime: string;
}

const seconds = (ms: number): number => ms / 1000;

/** A metric of streams; sums stand under `other` beyond the cap. */
const ofStreams = (definition: MetricDefinition<Stream>): Metric =>
  metric({ labels: ['stream'], entities: namedStreams, folded: foldedStreams, ...definition });

/** A metric of streams whose sum would mean nothing: no `other`. */
const ofNamedStreams = (definition: MetricDefinition<Stream>): Metric =>
  metric({ labels: ['stream'], entities: namedStreams, ...definition });

const ofCountries = (definition: MetricDefinition<Country>): Metric =>
  metric({ labels: ['country'], entities: countriesOf, ...definition });

const whole = (definition: MetricDefinition<Entity>): Metric => metric(definition);

/** Makes the list for one process. */
export function createCatalogue(
  build: BuildFacts,
  clock: { nowMs(): number; monotonicMs(): number },
): readonly Metric[] {
  const buildEntity = [{ labels: [build.version, build.runtime] }];
  const dateSeconds = (monotonicMs: number): number =>
    Math.round(clock.nowMs() - (clock.monotonicMs() - monotonicMs)) / 1000;

  const list: Metric[] = [
    metric({
      name: 'tallylight_build_info',
      kind: 'gauge',
      unit: '{build}',
      help: 'Constant 1; version of the SDK and of Node.',
      labels: ['version', 'runtime'],
      entities: () => buildEntity,
      read: () => 1,
    }),

    // --- streams ---
    whole({
      name: 'tallylight_streams',
      kind: 'gauge',
      unit: '{stream}',
      help: 'Streams by state.',
      labels: ['state'],
      closed: STREAM_STATES,
      read: (_entity, index, state) => streamCounts(state)[STREAM_STATES[index] ?? 'unknown'],
    }),
    metric({
      name: 'tallylight_stream_info',
      kind: 'gauge',
      unit: '{stream}',
      help: 'Constant 1; static facts of a stream, to be joined with group_left.',
      labels: ['stream', 'kind', 'protocol'],
      entities: (state: State) =>
        namedStreams(state).map((stream) => ({ labels: [stream.id, stream.kind, stream.protocol] })),
      read: () => 1,
    }),
    ofNamedStreams({
      name: 'tallylight_stream_expected',
      kind: 'gauge',
      unit: '{stream}',
      help: '1 while the stream is meant to be on.',
      read: (stream) => (stream.expected ? 1 : 0),
    }),
    ofNamedStreams({
      name: 'tallylight_stream_up',
      kind: 'gauge',
      unit: '{stream}',
      help: '1 delivering, 0 known to be down or starting; absent when unknown or off.',
      read: ({ state }) => {
        if (state === 'up' || state === 'idle') return 1;
        return state === 'down' || state === 'starting' ? 0 : undefined;
      },
    }),
    ofStreams({
      name: 'tallylight_stream_observed_seconds_total',
      kind: 'counter',
      unit: 's',
      help: 'Time during which it was known whether the stream was up or down.',
      read: (stream) => seconds(stream.observedMs),
    }),
    ofStreams({
      name: 'tallylight_stream_available_seconds_total',
      kind: 'counter',
      unit: 's',
      help: 'Part of the observed time that the stream was up.',
      read: (stream) => seconds(stream.availableMs),
    }),
    ofStreams({
      name: 'tallylight_stream_requests_total',
      kind: 'counter',
      unit: '{request}',
      help: 'Media requests by result; aborted ones are nobody’s error.',
      labels: ['stream', 'result'],
      closed: REQUEST_RESULTS,
      read: (stream, result) => stream.requestsWith(result),
    }),
    ofStreams({
      name: 'tallylight_stream_egress_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Body bytes sent to viewers.',
      read: (stream) => stream.egressBytes,
    }),
    ofStreams({
      name: 'tallylight_stream_ingress_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Bytes read from the source, where the host counts them.',
      read: (stream) => stream.ingressBytes,
    }),
    ofStreams({
      name: 'tallylight_stream_clients',
      kind: 'gauge',
      unit: '{client}',
      help: 'Viewing sessions now.',
      read: (stream) => stream.sessions,
    }),
    ofStreams({
      name: 'tallylight_stream_restarts_total',
      kind: 'counter',
      unit: '{restart}',
      help: 'Restarts that the host told, by reason.',
      labels: ['stream', 'reason'],
      closed: RESTART_REASONS,
      read: (stream, reason) => stream.restarts[reason],
    }),
    ofStreams({
      name: 'tallylight_stream_drops_total',
      kind: 'counter',
      unit: '{drop}',
      help: 'Falls from up to down, by reason.',
      labels: ['stream', 'reason'],
      closed: DROP_REASONS,
      read: (stream, reason) => stream.drops[reason],
    }),
    ofNamedStreams({
      name: 'tallylight_stream_last_activity_timestamp_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Unix time of the last byte in or out; absent before the first.',
      read: ({ lastActivityMs }) => (lastActivityMs === null ? undefined : dateSeconds(lastActivityMs)),
    }),
    ofNamedStreams({
      name: 'tallylight_stream_playlist_age_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Time since the newest media playlist had something new; absent before the first.',
      read: ({ playlistAdvancedMs }) =>
        playlistAdvancedMs === null ? undefined : Math.max(0, seconds(clock.monotonicMs() - playlistAdvancedMs)),
    }),
    whole({
      name: 'tallylight_stream_start_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'From starting to the first byte, by kind of stream.',
      labels: ['kind'],
      closed: STREAM_KINDS,
      read: (_entity, kind, state) => state.startDurations[kind],
    }),
    whole({
      name: 'tallylight_stream_response_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'From request to first byte of the answer, by kind of request.',
      labels: ['kind'],
      closed: MEDIA_KINDS,
      read: (_entity, kind, state) => state.responseDurations[kind],
    }),
    whole({
      name: 'tallylight_stream_session_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'Length of ended viewing sessions.',
      read: (_entity, _index, state) => state.sessions.durations,
    }),

    // --- viewers ---
    ofCountries({
      name: 'tallylight_clients',
      kind: 'gauge',
      unit: '{client}',
      help: 'Viewing sessions now by country (ISO alpha-2; ZZ unknown or private).',
      read: (country) => country.sessions,
    }),
    ofCountries({
      name: 'tallylight_client_sessions_total',
      kind: 'counter',
      unit: '{session}',
      help: 'Viewing sessions started, by country and device class.',
      labels: ['country', 'device_class'],
      closed: DEVICE_CLASSES,
      read: (country, index, state) => state.sessions.startedBy.get(country)?.[index] ?? 0,
    }),
    whole({
      name: 'tallylight_client_sessions_ended_total',
      kind: 'counter',
      unit: '{session}',
      help: 'Viewing sessions ended, by reason.',
      labels: ['reason'],
      closed: SESSION_END_REASONS,
      read: (_entity, index, state) => state.sessions.ended[index],
    }),
    ofCountries({
      name: 'tallylight_client_egress_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Body bytes by country: a second view of stream egress, never to be added to it.',
      read: (country) => country.egressBytes,
    }),
    whole({
      name: 'tallylight_geoip_lookups_total',
      kind: 'counter',
      unit: '{lookup}',
      help: 'Look-ups of a viewer’s country, by result.',
      labels: ['result'],
      closed: GEO_RESULTS,
      read: (_entity, index, state) => state.readings.geoLookups[index],
    }),
    metric({
      name: 'tallylight_geoip_database_timestamp_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'When the loaded geo database was built.',
      labels: ['database'],
      entities: (state: State) =>
        state.readings.geoDatabases.map(({ database, builtAtMs }) => ({ labels: [database], builtAtMs })),
      read: (database) => seconds(database.builtAtMs),
    }),

    // --- this process ---
    whole({
      name: 'tallylight_event_loop_utilization_ratio',
      kind: 'gauge',
      unit: '1',
      help: 'Busy share of the event loop since the last tick.',
      read: (_entity, _index, state) => state.readings.process?.eventLoopUtilization,
    }),
    whole({
      name: 'tallylight_event_loop_delay_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Delay of the event loop since the last tick.',
      labels: ['quantile_name'],
      closed: ['p50', 'p99', 'max'],
      read: (_entity, index, state) => {
        const delay = state.readings.process?.eventLoopDelaySeconds;
        return delay && [delay.p50, delay.p99, delay.max][index];
      },
    }),
    whole({
      name: 'tallylight_process_memory_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Resident memory of the process.',
      read: (_entity, _index, state) => state.readings.process?.memoryBytes,
    }),
    whole({
      name: 'tallylight_process_memory_limit_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Memory that the process may use: the limit of its group, else of the machine.',
      read: (_entity, _index, state) => state.readings.process?.memoryLimitBytes ?? undefined,
    }),

    // --- the live channel and the SDK itself ---
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
      name: 'tallylight_sdk_bad_ids_total',
      kind: 'counter',
      unit: '{id}',
      help: 'Ids that cannot name a thing; their traffic is counted under other.',
      read: (_entity, _index, state) => state.readings.badIds,
    }),
  ];

  list.push(
    metric({
      name: 'tallylight_sdk_series_dropped_total',
      kind: 'counter',
      unit: '{series}',
      help: 'Label values that were folded into other because a cap was full, by metric.',
      labels: ['metric'],
      entities: () => capped.map((name) => ({ labels: [name] })),
      read: (_entity, _index, state) => state.streams.labelCap.refused + state.streams.cap.refused,
    }),
  );
  const capped = list.filter((entry) => entry.labels[0] === 'stream').map((entry) => entry.name);
  return list;
}
