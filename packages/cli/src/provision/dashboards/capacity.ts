/** For those who plan: does the next peak fit, what if an edge is lost, when is a disk full, was the promise kept. */
import type { Dashboard } from './dashboard.ts';
import { errorRatio } from './expressions.ts';
import { allowed, percent } from './on-call.ts';
import { HEALTH_STEPS, LOAD_STEPS, stat, table, time } from './panels.ts';

const CAPACITY = 'sum (tallylight_egress_capacity_bytes_per_second)';
const PEAK = 'max_over_time(tallylight:egress_bytes:rate5m[7d])';

export const capacity = (objective: number): Dashboard => ({
  uid: 'tallylight-capacity',
  title: 'Capacity and service levels',
  description: 'Does the next peak fit, what if an edge is lost, when is a disk full, and was the promise kept.',
  variables: [],
  from: 'now-7d',
  rows: [
    {
      question: 'Does the next peak fit?',
      panels: [
        stat({
          title: 'How much of the links did the week’s peak take?',
          description: 'Highest egress of seven days over what the links carry, as the host said.',
          none: 'the host did not say what its link carries',
          unit: 'percentunit',
          decimals: 1,
          width: 6,
          steps: LOAD_STEPS,
          queries: [{ expr: `max (${PEAK}) / (${CAPACITY} > 0)` }],
        }),
        stat({
          title: 'Would it fit with one edge less?',
          description:
            'The same peak over the links that are left when the largest one is lost. Above 85 % it does not.',
          none: 'there is one edge, or the host did not say what its link carries',
          unit: 'percentunit',
          decimals: 1,
          width: 6,
          steps: LOAD_STEPS,
          queries: [
            { expr: `max (${PEAK}) / ((${CAPACITY} - max (tallylight_egress_capacity_bytes_per_second)) > 0)` },
          ],
        }),
        stat({
          title: 'How much does the peak grow in a week?',
          description: 'Peak of the last seven days over that of the seven days before, less one.',
          none: 'there is no history of two weeks yet',
          unit: 'percentunit',
          decimals: 1,
          width: 6,
          queries: [
            { expr: `max (${PEAK}) / (max (max_over_time(tallylight:egress_bytes:rate5m[7d] offset 1w)) > 0) - 1` },
          ],
        }),
        stat({
          title: 'How busy are the processes?',
          description: 'Busiest event loop and fullest memory of all processes, highest of the last hour.',
          none: 'no scrape of the SDK has arrived',
          unit: 'percentunit',
          decimals: 0,
          width: 6,
          steps: LOAD_STEPS,
          queries: [
            { expr: 'max (max_over_time(tallylight_event_loop_utilization_ratio[1h]))', legend: 'event loop' },
            {
              expr: 'max (tallylight_process_memory_bytes / tallylight_process_memory_limit_bytes)',
              legend: 'memory',
            },
          ],
        }),
        time({
          title: 'How close does egress come to the links?',
          alerts: ['egress-near-capacity'],
          description: 'Egress and what the links carry.',
          none: 'nothing was sent',
          unit: 'Bps',
          min: 0,
          queries: [
            { expr: 'tallylight:egress_bytes:rate5m', legend: 'egress' },
            { expr: CAPACITY, legend: 'links' },
            { expr: 'tallylight:egress_bytes:rate5m offset 1w', legend: 'a week ago' },
          ],
        }),
        time({
          title: 'Which edge carries how much?',
          description: 'Share of its link that each process uses.',
          none: 'the host did not say what its link carries',
          unit: 'percentunit',
          min: 0,
          steps: LOAD_STEPS,
          queries: [
            {
              expr: 'sum by (instance) (rate(tallylight_stream_egress_bytes_total[5m])) / on (instance) max by (instance) (tallylight_egress_capacity_bytes_per_second)',
              legend: '{{instance}}',
            },
          ],
        }),
      ],
    },
    {
      question: 'When is a disk full?',
      panels: [
        table({
          title: 'How many days until each disk is full?',
          alerts: ['disk-nearly-full', 'disk-soon-full'],
          description: 'From the slope of the last six hours; 365 and more says that it does not fill.',
          none: 'the host named no disks',
          width: 12,
          height: 7,
          by: 'path_name',
          heading: 'Disk',
          sortBy: 'Days',
          descending: false,
          columns: [
            {
              name: 'Days',
              expr: 'clamp_max(min by (path_name) (tallylight_disk_free_bytes / clamp_min(-deriv(tallylight_disk_free_bytes[6h]) * 86400, 1)), 365)',
              unit: 'd',
              decimals: 0,
              steps: [{ color: 'red' }, { from: 2, color: 'orange' }, { from: 14, color: 'green' }],
            },
            { name: 'Free', expr: 'min by (path_name) (tallylight_disk_free_bytes)', unit: 'bytes' },
            {
              name: 'Free share',
              expr: 'min by (path_name) (tallylight_disk_free_bytes / tallylight_disk_size_bytes)',
              unit: 'percentunit',
              decimals: 0,
              steps: [{ color: 'red' }, { from: 0.1, color: 'orange' }, { from: 0.2, color: 'green' }],
            },
          ],
        }),
        time({
          title: 'How did free room move?',
          description: 'Free bytes of the disks that the host named.',
          none: 'the host named no disks',
          unit: 'bytes',
          height: 7,
          min: 0,
          queries: [{ expr: 'min by (path_name) (tallylight_disk_free_bytes)', legend: '{{path_name}}' }],
        }),
      ],
    },
    {
      question: 'Was the promise kept?',
      panels: [
        stat({
          title: 'What share of answers was good in 30 days?',
          description: `Answers that were not our error, of those that say something of us. Promised: ${percent(objective)}.`,
          none: 'nobody asked for media in 30 days',
          unit: 'percentunit',
          decimals: 3,
          width: 6,
          height: 8,
          steps: [{ color: 'red' }, { from: objective, color: 'green' }],
          queries: [{ expr: `1 - (${errorRatio('30d', '', '')})` }],
        }),
        stat({
          title: 'How much of the error budget is left?',
          description:
            'Share of the allowed errors of 30 days that have not happened yet. Below zero the promise is broken.',
          none: 'nobody asked for media in 30 days',
          unit: 'percentunit',
          decimals: 1,
          width: 6,
          height: 8,
          steps: [{ color: 'red' }, { from: 0, color: 'orange' }, { from: 0.25, color: 'green' }],
          queries: [{ expr: `1 - (${errorRatio('30d', '', '')}) / ${allowed(objective)}` }],
        }),
        table({
          title: 'Which streams kept theirs?',
          description: 'Share of the observed time of 30 days that each stream was up, and its mean health.',
          none: 'no stream was observed',
          width: 12,
          height: 8,
          by: 'stream',
          heading: 'Stream',
          sortBy: 'Up, 30 d',
          descending: false,
          opens: 'tallylight-stream',
          columns: [
            {
              name: 'Up, 30 d',
              expr: 'sum by (stream) (increase(tallylight_stream_available_seconds_total[30d])) / (sum by (stream) (increase(tallylight_stream_observed_seconds_total[30d])) > 0)',
              unit: 'percentunit',
              decimals: 3,
              steps: [{ color: 'red' }, { from: objective, color: 'green' }],
            },
            {
              name: 'Up, 24 h',
              expr: 'sum by (stream) (increase(tallylight_stream_available_seconds_total[24h])) / (sum by (stream) (increase(tallylight_stream_observed_seconds_total[24h])) > 0)',
              unit: 'percentunit',
              decimals: 3,
              steps: [{ color: 'red' }, { from: objective, color: 'green' }],
            },
            {
              name: 'Mean health, 7 d',
              expr: 'avg by (stream) (avg_over_time(tallylight_stream_health_ratio[7d]))',
              unit: 'percentunit',
              decimals: 0,
              steps: HEALTH_STEPS,
            },
          ],
        }),
      ],
    },
  ],
});
