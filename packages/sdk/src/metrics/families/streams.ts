/** Metrics of streams: state, time, requests, bytes. */
import { MEDIA_KINDS } from '../../model/media-kind.ts';
import { PICTURE_FAULTS } from '../../model/picture-rules.ts';
import { SWITCH_DIRECTIONS } from '../../state/renditions.ts';
import { STREAM_STATES, streamCounts } from '../../state/snapshots.ts';
import { STREAM_KINDS, type State } from '../../state/state.ts';
import { DROP_REASONS, PROBE_RESULTS, REQUEST_RESULTS, RESTART_REASONS } from '../../state/stream.ts';
import { type CatalogueContext, dateSeconds, type Metric, metric, seconds, whole } from '../metric.ts';
import { foldedRenditions, namedRenditions, namedStreams, ofNamedStreams, ofStreams } from '../views.ts';

export function streamMetrics({ clock }: CatalogueContext): readonly Metric[] {
  return [
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
      help: 'Media requests by result; aborted ones are nobody’s error, missing is a segment that our own playlist names.',
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
      read: ({ lastActivityMs }) => (lastActivityMs === null ? undefined : dateSeconds(clock, lastActivityMs)),
    }),
    ofNamedStreams({
      name: 'tallylight_stream_playlist_age_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Time since the newest media playlist had something new; absent before the first.',
      read: ({ playlistAdvancedMs }) =>
        playlistAdvancedMs === null ? undefined : Math.max(0, seconds(clock.monotonicMs() - playlistAdvancedMs)),
    }),
    ofStreams({
      name: 'tallylight_stream_probes_total',
      kind: 'counter',
      unit: '{probe}',
      help: 'Probes of the stream by what they found; absent where nobody probes.',
      labels: ['stream', 'result'],
      closed: PROBE_RESULTS,
      entities: (state: State) => namedStreams(state).filter((stream) => stream.probes !== null),
      read: (stream, result) => stream.probes?.counts[result] ?? 0,
    }),
    whole({
      name: 'tallylight_stream_probe_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'How long probes of streams took.',
      read: (_entity, _index, state) => state.streams.probeDurations,
    }),
    metric({
      name: 'tallylight_rendition_egress_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Body bytes of segments by rendition; the first eight of a stream, the rest is other.',
      labels: ['stream', 'rendition'],
      entities: namedRenditions,
      folded: foldedRenditions,
      read: (rendition) => rendition.egressBytes,
    }),
    metric({
      name: 'tallylight_rendition_clients',
      kind: 'gauge',
      unit: '{client}',
      help: 'Viewing sessions by the rendition that they fetched last.',
      labels: ['stream', 'rendition'],
      entities: namedRenditions,
      folded: foldedRenditions,
      read: (rendition) => rendition.sessions,
    }),
    ofStreams({
      name: 'tallylight_rendition_switches_total',
      kind: 'counter',
      unit: '{switch}',
      help: 'Changes of rendition within a session as seen in its requests: to more bits and to fewer.',
      labels: ['stream', 'direction'],
      closed: SWITCH_DIRECTIONS,
      read: (stream, direction) => stream.renditions?.switches[direction] ?? 0,
    }),
    ofNamedStreams({
      name: 'tallylight_stream_picture_fault',
      kind: 'gauge',
      unit: '{stream}',
      help: '1 while segments or programme dates say that the picture is black or stands still; absent until there are segments to tell by.',
      labels: ['stream', 'fault'],
      closed: PICTURE_FAULTS,
      entities: (state: State) => namedStreams(state).filter((stream) => stream.renditions !== null),
      read: (stream, fault) => (stream.picture === PICTURE_FAULTS[fault] ? 1 : 0),
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
  ];
}
