/** Who watches, from where, on what. */
import type { Dashboard } from './dashboard.ts';
import { counted, quantile, WINDOW } from './expressions.ts';
import { bars, own, PLAIN, stat, table, time } from './panels.ts';

export const audience: Dashboard = {
  uid: 'tallylight-audience',
  title: 'Audience and geography',
  description: 'Who watches, from where, on what, and against last week.',
  variables: [],
  from: 'now-6h',
  rows: [
    {
      question: 'How many are there?',
      panels: [
        stat({
          title: 'How many sessions are open?',
          description: 'Viewing sessions now. One viewer may have several.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: 'sum (tallylight_clients)' }],
        }),
        stat({
          title: 'How many different viewers?',
          description:
            'Different viewers in the last 15 minutes, hour and day; an estimate within 1.6 %. Over several instances the highest is shown, because a sum would count some twice.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          width: 8,
          steps: PLAIN,
          queries: [{ expr: 'max by (window) (tallylight_unique_viewers)', legend: '{{window}}' }],
        }),
        stat({
          title: 'How many users are active?',
          description: 'Distinct users that the host told: of the last five minutes and of today, with their peaks.',
          none: 'the host tells of no users',
          unit: 'short',
          width: 8,
          steps: PLAIN,
          queries: [
            { expr: 'max by (window) (tallylight_active_users)', legend: '{{window}}' },
            { expr: 'max (tallylight_active_users_peak{window="24h"})', legend: 'peak, 24h' },
          ],
        }),
        stat({
          title: 'From how many countries?',
          description: 'Countries with at least one session now. Unknown addresses count as one.',
          none: 'nobody watches',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: 'count (sum by (country) (tallylight_clients) > 0)' }],
        }),
      ],
    },
    {
      question: 'Where are they?',
      panels: [
        own({
          title: 'Where in the world do they watch?',
          description: 'Sessions now by country. ZZ is what no database knows, and private networks.',
          none: 'nobody watches',
          width: 16,
          height: 14,
          unit: 'short',
          panel: 'heatmap',
          queries: [{ expr: 'sum by (country) (tallylight_clients)', legend: '{{country}}', instant: true }],
        }),
        table({
          title: 'Which countries lead?',
          description: 'Sessions now, started in 24 hours, and traffic.',
          none: 'nobody watches',
          width: 8,
          height: 14,
          by: 'country',
          heading: 'Country',
          sortBy: 'Sessions',
          descending: true,
          columns: [
            { name: 'Sessions', expr: 'topk (50, sum by (country) (tallylight_clients))', unit: 'short' },
            {
              name: 'Started, 24 h',
              expr: counted('tallylight_client_sessions_total', 'country', '24h'),
              unit: 'short',
              decimals: 0,
            },
            { name: 'Egress', expr: 'sum by (country) (rate(tallylight_client_egress_bytes_total[5m]))', unit: 'Bps' },
          ],
        }),
      ],
    },
    {
      question: 'How does it move?',
      panels: [
        time({
          title: 'How many watch, against last week?',
          description: 'Sessions now and at the same time a week ago.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          min: 0,
          queries: [
            { expr: 'sum (tallylight_clients)', legend: 'now' },
            { expr: 'sum (tallylight_clients offset 1w)', legend: 'a week ago' },
          ],
        }),
        time({
          title: 'How many users are active, against last week?',
          alerts: ['active-users-drop'],
          description: 'Distinct users of five minutes that the host told, now and at the same time a week ago.',
          none: 'the host tells of no users',
          unit: 'short',
          min: 0,
          queries: [
            { expr: 'max (tallylight_active_users{window="5m"})', legend: 'now' },
            { expr: 'max (tallylight_active_users{window="5m"} offset 1w)', legend: 'a week ago' },
          ],
        }),
        time({
          title: 'Which countries move?',
          description: 'Sessions of the ten largest countries.',
          none: 'nobody watches',
          unit: 'short',
          min: 0,
          stacked: true,
          queries: [{ expr: 'topk (10, sum by (country) (tallylight_clients))', legend: '{{country}}' }],
        }),
        time({
          title: 'How do sessions end?',
          description: 'Ended sessions per minute by reason.',
          none: 'no scrape of the SDK has arrived',
          unit: 'cpm',
          min: 0,
          queries: [
            {
              expr: `60 * sum by (reason) (rate(tallylight_client_sessions_ended_total[${WINDOW}]))`,
              legend: '{{reason}}',
            },
          ],
        }),
        time({
          title: 'How long do they stay?',
          description: 'Length of ended sessions: half of them, and the longest twentieth.',
          none: 'no session ended in the window',
          unit: 's',
          min: 0,
          queries: [
            { expr: quantile(0.5, 'tallylight_stream_session_duration_seconds'), legend: 'half' },
            { expr: quantile(0.95, 'tallylight_stream_session_duration_seconds'), legend: '95 %' },
          ],
        }),
      ],
    },
    {
      question: 'What do they watch on, and what is asked of them?',
      panels: [
        bars({
          title: 'On which devices?',
          description: 'Sessions started in 24 hours by class of device.',
          none: 'nobody watched in 24 hours',
          unit: 'short',
          queries: [
            {
              expr: counted('tallylight_client_sessions_total', 'device_class', '24h'),
              legend: '{{device_class}}',
              instant: true,
            },
          ],
        }),
        bars({
          title: 'Which kinds of content are viewed?',
          description: 'Content views of the last 24 hours that the host told.',
          none: 'the host tells of no content',
          unit: 'short',
          queries: [
            { expr: counted('tallylight_content_views_total', 'kind', '24h'), legend: '{{kind}}', instant: true },
          ],
        }),
        bars({
          title: 'How well are addresses known?',
          description: 'Look-ups of the last hour by result. Many misses with an old database ask for a new one.',
          none: 'nobody was looked up',
          unit: 'short',
          queries: [
            { expr: counted('tallylight_geoip_lookups_total', 'result', '1h'), legend: '{{result}}', instant: true },
          ],
        }),
      ],
    },
  ],
};
