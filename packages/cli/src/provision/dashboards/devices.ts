/** Screens and the places they hang in. */
import type { Dashboard } from './dashboard.ts';
import { counted, quantile } from './expressions.ts';
import { bars, live, NONE_IS_GOOD, PLAIN, stat, table, time, UP_WORDS } from './panels.ts';

const OF_GROUP = '{group=~"$group"}';
const WITH_SITE = '* on (device) group_left (site) max by (device, site) (tallylight_device_info)';

export const devices: Dashboard = {
  uid: 'tallylight-devices',
  title: 'Devices and sites',
  description: 'Screens and the places they hang in: who is away, what is dark, what gets warm or full.',
  variables: [{ name: 'group', label: 'Group', metric: 'tallylight_device_info', of: 'group', many: true }],
  from: 'now-3h',
  rows: [
    {
      question: 'How is the fleet?',
      panels: [
        stat({
          title: 'How many devices are in each state?',
          description:
            'Every device is in one state; reachable ones are online plus playing. Lost ones are silent for days.',
          none: 'no device is known',
          unit: 'short',
          width: 12,
          steps: PLAIN,
          queries: [{ expr: `sum by (state) (tallylight_devices${OF_GROUP})`, legend: '{{state}}' }],
        }),
        stat({
          title: 'How many are away that should be on?',
          description: 'Devices known to be away within their hours.',
          none: 'no device is known',
          unit: 'short',
          steps: NONE_IS_GOOD,
          queries: [
            {
              expr: 'count ((max by (device) (tallylight_device_up) == 0) and on (device) (max by (device) (tallylight_device_expected) == 1)) or vector(0)',
            },
          ],
        }),
        stat({
          title: 'How many screens are dark?',
          alerts: ['screen-dark'],
          description: 'Devices that are up and expected, but whose panel is off or that play nothing.',
          none: 'no device is known',
          unit: 'short',
          steps: NONE_IS_GOOD,
          queries: [
            {
              expr: 'count ((max by (device) (tallylight_device_up) == 1) and on (device) (max by (device) (tallylight_device_expected) == 1) and on (device) ((max by (device) (tallylight_device_screen_on) == 0) or (max by (device) (tallylight_device_playing) == 0))) or vector(0)',
            },
          ],
        }),
        stat({
          title: 'How current is their content?',
          alerts: ['content-out-of-sync'],
          description: 'Mean share of content that is there and current, of devices that say so.',
          none: 'no device tells of its content',
          unit: 'percentunit',
          decimals: 1,
          steps: [{ color: 'red' }, { from: 0.9, color: 'orange' }, { from: 0.99, color: 'green' }],
          queries: [{ expr: 'avg (max by (device) (tallylight_device_content_sync_ratio))' }],
        }),
      ],
    },
    {
      question: 'Which sites are worst?',
      panels: [
        table({
          title: 'Where are devices away?',
          alerts: ['site-offline'],
          description: 'A row per site: the share of its devices that is offline, and how many there are.',
          none: 'no device has a site',
          width: 10,
          by: 'site',
          heading: 'Site',
          sortBy: 'Offline',
          descending: true,
          columns: [
            {
              name: 'Offline',
              expr: 'sum by (site) (tallylight_site_devices{state="offline"}) / (sum by (site) (tallylight_site_devices{state!="lost"}) > 0)',
              unit: 'percentunit',
              decimals: 0,
              steps: [{ color: 'green' }, { from: 0.01, color: 'orange' }, { from: 0.5, color: 'red' }],
            },
            { name: 'Playing', expr: 'sum by (site) (tallylight_site_devices{state="playing"})', unit: 'short' },
            { name: 'Devices', expr: 'sum by (site) (tallylight_site_devices)', unit: 'short' },
          ],
        }),
        table({
          title: 'Which devices need a hand?',
          alerts: ['device-disk-low', 'device-clock-off'],
          description: 'A row per device; those that are away first.',
          none: 'no device is known',
          width: 14,
          by: 'device',
          heading: 'Device',
          sortBy: 'State',
          descending: false,
          columns: [
            { name: 'State', expr: `max by (device) (tallylight_device_up${OF_GROUP})`, unit: 'none', words: UP_WORDS },
            {
              name: 'Last seen',
              expr: `1000 * max by (device) (tallylight_device_last_seen_timestamp_seconds${OF_GROUP})`,
              unit: 'dateTimeFromNow',
            },
            {
              name: 'Processor',
              expr: 'max by (device) (tallylight_device_cpu_utilization_ratio)',
              unit: 'percentunit',
              decimals: 0,
            },
            {
              name: 'Temperature',
              expr: 'max by (device) (tallylight_device_temperature_celsius)',
              unit: 'celsius',
              decimals: 0,
              steps: [{ color: 'green' }, { from: 70, color: 'orange' }, { from: 85, color: 'red' }],
            },
            { name: 'Disk free', expr: 'min by (device) (tallylight_device_disk_free_bytes)', unit: 'bytes' },
            {
              name: 'Clock off',
              expr: 'max by (device) (tallylight_device_clock_skew_seconds)',
              unit: 's',
              decimals: 1,
            },
            {
              name: 'Content',
              expr: 'max by (device) (tallylight_device_content_sync_ratio)',
              unit: 'percentunit',
              decimals: 0,
            },
          ],
        }),
      ],
    },
    {
      question: 'How did it go?',
      panels: [
        time({
          title: 'When did devices come and go?',
          alerts: ['device-offline', 'devices-lost'],
          description: 'Devices by state; each is in one of them.',
          none: 'no device is known',
          unit: 'short',
          min: 0,
          stacked: true,
          queries: [{ expr: `sum by (state) (tallylight_devices${OF_GROUP})`, legend: '{{state}}' }],
        }),
        time({
          title: 'Which groups lose devices?',
          alerts: ['device-fleet-offline'],
          description: 'Share of the devices of a group that is offline. Many at once, across sites, have one cause.',
          none: 'no device is known',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            {
              expr: `sum by (group) (tallylight_devices{group=~"$group", state="offline"}) / (sum by (group) (tallylight_devices{group=~"$group", state!="lost"}) > 0)`,
              legend: '{{group}}',
            },
          ],
        }),
        time({
          title: 'Which sites get warm?',
          alerts: ['device-hot'],
          description: 'Hottest device of each site.',
          none: 'no device tells its temperature',
          unit: 'celsius',
          queries: [{ expr: `max by (site) (tallylight_device_temperature_celsius ${WITH_SITE})`, legend: '{{site}}' }],
        }),
        time({
          title: 'How much do devices load?',
          description: 'Bytes that devices received and sent, per second.',
          none: 'no device tells its traffic',
          unit: 'Bps',
          min: 0,
          queries: [
            { expr: 'sum (rate(tallylight_device_received_bytes_total[$__rate_interval]))', legend: 'received' },
            { expr: 'sum (rate(tallylight_device_sent_bytes_total[$__rate_interval]))', legend: 'sent' },
          ],
        }),
        time({
          title: 'How many items began to play?',
          description: 'Items that devices began to play, per minute and group.',
          none: 'no device plays',
          unit: 'cpm',
          min: 0,
          queries: [
            {
              expr: '60 * sum by (group) (rate(tallylight_device_playback_starts_total[$__rate_interval]))',
              legend: '{{group}}',
            },
          ],
        }),
        bars({
          title: 'How do commands end?',
          alerts: ['device-commands-failing'],
          description: 'Commands of the last 24 hours by result.',
          none: 'no command was given in 24 hours',
          unit: 'short',
          queries: [
            {
              expr: counted('tallylight_device_commands_total', 'command, result', '24h'),
              legend: '{{command}}, {{result}}',
              instant: true,
            },
          ],
        }),
        bars({
          title: 'What do heartbeats say?',
          alerts: ['devices-refused'],
          description: 'Heartbeats of the last hour by result: partial had fields that cannot be, malformed was none.',
          none: 'no heartbeat arrived',
          unit: 'short',
          queries: [
            {
              expr: counted('tallylight_device_heartbeats_total', 'result', '1h'),
              legend: '{{result}}',
              instant: true,
            },
          ],
        }),
        stat({
          title: 'How long does a command take?',
          description: 'From the order to the end that the device told, in 24 hours: half and 95 %.',
          none: 'no command ended in 24 hours',
          unit: 's',
          width: 8,
          height: 8,
          queries: [
            { expr: quantile(0.5, 'tallylight_device_command_duration_seconds', [], '24h'), legend: 'half' },
            { expr: quantile(0.95, 'tallylight_device_command_duration_seconds', [], '24h'), legend: '95 %' },
          ],
        }),
      ],
    },
    {
      question: 'How is it this second?',
      panels: [
        live({
          title: 'What does each screen do, live?',
          description: 'The live channel of the SDK: every device as it is, with the age of what is shown.',
          none: 'no device is known',
          width: 24,
          height: 14,
          panel: 'devices',
          topic: 'devices',
        }),
      ],
    },
  ],
};
