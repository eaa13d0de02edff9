/** One stream, to the bottom: why it is as it is, and who watches it now. */
import type { Dashboard } from './dashboard.ts';
import { errorRatio } from './expressions.ts';
import { ERROR_STEPS, HEALTH_STEPS, live, PLAIN, stat, time, timeline, UP_WORDS } from './panels.ts';

const ONE = '{stream="$stream"}';
const RATE = '$__rate_interval';

export const streamDetail: Dashboard = {
  uid: 'tallylight-stream',
  title: 'Stream detail',
  description: 'One stream to the bottom: why it is as it is, and who watches it now.',
  variables: [{ name: 'stream', label: 'Stream', metric: 'tallylight_stream_info', of: 'stream', many: false }],
  rows: [
    {
      question: 'How is this stream?',
      panels: [
        stat({
          title: 'Is it up?',
          description:
            'Delivering, or known to be down. Nothing is shown while nobody can tell, or when it is not expected.',
          none: 'nobody can tell, or it is off',
          unit: 'none',
          words: UP_WORDS,
          queries: [{ expr: `max (tallylight_stream_up${ONE})` }],
        }),
        stat({
          title: 'How healthy is it?',
          description: 'Score over the window, from uptime, errors and response.',
          none: 'too little was observed to score it',
          unit: 'percentunit',
          decimals: 0,
          min: 0,
          max: 1,
          steps: HEALTH_STEPS,
          queries: [{ expr: `max (tallylight_stream_health_ratio${ONE})` }],
        }),
        stat({
          title: 'How many watch it?',
          description: 'Viewing sessions now.',
          none: 'no stream of this name',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: `sum (tallylight_stream_clients${ONE})` }],
        }),
        stat({
          title: 'How much goes out?',
          description: 'Body bytes sent to its viewers, per second.',
          none: 'no stream of this name',
          unit: 'Bps',
          steps: PLAIN,
          queries: [{ expr: `sum (rate(tallylight_stream_egress_bytes_total${ONE}[${RATE}]))` }],
        }),
        stat({
          title: 'How long was it up in 24 hours?',
          description: 'Share of the observed time that it was up.',
          none: 'it was not observed in 24 hours',
          unit: 'percentunit',
          decimals: 2,
          steps: [{ color: 'red' }, { from: 0.99, color: 'orange' }, { from: 0.999, color: 'green' }],
          queries: [
            {
              expr: `sum (increase(tallylight_stream_available_seconds_total${ONE}[24h])) / (sum (increase(tallylight_stream_observed_seconds_total${ONE}[24h])) > 0)`,
            },
          ],
        }),
        stat({
          title: 'How old is its playlist?',
          description:
            'Time since the newest media playlist had something new. More than three target durations is a standing picture.',
          none: 'no live playlist was seen',
          unit: 's',
          decimals: 0,
          steps: [{ color: 'green' }, { from: 15, color: 'orange' }, { from: 30, color: 'red' }],
          queries: [{ expr: `min (tallylight_stream_playlist_age_seconds${ONE})` }],
        }),
      ],
    },
    {
      question: 'Why is it as it is?',
      panels: [
        time({
          title: 'Which part drags the score down?',
          description: 'Sub-scores of health. The lowest one is the reason.',
          none: 'too little was observed to score it',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            { expr: `max by (component) (tallylight_stream_health_component_ratio${ONE})`, legend: '{{component}}' },
          ],
        }),
        timeline({
          title: 'When was it up?',
          description: 'Up or down over time. A gap is a time in which nobody could tell.',
          none: 'nobody can tell, or it is off',
          unit: 'none',
          words: UP_WORDS,
          queries: [{ expr: `max (tallylight_stream_up${ONE})`, legend: '$stream' }],
        }),
        time({
          title: 'What did its viewers get?',
          description: 'Media requests per second by result.',
          none: 'nobody asked for it',
          unit: 'reqps',
          min: 0,
          stacked: true,
          queries: [
            { expr: `sum by (result) (rate(tallylight_stream_requests_total${ONE}[${RATE}]))`, legend: '{{result}}' },
          ],
        }),
        time({
          title: 'What share of the answers failed?',
          description: 'Our errors over all answers that say something of us.',
          none: 'nobody asked for it',
          unit: 'percentunit',
          min: 0,
          steps: ERROR_STEPS,
          queries: [{ expr: errorRatio(RATE, 'stream="$stream"', ''), legend: 'failed' }],
        }),
        time({
          title: 'How much goes in and out?',
          description: 'Egress to viewers and ingress from the source, where the host counts it.',
          none: 'no stream of this name',
          unit: 'Bps',
          min: 0,
          queries: [
            { expr: `sum (rate(tallylight_stream_egress_bytes_total${ONE}[${RATE}]))`, legend: 'out' },
            { expr: `sum (rate(tallylight_stream_ingress_bytes_total${ONE}[${RATE}]))`, legend: 'in' },
          ],
        }),
        time({
          title: 'Which renditions do viewers get?',
          description:
            'Viewing sessions by the rendition that they fetched last. A slide to the lowest is a tight link.',
          none: 'its renditions are not told apart',
          unit: 'short',
          min: 0,
          stacked: true,
          queries: [{ expr: `sum by (rendition) (tallylight_rendition_clients${ONE})`, legend: '{{rendition}}' }],
        }),
        time({
          title: 'How often do players wait?',
          description: 'Waiting over playing, of players that tell their time (CMCD version 2).',
          none: 'no player of this stream tells its time',
          unit: 'percentunit',
          min: 0,
          queries: [
            {
              expr: `sum (rate(tallylight_stream_stall_seconds_total${ONE}[${RATE}])) / (sum (rate(tallylight_stream_play_seconds_total${ONE}[${RATE}])) > 0)`,
              legend: 'waiting',
            },
          ],
        }),
        time({
          title: 'Is the picture black or frozen?',
          description: '1 while segments or programme dates say so.',
          none: 'there are no segments to tell by',
          unit: 'short',
          min: 0,
          max: 1,
          queries: [{ expr: `max by (fault) (tallylight_stream_picture_fault${ONE})`, legend: '{{fault}}' }],
        }),
      ],
    },
    {
      question: 'Who watches it now?',
      panels: [
        live({
          title: 'Which sessions are open?',
          description:
            'Live rows of this stream: country, device, rendition, bytes, since when. Addresses are shortened.',
          none: 'nobody watches it',
          width: 24,
          panel: 'table',
          topic: 'sessions',
          where: { stream: ['$stream'] },
        }),
      ],
    },
  ],
};
