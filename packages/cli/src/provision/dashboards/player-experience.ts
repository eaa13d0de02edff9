/** What viewers live through, told by their players (CMCD). Worst channels first. */
import type { Dashboard } from './dashboard.ts';
import { counted, quantile, STREAM, WINDOW } from './expressions.ts';
import { bars, NONE_IS_GOOD, stat, table, time } from './panels.ts';

const stalled = (window: string, by: string): string => {
  const of = (metric: string): string => `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}{${STREAM}}[${window}]))`;
  return `${of('tallylight_stream_stall_seconds_total')} / (${of('tallylight_stream_play_seconds_total')} > 0)`;
};
const STALL_STEPS = [{ color: 'green' }, { from: 0.005, color: 'orange' }, { from: 0.02, color: 'red' }] as const;

export const playerExperience: Dashboard = {
  uid: 'tallylight-players',
  title: 'Player experience',
  description:
    'What viewers live through, told by their players (CMCD): start-up, stalls, bitrate. Worst channels first.',
  variables: [{ name: 'stream', label: 'Stream', metric: 'tallylight_stream_info', of: 'stream', many: true }],
  rows: [
    {
      question: 'How is it for viewers?',
      panels: [
        stat({
          title: 'What share of the time do they wait?',
          description:
            'Waiting over playing in the last 15 minutes, of players that tell their time. Under half a percent is good.',
          none: 'no player tells its time',
          unit: 'percentunit',
          decimals: 2,
          width: 6,
          steps: STALL_STEPS,
          queries: [{ expr: stalled('15m', '') }],
        }),
        stat({
          title: 'How long until the first picture?',
          description:
            'Half of the players are quicker than the first number, 95 % than the second. For CMCD version 1 it is an upper bound.',
          none: 'no player started in the last hour',
          unit: 's',
          decimals: 1,
          width: 6,
          queries: [
            { expr: quantile(0.5, 'tallylight_player_startup_duration_seconds', [], '1h'), legend: 'half' },
            { expr: quantile(0.95, 'tallylight_player_startup_duration_seconds', [], '1h'), legend: '95 %' },
          ],
        }),
        stat({
          title: 'How many stalls in an hour?',
          description: 'Times that playback stood still for want of media.',
          none: 'no player speaks CMCD',
          unit: 'short',
          decimals: 0,
          width: 6,
          steps: NONE_IS_GOOD,
          queries: [{ expr: counted('tallylight_player_stalls_total', '', '1h') }],
        }),
        stat({
          title: 'How many players failed in an hour?',
          alerts: ['playback-failing'],
          description: 'Errors that players told.',
          none: 'no player speaks CMCD',
          unit: 'short',
          decimals: 0,
          width: 6,
          steps: NONE_IS_GOOD,
          queries: [{ expr: counted('tallylight_player_errors_total', '', '1h') }],
        }),
      ],
    },
    {
      question: 'Which channels are worst?',
      panels: [
        table({
          title: 'Where do viewers wait most?',
          description: 'A row per stream whose players speak. A row opens the stream.',
          none: 'no player speaks CMCD',
          by: 'stream',
          heading: 'Stream',
          sortBy: 'Waiting',
          descending: true,
          opens: 'tallylight-stream',
          columns: [
            { name: 'Waiting', expr: stalled('15m', 'stream'), unit: 'percentunit', decimals: 2, steps: STALL_STEPS },
            {
              name: 'Stalls, 1 h',
              expr: counted('tallylight_stream_stalls_total', 'stream', '1h', STREAM),
              unit: 'short',
              decimals: 0,
              steps: NONE_IS_GOOD,
            },
            {
              name: 'Played, 1 h',
              expr: counted('tallylight_stream_play_seconds_total', 'stream', '1h', STREAM),
              unit: 's',
              decimals: 0,
            },
            { name: 'Viewers', expr: `sum by (stream) (tallylight_stream_clients{${STREAM}})`, unit: 'short' },
          ],
        }),
      ],
    },
    {
      question: 'How did it go?',
      panels: [
        time({
          title: 'When did viewers wait?',
          alerts: ['stream-buffering', 'stream-buffering-badly'],
          description: 'Waiting over playing by stream.',
          none: 'no player tells its time',
          unit: 'percentunit',
          min: 0,
          steps: STALL_STEPS,
          queries: [{ expr: stalled(WINDOW, 'stream'), legend: '{{stream}}' }],
        }),
        time({
          title: 'How long did starts take?',
          alerts: ['startup-slow'],
          description: 'From the wish to play to the first picture: half and 95 % of the starts.',
          none: 'no player started in the window',
          unit: 's',
          min: 0,
          queries: [
            { expr: quantile(0.5, 'tallylight_player_startup_duration_seconds'), legend: 'half' },
            { expr: quantile(0.95, 'tallylight_player_startup_duration_seconds'), legend: '95 %' },
          ],
        }),
        time({
          title: 'Which bitrate do they get?',
          description:
            'Encoded bitrate of what was delivered, and the throughput that players measured: half of the objects.',
          none: 'no player speaks CMCD',
          unit: 'Bps',
          min: 0,
          queries: [
            { expr: quantile(0.5, 'tallylight_player_bitrate_bytes_per_second'), legend: 'delivered' },
            { expr: quantile(0.5, 'tallylight_player_throughput_bytes_per_second'), legend: 'possible' },
          ],
        }),
        time({
          title: 'How full are the buffers?',
          description: 'Media ahead of the playhead when an object was asked for: the worst twentieth, and half.',
          none: 'no player speaks CMCD',
          unit: 's',
          min: 0,
          queries: [
            { expr: quantile(0.05, 'tallylight_player_buffer_seconds'), legend: 'worst 5 %' },
            { expr: quantile(0.5, 'tallylight_player_buffer_seconds'), legend: 'half' },
          ],
        }),
        time({
          title: 'How often does the bitrate change?',
          description: 'Changes of bitrate per minute by direction.',
          none: 'no player speaks CMCD',
          unit: 'cpm',
          min: 0,
          queries: [
            {
              expr: `60 * sum by (direction) (rate(tallylight_player_switches_total[${WINDOW}]))`,
              legend: '{{direction}}',
            },
          ],
        }),
        bars({
          title: 'What do players speak?',
          description:
            'CMCD reports of the last hour by version and result. Malformed ones are counted and left out of everything else.',
          none: 'no player speaks CMCD',
          width: 12,
          unit: 'short',
          queries: [
            {
              expr: counted('tallylight_cmcd_reports_total', 'version, result', '1h'),
              legend: 'v{{version}}, {{result}}',
              instant: true,
            },
          ],
        }),
      ],
    },
  ],
};
