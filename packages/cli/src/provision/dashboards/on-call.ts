/** For the person who was just woken: what is wrong now, what changed, how fast it burns. */
import type { Dashboard } from './dashboard.ts';
import { counted, errorRatio } from './expressions.ts';
import { alerts, ERROR_STEPS, HEALTH_STEPS, live, NONE_IS_GOOD, PLAIN, stat, table, time, UP_WORDS } from './panels.ts';

export const onCall = (objective: number): Dashboard => ({
  uid: 'tallylight-on-call',
  title: 'On call',
  description: 'What is wrong now, what changed, and how fast the error budget burns.',
  variables: [],
  rows: [
    {
      question: 'What is wrong now?',
      panels: [
        stat({
          title: 'How many errors are open?',
          description:
            'Alerts of severity error that nobody has acknowledged, from the board inside the SDK. What was folded into one counts as one.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: NONE_IS_GOOD,
          queries: [
            { expr: 'sum (max by (instance, severity, state) (tallylight_alerts{severity="error", state="active"}))' },
          ],
        }),
        stat({
          title: 'How many warnings are open?',
          description: 'Alerts of severity warning that nobody has acknowledged.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: [{ color: 'green' }, { from: 1, color: 'orange' }],
          queries: [
            {
              expr: 'sum (max by (instance, severity, state) (tallylight_alerts{severity="warning", state="active"}))',
            },
          ],
        }),
        stat({
          title: 'How many streams are down?',
          description: 'Streams that are known to be down. Streams that are off or unknown are not counted.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: NONE_IS_GOOD,
          queries: [{ expr: 'sum (tallylight_streams{state="down"})' }],
        }),
        stat({
          title: 'How healthy are streams on average?',
          description:
            'Mean health score of the streams that have one. Streams of unknown health are left out, not counted as well.',
          none: 'no stream has a score yet',
          unit: 'percentunit',
          decimals: 0,
          min: 0,
          max: 1,
          steps: HEALTH_STEPS,
          queries: [{ expr: 'avg (max by (stream) (tallylight_stream_health_ratio))' }],
        }),
        stat({
          title: 'How many devices are offline?',
          description: 'Devices that missed three heartbeats. Devices given up as lost are not counted.',
          none: 'no device is known',
          unit: 'short',
          steps: NONE_IS_GOOD,
          queries: [{ expr: 'sum (tallylight_devices{state="offline"})' }],
        }),
        stat({
          title: 'How many viewers are watching?',
          description: 'Viewing sessions now, with the last hour behind the number.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: 'sum (tallylight_stream_clients)' }],
        }),
        live({
          title: 'Which alerts are open, and what do they cost?',
          description:
            'Rows of the alert board as it changes: subject, since when, who has it, viewers hit and minutes lost.',
          none: 'nothing is wrong',
          panel: 'table',
          topic: 'alerts',
        }),
        alerts({
          title: 'What do Grafana and Prometheus say?',
          description: 'Firing and pending rules of Grafana and of the Prometheus data source.',
          none: 'no rule fires',
          height: 10,
        }),
      ],
    },
    {
      question: 'Which streams are worst?',
      panels: [
        table({
          title: 'Which eight streams need a hand first?',
          description: 'The streams of lowest health, with what drags them down. A row opens the stream.',
          none: 'no stream has a score yet',
          by: 'stream',
          heading: 'Stream',
          sortBy: 'Health',
          descending: false,
          opens: 'tallylight-stream',
          columns: [
            {
              name: 'Health',
              expr: 'bottomk(8, max by (stream) (tallylight_stream_health_ratio))',
              unit: 'percentunit',
              decimals: 0,
              steps: HEALTH_STEPS,
            },
            { name: 'State', expr: 'max by (stream) (tallylight_stream_up)', unit: 'none', words: UP_WORDS },
            { name: 'Viewers', expr: 'sum by (stream) (tallylight_stream_clients)', unit: 'short' },
            { name: 'Errors', expr: errorRatio('5m'), unit: 'percentunit', decimals: 2, steps: ERROR_STEPS },
            {
              name: 'Playlist age',
              expr: 'min by (stream) (tallylight_stream_playlist_age_seconds)',
              unit: 's',
              decimals: 0,
            },
            {
              name: 'Drops, 1 h',
              expr: counted('tallylight_stream_drops_total', 'stream', '1h'),
              unit: 'short',
              decimals: 0,
              steps: NONE_IS_GOOD,
            },
          ],
        }),
      ],
    },
    {
      question: 'What changed?',
      panels: [
        time({
          title: 'When did streams change state?',
          description: 'Streams by state. A step is a moment at which something began or ended.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          stacked: true,
          min: 0,
          queries: [{ expr: 'sum by (state) (tallylight_streams)', legend: '{{state}}' }],
        }),
        time({
          title: 'When was something restarted or dropped?',
          description: 'Restarts that the host told and falls from up to down, counted in each step.',
          none: 'no stream is known',
          unit: 'short',
          min: 0,
          queries: [
            { expr: counted('tallylight_stream_restarts_total', 'reason'), legend: 'restart, {{reason}}' },
            { expr: counted('tallylight_stream_drops_total', 'reason'), legend: 'drop, {{reason}}' },
          ],
        }),
        time({
          title: 'Which versions run?',
          description: 'Processes by version of the SDK and of Node. A change here is a release.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          min: 0,
          stacked: true,
          queries: [
            { expr: 'count by (version, runtime) (tallylight_build_info)', legend: '{{version}} on {{runtime}}' },
          ],
        }),
        time({
          title: 'How is it against the same hour last week?',
          description: 'Viewers and egress now over those of a week ago; 100 % is the same. Needs a week of history.',
          none: 'there is no history of a week ago yet',
          unit: 'percentunit',
          min: 0,
          queries: [
            {
              expr: 'sum (tallylight_stream_clients) / (sum (tallylight_stream_clients offset 1w) > 0)',
              legend: 'viewers',
            },
            {
              expr: 'tallylight:egress_bytes:rate5m / (tallylight:egress_bytes:rate5m offset 1w > 0)',
              legend: 'egress',
            },
          ],
        }),
      ],
    },
    {
      question: 'How fast does the error budget burn?',
      panels: [
        time({
          title: 'How many times faster than allowed do we fail?',
          alerts: ['error-budget-burn-fast', 'error-budget-burn-slow', 'error-budget-burn-long'],
          description: `Burn rate: share of answers that are our errors over the share that the objective of ${percent(objective)} allows. 1 spends the budget of 30 days in 30 days; 14.4 over five minutes and an hour wakes somebody, 6 over half an hour and six hours is for working hours.`,
          none: 'nobody asked for media in the window',
          unit: 'short',
          width: 16,
          min: 0,
          steps: [{ color: 'green' }, { from: 6, color: 'orange' }, { from: 14.4, color: 'red' }],
          queries: (['5m', '30m', '1h', '6h'] as const).map((window) => ({
            expr: `tallylight:request_error_ratio:rate${window} / ${allowed(objective)}`,
            legend: window,
          })),
        }),
        stat({
          title: 'How much of the budget is left?',
          description: `Share of the errors that the objective of ${percent(objective)} allows in 30 days and that have not happened yet. Below zero the promise is broken.`,
          none: 'nobody asked for media in 30 days',
          unit: 'percentunit',
          decimals: 1,
          width: 8,
          height: 8,
          steps: [{ color: 'red' }, { from: 0, color: 'orange' }, { from: 0.25, color: 'green' }],
          queries: [{ expr: `1 - (${errorRatio('30d', '', '')}) / ${allowed(objective)}` }],
        }),
      ],
    },
  ],
});

/** Share of failures that the objective allows. */
export const allowed = (objective: number): string => String(Number((1 - objective).toFixed(6)));
export const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`;
