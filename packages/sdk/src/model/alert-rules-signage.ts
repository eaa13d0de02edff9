/** Alert rules of devices and sites. */
import { SITE_SILENT_DEVICES, SITE_SILENT_SHARE } from './alert-limits.ts';
import { DEVICE_EXPECTED, DEVICE_OFFLINE, ofDevice, SITE_OFFLINE, WITH_SITE } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const signage = { team: 'signage', yieldsTo: [], clearMs: 30_000, summaryOfMany: null } as const;

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
    yieldsTo: ['site-offline'],
    board: { on: 'device', holds: (device) => device.state === 'offline' && device.expected },
    promql: () => `((${DEVICE_OFFLINE}) + 1) ${WITH_SITE} unless on (site) (${SITE_OFFLINE})`,
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
      `((${ofDevice('tallylight_device_screen_on')} == 0) or (${ofDevice('tallylight_device_playing')} == 0)) and on (device) (${ofDevice('tallylight_device_up')} == 1) and on (device) ${DEVICE_EXPECTED}`,
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
    threshold: { value: () => 25, unit: '% of the group', option: null },
    forMs: 5 * MINUTE_MS,
    loses: 'none',
    board: null,
    promql: () =>
      'sum by (group) (tallylight_devices{state="offline"}) / (sum by (group) (tallylight_devices{state!="lost"}) > 4) > 0.25',
    summary: 'a quarter of the group {subject} is offline',
    description: 'Devices of one group across sites are offline together.',
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
];
