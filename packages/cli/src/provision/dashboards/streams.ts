/** All streams: how many are well, which are worst, how they went. */
import type { Dashboard } from './dashboard.ts';
import { counted, errorRatio, JUDGED, OURS, quantile, STREAM, WINDOW } from './expressions.ts';
import {
  bars,
  ERROR_STEPS,
  HEALTH_STEPS,
  live,
  NONE_IS_GOOD,
  PLAIN,
  stat,
  table,
  time,
  timeline,
  UP_WORDS,
} from './panels.ts';

const OF_STREAM = `{${STREAM}}`;

export const streams: Dashboard = {
  uid: 'tallylight-streams',
  title: 'Streams',
  description: 'All streams: how many are well, which are worst, and how they went.',
  variables: [{ name: 'stream', label: 'Stream', metric: 'tallylight_stream_info', of: 'stream', many: true }],
  rows: [
    {
      question: 'How are the streams?',
      panels: [
        stat({
          title: 'How many streams are in each state?',
          description:
            'All streams of the host by state; idle is up without viewers, off is not expected, unknown is what nobody can tell.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          width: 12,
          steps: PLAIN,
          queries: [{ expr: 'sum by (state) (tallylight_streams)', legend: '{{state}}' }],
        }),
        stat({
          title: 'How many are watching?',
          description: 'Viewing sessions now on the chosen streams.',
          none: 'none of these streams is known',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: `sum (tallylight_stream_clients${OF_STREAM})` }],
        }),
        stat({
          title: 'How much goes out?',
          description: 'Body bytes sent to viewers of the chosen streams, per second.',
          none: 'none of these streams is known',
          unit: 'Bps',
          steps: PLAIN,
          queries: [{ expr: `sum (rate(tallylight_stream_egress_bytes_total${OF_STREAM}[$__rate_interval]))` }],
        }),
        stat({
          title: 'What share of answers fails?',
          description:
            'Server errors, time-outs and segments that our own playlist names but that are missing, over all answers that say something of us.',
          none: 'nobody asked for media in the last five minutes',
          unit: 'percentunit',
          decimals: 2,
          steps: ERROR_STEPS,
          queries: [{ expr: errorRatio('5m', STREAM, '') }],
        }),
      ],
    },
    {
      question: 'Which streams are worst?',
      panels: [
        table({
          title: 'What does each stream need?',
          description: 'A row per stream, lowest health first. A row opens the stream.',
          none: 'none of these streams is known',
          height: 12,
          by: 'stream',
          heading: 'Stream',
          sortBy: 'Health',
          descending: false,
          opens: 'tallylight-stream',
          columns: [
            {
              name: 'Health',
              expr: `max by (stream) (tallylight_stream_health_ratio${OF_STREAM})`,
              unit: 'percentunit',
              decimals: 0,
              steps: HEALTH_STEPS,
            },
            {
              name: 'State',
              expr: `max by (stream) (tallylight_stream_up${OF_STREAM})`,
              unit: 'none',
              words: UP_WORDS,
            },
            { name: 'Viewers', expr: `sum by (stream) (tallylight_stream_clients${OF_STREAM})`, unit: 'short' },
            {
              name: 'Egress',
              expr: `sum by (stream) (rate(tallylight_stream_egress_bytes_total${OF_STREAM}[5m]))`,
              unit: 'Bps',
            },
            { name: 'Errors', expr: errorRatio('5m', STREAM), unit: 'percentunit', decimals: 2, steps: ERROR_STEPS },
            {
              name: 'Playlist age',
              expr: `min by (stream) (tallylight_stream_playlist_age_seconds${OF_STREAM})`,
              unit: 's',
              decimals: 0,
            },
            {
              name: 'Drops, 24 h',
              expr: counted('tallylight_stream_drops_total', 'stream', '24h', STREAM),
              unit: 'short',
              decimals: 0,
              steps: NONE_IS_GOOD,
            },
            {
              name: 'Restarts, 24 h',
              expr: counted('tallylight_stream_restarts_total', 'stream', '24h', STREAM),
              unit: 'short',
              decimals: 0,
              steps: NONE_IS_GOOD,
            },
          ],
        }),
      ],
    },
    {
      question: 'How did they go?',
      panels: [
        timeline({
          title: 'When was each stream up?',
          alerts: ['stream-down', 'stream-flapping', 'stream-health-unknown', 'many-streams-down'],
          description: 'Up or down over time. A gap is a time in which nobody could tell.',
          none: 'none of these streams is known',
          unit: 'none',
          words: UP_WORDS,
          queries: [{ expr: `max by (stream) (tallylight_stream_up${OF_STREAM})`, legend: '{{stream}}' }],
        }),
        time({
          title: 'How did health move?',
          alerts: ['stream-unhealthy', 'stream-degraded'],
          description: 'Score of each stream; a gap is a time without enough observations.',
          none: 'none of these streams has a score',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [{ expr: `max by (stream) (tallylight_stream_health_ratio${OF_STREAM})`, legend: '{{stream}}' }],
        }),
        time({
          title: 'Which streams carry the traffic?',
          alerts: ['stream-bandwidth-high'],
          description: 'Egress of the ten largest streams.',
          none: 'none of these streams is known',
          unit: 'Bps',
          min: 0,
          stacked: true,
          queries: [
            {
              expr: `topk (10, sum by (stream) (rate(tallylight_stream_egress_bytes_total${OF_STREAM}[$__rate_interval])))`,
              legend: '{{stream}}',
            },
          ],
        }),
        time({
          title: 'Which answers failed, and how?',
          alerts: ['stream-failing'],
          description: 'Media requests per second by result. Aborted ones are nobody’s error and are left out.',
          none: 'none of these streams is known',
          unit: 'reqps',
          min: 0,
          queries: [
            {
              expr: `sum by (result) (rate(tallylight_stream_requests_total{${STREAM}, ${JUDGED}, ${OURS}}[$__rate_interval]))`,
              legend: '{{result}}',
            },
          ],
        }),
        time({
          title: 'How long does an answer take?',
          description: 'From request to first byte: half and 95 % of the answers, by kind of request.',
          none: 'nobody asked for media in the window',
          unit: 's',
          min: 0,
          queries: [
            { expr: quantile(0.5, 'tallylight_stream_response_duration_seconds', ['kind']), legend: 'half, {{kind}}' },
            { expr: quantile(0.95, 'tallylight_stream_response_duration_seconds', ['kind']), legend: '95 %, {{kind}}' },
          ],
        }),
        time({
          title: 'Which playlists stand still?',
          alerts: ['playlist-stalled'],
          description:
            'Time since the newest media playlist had something new. More than three target durations is a standing picture.',
          none: 'no live playlist was seen',
          unit: 's',
          min: 0,
          queries: [
            { expr: `min by (stream) (tallylight_stream_playlist_age_seconds${OF_STREAM})`, legend: '{{stream}}' },
          ],
        }),
        timeline({
          title: 'Which pictures are black or frozen?',
          alerts: ['picture-lost'],
          description: 'As segments and programme dates tell it.',
          none: 'there are no segments to tell by',
          unit: 'none',
          words: { '0': { text: 'well', color: 'green' }, '1': { text: 'lost', color: 'red' } },
          queries: [
            {
              expr: `max by (stream, fault) (tallylight_stream_picture_fault${OF_STREAM})`,
              legend: '{{stream}}, {{fault}}',
            },
          ],
        }),
        time({
          title: 'What was restarted, and what fell?',
          alerts: ['stream-restarts'],
          description: 'Restarts that the host told and falls from up to down, counted in each step.',
          none: 'none of these streams is known',
          unit: 'short',
          min: 0,
          queries: [
            {
              expr: counted('tallylight_stream_restarts_total', 'stream', WINDOW, STREAM),
              legend: 'restart, {{stream}}',
            },
            { expr: counted('tallylight_stream_drops_total', 'stream', WINDOW, STREAM), legend: 'fall, {{stream}}' },
          ],
        }),
        bars({
          title: 'Which streams have the most viewers?',
          alerts: ['stream-idle'],
          description: 'Viewing sessions now, the ten largest.',
          none: 'none of these streams is known',
          width: 12,
          unit: 'short',
          queries: [
            {
              expr: `topk (10, sum by (stream) (tallylight_stream_clients${OF_STREAM}))`,
              legend: '{{stream}}',
              instant: true,
            },
          ],
        }),
      ],
    },
    {
      question: 'How is it this second?',
      panels: [
        live({
          title: 'How healthy is each stream, live?',
          description: 'The live channel of the SDK: every tick, with the age of what is shown.',
          none: 'no stream is known',
          width: 12,
          panel: 'health',
          topic: 'streams',
        }),
        live({
          title: 'How much goes out, live?',
          description: 'Bandwidth of the whole server, a point every tick.',
          none: 'no traffic yet',
          width: 12,
          panel: 'bandwidth',
          topic: 'bandwidth',
        }),
      ],
    },
  ],
};
