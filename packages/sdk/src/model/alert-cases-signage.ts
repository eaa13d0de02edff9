/** Cases of the rules of devices and sites. */
import { type CasesOf, device, gap, type Labels, rising, steady } from './alert-case.ts';

const LOBBY: readonly Labels[] = [{ device: 'lobby', site: 'paris', group: 'none' }];
type Facts = Parameters<typeof device>[1];
const lobby = (facts: Facts): Record<string, string> => device('lobby', facts);
const level = (name: string, value: number, facts: Facts = {}): Record<string, string> =>
  lobby({ up: 1, ...facts, levels: { [name]: value } });
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `d${at}`);
/** Devices of which the first ones are offline. */
function some(count: number, offline: number, place: (name: string) => Facts): Record<string, string> {
  return Object.assign(
    {},
    ...names(count).map((name, at) => device(name, { up: at < offline ? 0 : 1, ...place(name) })),
  );
}
const inRome = (): Facts => ({ site: 'rome', group: 'menu' });
const inShops = (name: string): Facts => ({ site: `shop-${name}`, group: 'menu' });
const commands = (result: string, perMinute: number): Record<string, string> => ({
  [`tallylight_device_commands_total{command="reboot",result="${result}"}`]: rising(perMinute),
});
const lost = (values: string): Record<string, string> => ({
  'tallylight_site_devices{site="paris",state="lost"}': values,
});
const heartbeats = (result: string, values: string): Record<string, string> => ({
  [`tallylight_device_heartbeats_total{result="${result}"}`]: values,
});

const FLEET = 12;

