/** Whether what the other dashboards say can be trusted: the SDK about itself. */
import type { Dashboard } from './dashboard.ts';
import { counted, WINDOW } from './expressions.ts';
import { bars, LOAD_STEPS, NONE_IS_GOOD, PLAIN, stat, table, time } from './panels.ts';

export const tallylightItself: Dashboard = {
  uid: 'tallylight-self',
  title: 'Tallylight itself',
  description: 'Whether what the other dashboards say can be trusted: scrapes, live channel, faults, cost.',
  variables: [],
  rows: [
    {
      question: 'Can the numbers be trusted?',
      panels: [
        stat({
          title: 'How many processes are scraped?',
          alerts: ['target-down', 'target-absent', 'target-vanished'],
          description: 'Processes whose last scrape succeeded.',
          none: 'Prometheus has no target of ours',
          unit: 'short',
          steps: [{ color: 'red' }, { from: 1, color: 'green' }],
          queries: [{ expr: 'count (up == 1 and on (instance, job) tallylight_build_info)' }],
        }),
        stat({
          title: 'Are the alert rules loaded and evaluated?',
          alerts: ['watchdog'],
          description: 'The Watchdog fires always: when it is gone, nobody is woken by anything.',
          none: 'the rules are not loaded in this Prometheus',
          unit: 'none',
          words: { '1': { text: 'yes', color: 'green' } },
          queries: [{ expr: 'max (ALERTS{alertname="Watchdog", alertstate="firing"})' }],
        }),
        stat({
          title: 'How many faults in 24 hours?',
          alerts: ['sdk-faults'],
          description: 'Faults inside the SDK that were kept from the host. Each has a line in the host’s log.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          decimals: 0,
          steps: NONE_IS_GOOD,
          queries: [{ expr: 'sum (increase(tallylight_sdk_faults_total[24h])) or vector(0)' }],
        }),
        stat({
          title: 'How many names were folded in 24 hours?',
          alerts: ['series-limit-reached'],
          description: 'Label values that did not fit under their cap and are summed under other.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          decimals: 0,
          steps: [{ color: 'green' }, { from: 1, color: 'orange' }],
          queries: [{ expr: 'sum (increase(tallylight_sdk_series_dropped_total[24h])) or vector(0)' }],
        }),
        stat({
          title: 'Are the books kept?',
          description:
            'Whether the store of payments takes what it is given. When it does not, payments are refused, not lost.',
          alerts: ['store-degraded'],
          none: 'no scrape of the SDK has arrived',
          unit: 'none',
          words: { '0': { text: 'yes', color: 'green' }, '1': { text: 'no', color: 'red' } },
          queries: [{ expr: 'max (tallylight_store_degraded)' }],
        }),
        stat({
          title: 'How many read the live channel?',
          description: 'Readers now, by transport. SSE and poll are what is left when a proxy lets no WebSocket pass.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          steps: PLAIN,
          queries: [{ expr: 'sum by (transport) (tallylight_live_connections)', legend: '{{transport}}' }],
        }),
      ],
    },
    {
      question: 'What does it cost?',
      panels: [
        time({
          title: 'How busy are the event loops?',
          alerts: ['event-loop-busy'],
          description: 'Busy share of the event loop of each process since its last tick, host and SDK together.',
          none: 'no scrape of the SDK has arrived',
          unit: 'percentunit',
          min: 0,
          max: 1,
          steps: LOAD_STEPS,
          queries: [{ expr: 'max by (instance) (tallylight_event_loop_utilization_ratio)', legend: '{{instance}}' }],
        }),
        time({
          title: 'How long is the event loop held?',
          alerts: ['event-loop-late'],
          description: 'Delay of the event loop since the last tick: 99 % and the longest.',
          none: 'no scrape of the SDK has arrived',
          unit: 's',
          min: 0,
          queries: [
            { expr: 'max by (quantile_name) (tallylight_event_loop_delay_seconds)', legend: '{{quantile_name}}' },
          ],
        }),
        time({
          title: 'How much memory do the processes hold?',
          alerts: ['memory-high'],
          description: 'Resident memory, host and SDK together, and the limit.',
          none: 'no scrape of the SDK has arrived',
          unit: 'bytes',
          min: 0,
          queries: [
            { expr: 'max by (instance) (tallylight_process_memory_bytes)', legend: '{{instance}}' },
            { expr: 'min (tallylight_process_memory_limit_bytes)', legend: 'limit' },
          ],
        }),
        time({
          title: 'How long does a scrape take, and how large is it?',
          description: 'Work of the last collection by exporter, and the seconds that Prometheus measured.',
          none: 'no scrape of the SDK has arrived',
          unit: 's',
          min: 0,
          queries: [
            { expr: 'max by (exporter) (tallylight_sdk_collect_duration_seconds)', legend: 'collect, {{exporter}}' },
            { expr: 'max (scrape_duration_seconds and on (instance, job) tallylight_build_info)', legend: 'scrape' },
          ],
        }),
        time({
          title: 'How many series does it make?',
          description: 'Samples of a scrape, by process.',
          none: 'no scrape of the SDK has arrived',
          unit: 'short',
          min: 0,
          queries: [
            {
              expr: 'max by (instance) (scrape_samples_scraped and on (instance, job) tallylight_build_info)',
              legend: '{{instance}}',
            },
          ],
        }),
        time({
          title: 'What does the SDK itself cost?',
          description: 'Share of one processor that the parts of the SDK take, as they measure it themselves.',
          none: 'no scrape of the SDK has arrived',
          unit: 'percentunit',
          min: 0,
          stacked: true,
          queries: [{ expr: `sum by (part) (rate(tallylight_sdk_work_seconds_total[${WINDOW}]))`, legend: '{{part}}' }],
        }),
        time({
          title: 'How much goes over the live channel?',
          description: 'Messages delivered to readers per second, by topic.',
          none: 'nobody read the live channel',
          unit: 'cps',
          min: 0,
          queries: [{ expr: `sum by (topic) (rate(tallylight_live_messages_total[${WINDOW}]))`, legend: '{{topic}}' }],
        }),
      ],
    },
    {
      question: 'Does the live channel keep its promises?',
      panels: [
        time({
          title: 'What did readers miss?',
          description:
            'Events that a slow reader did not get, by priority, and gaps that were told, by reason. Each gap is told and most can be fetched.',
          alerts: ['live-events-dropped'],
          none: 'no scrape of the SDK has arrived',
          unit: 'cps',
          min: 0,
          queries: [
            {
              expr: `sum by (priority) (rate(tallylight_live_dropped_total[${WINDOW}]))`,
              legend: 'dropped, {{priority}}',
            },
            { expr: `sum by (reason) (rate(tallylight_live_gaps_total[${WINDOW}]))`, legend: 'gap, {{reason}}' },
          ],
        }),
        time({
          title: 'How do readers come back?',
          description: 'Resumes per minute by result: resumed goes on where it was, snapshot and reset begin anew.',
          alerts: ['live-resumes-failing'],
          none: 'no scrape of the SDK has arrived',
          unit: 'cpm',
          min: 0,
          queries: [
            { expr: `60 * sum by (result) (rate(tallylight_live_resumes_total[${WINDOW}]))`, legend: '{{result}}' },
          ],
        }),
      ],
    },
    {
      question: 'What was turned away?',
      panels: [
        bars({
          title: 'Who was refused, and why?',
          description: 'Requests and connections to our own paths that were refused in 24 hours, by reason.',
          none: 'nothing was refused',
          unit: 'short',
          queries: [
            { expr: counted('tallylight_refusals_total', 'reason', '24h'), legend: '{{reason}}', instant: true },
          ],
        }),
        bars({
          title: 'What arrived that could not be read?',
          description: 'CMCD reports and heartbeats of 24 hours by result.',
          none: 'no player and no device speaks',
          unit: 'short',
          queries: [
            {
              expr: counted('tallylight_cmcd_reports_total', 'result', '24h'),
              legend: 'CMCD, {{result}}',
              instant: true,
            },
            {
              expr: counted('tallylight_device_heartbeats_total', 'result', '24h'),
              legend: 'heartbeat, {{result}}',
              instant: true,
            },
          ],
        }),
        bars({
          title: 'What did rule engines tell?',
          description: 'Alerts that arrived by webhook in 24 hours, by what became of them.',
          none: 'no rule engine tells us',
          unit: 'short',
          queries: [
            { expr: counted('tallylight_alert_intake_total', 'result', '24h'), legend: '{{result}}', instant: true },
          ],
        }),
      ],
    },
    {
      question: 'What does it lean on?',
      panels: [
        table({
          title: 'Are the dependencies there?',
          alerts: ['dependency-down'],
          description: 'What the host checks through the SDK.',
          none: 'the host named no dependencies',
          width: 12,
          height: 7,
          by: 'dependency',
          heading: 'Dependency',
          sortBy: 'State',
          descending: false,
          columns: [
            {
              name: 'State',
              expr: 'min by (dependency) (tallylight_dependency_up)',
              unit: 'none',
              words: { '0': { text: 'down', color: 'red' }, '1': { text: 'up', color: 'green' } },
            },
            {
              name: 'Check, mean',
              expr: 'sum by (dependency) (rate(tallylight_dependency_check_duration_seconds_sum[15m])) / (sum by (dependency) (rate(tallylight_dependency_check_duration_seconds_count[15m])) > 0)',
              unit: 's',
              decimals: 3,
            },
          ],
        }),
        table({
          title: 'How old is the geo data?',
          alerts: ['geo-database-old'],
          description: 'Age of each loaded geo database. Countries change hands slowly; networks do not.',
          none: 'the host gave no geo database',
          width: 12,
          height: 7,
          by: 'database',
          heading: 'Database',
          sortBy: 'Age',
          descending: true,
          columns: [
            {
              name: 'Age',
              expr: 'time() - min by (database) (tallylight_geoip_database_timestamp_seconds)',
              unit: 's',
              decimals: 0,
              steps: [{ color: 'green' }, { from: 5_184_000, color: 'orange' }, { from: 15_552_000, color: 'red' }],
            },
          ],
        }),
      ],
    },
  ],
};
