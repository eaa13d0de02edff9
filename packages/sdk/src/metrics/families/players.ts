/** What players report of themselves (CMCD): how fast they start, how often they stall, what they see. */
import type { Histogram } from '../../model/histogram.ts';
import { PLAYER_FORMATS, REPORT_MODES, REPORT_RESULTS, SWITCH_DIRECTIONS } from '../../model/player-rules.ts';
import type { Players } from '../../state/players.ts';
import type { StreamPlayers } from '../../state/stream-players.ts';
import { type Metric, metric, seconds, whole } from '../metric.ts';
import { ofStreams } from '../views.ts';

/** A metric for each player format. */
function byFormat(
  name: string,
  kind: 'counter' | 'histogram',
  unit: string,
  help: string,
  of: (players: Players) => Float64Array | readonly Histogram[],
): Metric {
  return whole({
    ...{ name, kind, unit, help },
    labels: ['player_format'],
    closed: PLAYER_FORMATS,
    read: (_entity, index, state) => of(state.players)[index],
  });
}

/** A counter of streams; 0 until a player of the stream told something. */
function byStream(name: string, unit: string, help: string, of: (players: StreamPlayers) => number): Metric {
  return ofStreams({
    ...{ name, unit, help },
    kind: 'counter',
    read: ({ players }) => (players === null ? 0 : of(players)),
  });
}

const REPORT_ENTITIES = REPORT_MODES.flatMap((mode, index) => [
  { labels: [mode, '1'], offset: index * 2 * REPORT_RESULTS.length },
  { labels: [mode, '2'], offset: (index * 2 + 1) * REPORT_RESULTS.length },
]);

export function playerMetrics(): readonly Metric[] {
  return [
    byFormat(
      ...(['tallylight_player_startup_duration_seconds', 'histogram', 's'] as const),
      'From the wish to play to the first picture: told by the player, or for version 1 an upper bound.',
      (players) => players.startups,
    ),
    byFormat(
      ...(['tallylight_player_stalls_total', 'counter', '{stall}'] as const),
      'Times that playback stood still for want of media.',
      (players) => players.stalls,
    ),
    byFormat(
      ...(['tallylight_player_stall_duration_seconds', 'histogram', 's'] as const),
      'How long a stall lasted; only players of version 2 tell.',
      (players) => players.stallDurations,
    ),
    byFormat(
      ...(['tallylight_player_bitrate_bytes_per_second', 'histogram', '{By}/{s}'] as const),
      'Encoded bitrate of the picture that was delivered, one observation an object.',
      (players) => players.bitrates,
    ),
    byFormat(
      ...(['tallylight_player_throughput_bytes_per_second', 'histogram', '{By}/{s}'] as const),
      'Throughput as the player measured it.',
      (players) => players.throughputs,
    ),
    byFormat(
      ...(['tallylight_player_buffer_seconds', 'histogram', 's'] as const),
      'Media in the buffer when an object was asked for.',
      (players) => players.buffers,
    ),
    byFormat(
      ...(['tallylight_player_errors_total', 'counter', '{error}'] as const),
      'Errors that players told.',
      (players) => players.errors,
    ),
    whole({
      name: 'tallylight_player_switches_total',
      kind: 'counter',
      unit: '{switch}',
      help: 'Changes of the bitrate in a playback, by direction.',
      labels: ['direction'],
      closed: SWITCH_DIRECTIONS,
      read: (_entity, index, state) => state.players.switches[index],
    }),
    byStream(
      'tallylight_stream_play_seconds_total',
      's',
      'Time played, of players that tell their time: may be compared with the stalled time.',
      ({ playedMs }) => seconds(playedMs),
    ),
    byStream(
      'tallylight_stream_stall_seconds_total',
      's',
      'Time that players stood still for want of media, of players that tell their time.',
      ({ stalledMs }) => seconds(stalledMs),
    ),
    byStream(
      'tallylight_stream_stalls_total',
      '{stall}',
      'Times that players stood still for want of media.',
      ({ stalls }) => stalls,
    ),
    byStream(
      'tallylight_stream_startups_total',
      '{start}',
      'Playbacks whose time to the first picture is known.',
      ({ startups }) => startups,
    ),
    byStream(
      'tallylight_stream_startup_score_total',
      '{score}',
      'Sum of the scores of these starts, each 0 to 1; over the starts it is the startup part of health.',
      ({ startupScore }) => startupScore,
    ),
    byStream(
      'tallylight_stream_picture_seconds_total',
      's',
      'Media time of delivered pictures whose bitrate and best bitrate are known.',
      ({ pictureMs }) => seconds(pictureMs),
    ),
    byStream(
      'tallylight_stream_picture_share_seconds_total',
      's',
      'The same, weighted by bitrate over the best bitrate: over it, the bitrate_share part of health.',
      ({ pictureShareMs }) => seconds(pictureShareMs),
    ),
    metric({
      name: 'tallylight_cmcd_reports_total',
      kind: 'counter',
      unit: '{report}',
      help: 'CMCD reports by the way they came, version and result.',
      labels: ['mode', 'version', 'result'],
      closed: REPORT_RESULTS,
      entities: () => REPORT_ENTITIES,
      read: ({ offset }, index, state) => state.players.reports[offset + index],
    }),
  ];
}