export const signageCases: CasesOf = (limits) => {
  const many = Math.max(3, Math.floor((FLEET * limits.fleetOfflinePercent) / 100) + 1);
  const few = many - 1;
  return [
    {
      id: 'device-offline',
      firing: {
        fact: 'a silent device that is meant to be on, with its place',
        series: lobby({ up: 0 }),
        fires: { 'device-offline': LOBBY },
      },
      below: { fact: 'outside its hours a device may be silent', series: lobby({ up: 0, expected: 0 }) },
      noData: { fact: 'a device that never spoke is unknown, not offline', series: lobby({}) },
      more: [
        {
          fact: 'a device that another instance hears is not offline',
          series: { ...lobby({ up: 0 }), 'tallylight_device_up{device="lobby",group="none",instance="b"}': steady(1) },
        },
        {
          fact: 'a device on its way to another site is one alert for each place, and never an error',
          series: { ...lobby({ up: 0 }), ...lobby({ up: 0, site: 'rome' }) },
          fires: { 'device-offline': [...LOBBY, { device: 'lobby', site: 'rome', group: 'none' }] },
        },
      ],
    },
    {
      id: 'site-offline',
      firing: {
        fact: 'half of the devices of a site are silent: one alert, of the site',
        series: some(6, 3, inRome),
        fires: { 'site-offline': [{ site: 'rome' }] },
      },
      below: {
        fact: 'two of six are two devices',
        series: some(6, 2, inRome),
        fires: {
          'device-offline': [
            { device: 'd0', site: 'rome', group: 'menu' },
            { device: 'd1', site: 'rome', group: 'menu' },
          ],
        },
      },
      noData: {
        fact: 'a site of which nobody has heard is not offline',
        series: Object.assign({}, ...names(6).map((name) => device(name, inRome()))),
      },
      more: [
        {
          fact: 'a shop that is closed for the night is not offline',
          series: some(6, 6, () => ({ ...inRome(), expected: 0 })),
        },
      ],
    },
    {
      id: 'screen-dark',
      firing: {
        fact: 'a device that answers and whose screen is off',
        series: lobby({ up: 1, levels: { screen_on: 0, playing: 1 } }),
        fires: { 'screen-dark': LOBBY },
      },
      below: { fact: 'a screen that is lit and plays', series: lobby({ up: 1, levels: { screen_on: 1, playing: 1 } }) },
      noData: { fact: 'a device that says neither', series: lobby({ up: 1 }) },
      more: [
        {
          fact: 'a device that plays nothing, in its hours',
          series: level('playing', 0),
          fires: { 'screen-dark': LOBBY },
        },
        { fact: 'out of hours a screen may be dark', series: level('screen_on', 0, { expected: 0 }) },
        {
          fact: 'a device that does not answer is offline, not dark',
          series: level('screen_on', 0, { up: 0 }),
          fires: { 'device-offline': LOBBY },
        },
      ],
    },
    {
      id: 'device-fleet-offline',
      firing: {
        fact: 'many devices of a group, each at a site of its own, are one alert',
        series: some(FLEET, many, inShops),
        fires: { 'device-fleet-offline': [{ group: 'menu' }] },
      },
      below: {
        fact: 'a few of a group are told one by one',
        series: some(FLEET, few, inShops),
        fires: {
          'device-offline': names(few).map((name) => ({ device: name, site: `shop-${name}`, group: 'menu' })),
        },
      },
      noData: {
        fact: 'a group of which nobody has heard',
        series: Object.assign({}, ...names(FLEET).map((name) => device(name, inShops(name)))),
      },
    },
    {
      id: 'device-commands-failing',
      firing: {
        fact: 'three commands of ten fail',
        series: { ...commands('failed', 3), ...commands('ok', 7), ...commands('queued', 10) },
        fires: { 'device-commands-failing': [{ command: 'reboot' }] },
      },
      below: {
        fact: 'a little less than a fifth fails',
        series: { ...commands('timeout', 1.9), ...commands('ok', 8.1), ...commands('queued', 10) },
      },
      noData: { fact: 'commands that have not ended', series: { ...commands('queued', 10), ...commands('failed', 0) } },
    },
    {
      id: 'device-hot',
      firing: {
        fact: 'a device above its temperature',
        series: level('temperature_celsius', limits.deviceTemperatureCelsius + 0.1),
        fires: { 'device-hot': LOBBY },
      },
      below: {
        fact: 'a device at its temperature',
        series: level('temperature_celsius', limits.deviceTemperatureCelsius),
      },
      noData: { fact: 'a device without a thermometer', series: lobby({ up: 1 }) },
    },
    {
      id: 'device-disk-low',
      firing: {
        fact: 'a device with a little less room than it needs',
        series: level('disk_free_bytes', limits.deviceDiskFreeBytes - 1),
        fires: { 'device-disk-low': LOBBY },
      },
      below: {
        fact: 'a device with just the room it needs',
        series: level('disk_free_bytes', limits.deviceDiskFreeBytes),
      },
      noData: { fact: 'a device that does not tell of its disk', series: lobby({ up: 1 }) },
    },
    {
      id: 'content-out-of-sync',
      firing: {
        fact: 'a device that has lacked a part of its content for an hour',
        series: level('content_sync_ratio', 0.99),
        atMinutes: 70,
        fires: { 'content-out-of-sync': LOBBY },
      },
      below: { fact: 'a device that has all of it', series: level('content_sync_ratio', 1), atMinutes: 70 },
      noData: { fact: 'a device that does not tell', series: lobby({ up: 1 }), atMinutes: 70 },
      more: [{ fact: 'half an hour is how long a new programme takes', series: level('content_sync_ratio', 0.5) }],
    },
    {
      id: 'device-clock-off',
      firing: {
        fact: 'a clock that is late',
        series: level('clock_skew_seconds', -limits.deviceClockSkewSeconds - 1),
        fires: { 'device-clock-off': LOBBY },
      },
      below: {
        fact: 'a clock that is as late as is allowed',
        series: level('clock_skew_seconds', -limits.deviceClockSkewSeconds),
      },
      noData: { fact: 'a device that does not tell its time', series: lobby({ up: 1 }) },
    },
    {
      id: 'devices-lost',
      firing: {
        fact: 'a device that is gone for days',
        series: lost(steady(1)),
        fires: { 'devices-lost': [{ site: 'paris' }] },
      },
      below: { fact: 'a site without such a device', series: lost(steady(0)) },
      noData: { fact: 'a site that was not heard of for half an hour', series: lost(`1x2 ${gap(100)}`) },
    },
    {
      id: 'devices-refused',
      firing: {
        fact: 'heartbeats that found no room',
        series: heartbeats('refused', rising(1)),
        fires: { 'devices-refused': [{}] },
      },
      below: {
        fact: 'other bad heartbeats',
        series: { ...heartbeats('refused', steady(0)), ...heartbeats('malformed', rising(9)) },
      },
      noData: { fact: 'no heartbeats', series: {} },
    },
  ];
};
