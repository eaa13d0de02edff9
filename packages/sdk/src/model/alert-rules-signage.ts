/** Alert rules of devices and sites. */
import { SITE_SILENT_DEVICES, SITE_SILENT_SHARE } from './alert-limits.ts';
import {
  DEVICE_EXPECTED,
  DEVICE_OFFLINE,
  fleetOffline,
  num,
  ofDevice as ofDeviceSeries,
  placed,
  SITE_OFFLINE,
} from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const signage = { team: 'signage', yieldsTo: [], clearMs: 30_000, summaryOfMany: null } as const;
const ofDevice = { ...signage, subject: 'device', labels: ['device'], loses: 'none', board: null } as const;

export const SIGNAGE_RULES: readonly AlertRule[] = [
  {
    ...signage,
    id: 'device-offline',
    subject: 'device',
    labels: ['device'],
    severity: 'warning',
    threshold: { value: () => 2.5, unit: 'missed heartbeats', option: 'devices.heartbeatIntervalMs' },
    forMs: MINUTE_MS,
    clearMs: 0,
    loses: 'all',
    yieldsTo: ['site-offline', 'device-fleet-offline'],
    board: { on: 'device', holds: (device) => device.state === 'offline' && device.expected },
    promql: (limits) =>
      `${placed(DEVICE_OFFLINE)} unless on (site) (${SITE_OFFLINE}) unless on (group) (${fleetOffline(limits)})`,
    summary: '{subject} is offline',
    summaryOfMany: '{count} of {total} devices offline{where}',
    description: 'A device that is meant to be on has not been heard for two and a half of its heartbeats.',
    runbook:
      'Power, network, player app, in this order. Other devices of the site alive: it is this one; ask the contact of the site to look whether the screen is lit. A device that is gone for good is to be removed, or it stays on the list.',
  },
  {
    ...signage,
    id: 'site-offline',
    subject: 'site',
    labels: ['site'],
    severity: 'error',
    threshold: { value: () => SITE_SILENT_SHARE * 100, unit: '% of the devices', option: null },
    forMs: 30_000,
    loses: 'all',
    board: {
      on: 'site',
      holds: (site) =>
        site.silentTogether >= SITE_SILENT_DEVICES &&
        site.offline >= SITE_SILENT_SHARE * site.expected &&
        site.expected > 0,
    },
    promql: () => SITE_OFFLINE,
    summary: '{subject} is offline',
    summaryOfMany: '{count} sites offline',
    description:
      'Half of a site’s devices or more fell silent within two minutes of one another: the site, not the devices.',
    runbook:
      'The uplink or the power of the site. Call its contact; single devices are not worth a look before the site is back.',
  },
  {
    ...signage,
    id: 'screen-dark',
    subject: 'device',
    labels: ['device'],
    severity: 'warning',
    threshold: null,
    forMs: 5 * MINUTE_MS,
    loses: 'all',
    yieldsTo: ['device-offline', 'site-offline'],
    board: {
      on: 'device',
      holds: (device) =>
        device.expected &&
        (device.state === 'online' || device.state === 'playing') &&
        (device.screenOn === false || device.playing === false),
    },
    promql: () =>
      placed(
        `((${ofDeviceSeries('tallylight_device_screen_on')} == 0) or (${ofDeviceSeries('tallylight_device_playing')} == 0)) and on (device) (${ofDeviceSeries('tallylight_device_up')} == 1) and on (device) ${DEVICE_EXPECTED}`,
      ),
    summary: '{subject} is on and shows nothing',
    summaryOfMany: '{count} of {total} devices are on and show nothing{where}',
    description: 'The player answers, but the screen is off or nothing plays, in hours when it should.',
    runbook:
      'Screen off: the remote control, the energy saving of the display, the HDMI cable. Nothing plays: is content assigned and in sync? Send the command to restart the player.',
  },
  {
    ...signage,
    id: 'device-fleet-offline',
    subject: 'group',
    labels: ['group'],
    severity: 'error',
    threshold: {
      value: ({ fleetOfflinePercent }) => fleetOfflinePercent,
      unit: '% of the group, at least three',
      option: null,
      limit: 'fleetOfflinePercent',
    },
    forMs: 2 * MINUTE_MS,
    loses: 'none',
    yieldsTo: ['site-offline'],
    board: null,
    promql: fleetOffline,
    summary: 'many devices of the group {subject} are offline',
    description: 'Devices of one group are offline together across sites, and no whole site explains it.',
    runbook:
      'What do they share: a release of the player, a certificate, a DNS name, our own address? Stop a roll-out that is under way.',
  },
  {
    ...signage,
    id: 'device-commands-failing',
    subject: 'command',
    labels: ['command'],
    severity: 'warning',
    threshold: { value: () => 20, unit: '% of at least five', option: null },
    forMs: 0,
    loses: 'none',
    board: null,
    promql: () =>
      'sum by (command) (increase(tallylight_device_commands_total{result=~"failed|timeout"}[15m])) / (sum by (command) (increase(tallylight_device_commands_total{result!="queued"}[15m])) >= 5) > 0.2',
    summary: 'the command {subject} fails on many devices',
    description: 'More than a fifth of the commands of one name failed or were not answered.',
    runbook: 'Version of the player and its permissions. A single failure stands in the device’s timeline, not here.',
  },
  {
    ...ofDevice,
    id: 'device-hot',
    severity: 'warning',
    threshold: {
      value: ({ deviceTemperatureCelsius }) => deviceTemperatureCelsius,
      unit: '°C',
      option: null,
      limit: 'deviceTemperatureCelsius',
    },
    forMs: 10 * MINUTE_MS,
    promql: ({ deviceTemperatureCelsius }) =>
      placed(`${ofDeviceSeries('tallylight_device_temperature_celsius')} > ${num(deviceTemperatureCelsius)}`),
    summary: '{subject} is too hot',
    summaryOfMany: '{count} of {total} devices are too hot{where}',
    description: 'A player has been hotter than it should for ten minutes; it slows down, then it stops.',
    runbook:
      'Sun on the window, a blocked vent, a fan that stands still: ask the contact of the site. Many of them together: a heat wave, or content that is too much for this model.',
  },
  {
    ...ofDevice,
    id: 'device-disk-low',
    severity: 'warning',
    threshold: {
      value: ({ deviceDiskFreeBytes }) => deviceDiskFreeBytes,
      unit: 'bytes',
      option: null,
      limit: 'deviceDiskFreeBytes',
    },
    forMs: 10 * MINUTE_MS,
    promql: ({ deviceDiskFreeBytes }) =>
      placed(`${ofDeviceSeries('tallylight_device_disk_free_bytes')} < ${num(deviceDiskFreeBytes)}`),
    summary: 'the disk of {subject} is nearly full',
    summaryOfMany: 'the disks of {count} of {total} devices are nearly full{where}',
    description: 'A player has little room left; the next content will not fit.',
    runbook: 'Is old content deleted on the player? Logs and crash reports are the usual rest. Clear it by a command.',
  },
  {
    ...ofDevice,
    id: 'content-out-of-sync',
    severity: 'warning',
    threshold: { value: () => 100, unit: '% of the content', option: null },
    forMs: 60 * MINUTE_MS,
    promql: () =>
      placed(`(${ofDeviceSeries('tallylight_device_content_sync_ratio')} < 1) and on (device) ${DEVICE_EXPECTED}`),
    summary: '{subject} shows old content',
    summaryOfMany: '{count} of {total} devices show old content{where}',
    description: 'A player that is meant to be on has lacked part of its content for an hour.',
    runbook:
      'Room on its disk, its link, a file that is missing at the source. Many devices with the same file: the file; one device: the device.',
  },
  {
    ...ofDevice,
    id: 'device-clock-off',
    severity: 'info',
    threshold: {
      value: ({ deviceClockSkewSeconds }) => deviceClockSkewSeconds,
      unit: 's',
      option: null,
      limit: 'deviceClockSkewSeconds',
    },
    forMs: 15 * MINUTE_MS,
    promql: ({ deviceClockSkewSeconds }) =>
      placed(`${ofDeviceSeries('abs(tallylight_device_clock_skew_seconds)')} > ${num(deviceClockSkewSeconds)}`),
    summary: 'the clock of {subject} is wrong',
    summaryOfMany: 'the clocks of {count} of {total} devices are wrong{where}',
    description: 'The device’s clock differs from the server’s: it plays the right thing at the wrong time.',
    runbook:
      'Does it reach a time server? Networks of shops often let HTTPS through and nothing else; name a time server inside, or let the player take the time from us.',
  },
  {
    ...signage,
    id: 'devices-lost',
    subject: 'site',
    labels: ['site'],
    severity: 'info',
    threshold: null,
    forMs: 0,
    loses: 'none',
    board: null,
    promql: () => 'sum by (site) (tallylight_site_devices{state="lost"}) > 0',
    summary: '{subject} has devices that are gone for days',
    description: 'Devices that have not been heard for days are counted as lost and raise no other alert any longer.',
    runbook: 'Fetch them, or take them off the list: a list with ghosts on it hides what is missing.',
  },
  {
    ...signage,
    id: 'devices-refused',
    subject: 'everything',
    labels: [],
    severity: 'warning',
    threshold: null,
    forMs: 0,
    loses: 'none',
    board: null,
    promql: () => 'sum(increase(tallylight_device_heartbeats_total{result="refused"}[15m])) > 0',
    summary: 'devices are turned away for want of room',
    description: 'Heartbeats of devices beyond the cap are not taken: these devices are seen nowhere.',
    runbook:
      'More devices than the cap on purpose: raise it. Else somebody makes up ids: declare the devices on the host, a declared one is never displaced.',
  },
];
