/** Metrics of devices and sites. What only a reachable device can tell has no series while it is not: unknown is never 0. */
import { DEVICE_STATES } from '../../model/device-rules.ts';
import { COMMAND_RESULTS, type CommandKind } from '../../state/commands.ts';
import type { Device, DeviceEntity } from '../../state/device.ts';
import type { DeviceGroup } from '../../state/device-groups.ts';
import { HEARTBEAT_RESULTS } from '../../state/devices.ts';
import type { Site } from '../../state/sites.ts';
import type { State } from '../../state/state.ts';
import {
  type CatalogueContext,
  dateSeconds,
  type Metric,
  type MetricDefinition,
  metric,
  seconds,
  whole,
} from '../metric.ts';

const labelledDevices = (state: State): readonly Device[] => state.devices.labelled;

/** A metric of devices whose sum would mean nothing: no `other`. */
const ofDevices = (definition: MetricDefinition<Device>): Metric =>
  metric({ labels: ['device'], entities: labelledDevices, ...definition });

/** A level that a device tells of itself. */
function level(name: string, unit: string, help: string, read: (device: Device) => number | null): Metric {
  return ofDevices({ name, kind: 'gauge', unit, help, read: (device) => read(device) ?? undefined });
}

/** A counter of devices, as its own start-ups do not set it back; removed ones and those beyond the cap stand under `other`. */
const summed = (definition: MetricDefinition<Device>): Metric =>
  ofDevices({ folded: (state) => [state.devices.other, ...state.devices.unlabelled], ...definition });

/** By device and group. */
const placed = (definition: MetricDefinition<DeviceEntity>): Metric =>
  metric({
    labels: ['device', 'group'],
    entities: (state: State) => labelledDevices(state).map((device) => device.placed),
    ...definition,
  });

const ofGroups = (definition: MetricDefinition<DeviceGroup>): Metric =>
  metric({
    labels: ['group'],
    entities: (state: State) => [...state.devices.groups.all.values()].filter((group) => group.labelled),
    folded(state: State) {
      const { all, other } = state.devices.groups;
      const beyond = [...all.values()].filter((group) => !group.labelled);
      return beyond.length > 0 || other.playbackStarts > 0 ? [other, ...beyond] : [];
    },
    ...definition,
  });

const ofCommands = (definition: MetricDefinition<CommandKind>): Metric =>
  metric({
    labels: ['command'],
    entities: (state: State) => [...state.devices.commands.kinds.values()],
    ...definition,
  });

const truth = (value: boolean | null): number | null => (value === null ? null : Number(value));

export function deviceMetrics({ clock }: CatalogueContext): readonly Metric[] {
  return [
    ofGroups({
      name: 'tallylight_devices',
      kind: 'gauge',
      unit: '{device}',
      help: 'Devices by group and state; each is in one state, reachable ones are online plus playing.',
      labels: ['group', 'state'],
      closed: DEVICE_STATES,
      read: (group, index) => group.counts[index],
    }),
    placed({
      name: 'tallylight_device_up',
      kind: 'gauge',
      unit: '{device}',
      help: '1 reachable, 0 known to be away; absent while unknown or given up as lost.',
      read({ device }) {
        if (device.reachable) return 1;
        return device.state === 'offline' ? 0 : undefined;
      },
    }),
    placed({
      name: 'tallylight_device_last_seen_timestamp_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Unix time of the last heartbeat; absent before the first.',
      read: ({ device }) => (device.seenMs === null ? undefined : dateSeconds(clock, device.seenMs)),
    }),
    ofDevices({
      name: 'tallylight_device_heartbeat_interval_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'How often the device promised to be heard.',
      read: (device) => seconds(device.intervalMs),
    }),
    metric({
      name: 'tallylight_device_info',
      kind: 'gauge',
      unit: '{device}',
      help: 'Constant 1; facts of a device, to be joined with group_left.',
      labels: ['device', 'site', 'group', 'model', 'version'],
      entities: (state: State) => labelledDevices(state).map((device) => device.about),
      read: () => 1,
    }),
    ofDevices({
      name: 'tallylight_device_expected',
      kind: 'gauge',
      unit: '{device}',
      help: '1 while the device is meant to be on.',
      read: (device) => Number(device.expected),
    }),
    level(
      'tallylight_device_playing',
      '{device}',
      '1 while it plays something; absent when it does not say.',
      (device) => truth(device.playing),
    ),
    level(
      'tallylight_device_screen_on',
      '{device}',
      '1 while its panel is lit; absent when it does not say.',
      (device) => truth(device.screenOn),
    ),
    level('tallylight_device_cpu_utilization_ratio', '1', 'Busy share of its processor.', (device) => device.cpuRatio),
    level('tallylight_device_memory_used_bytes', 'By', 'Memory in use on the device.', (device) => device.memoryBytes),
    level('tallylight_device_disk_free_bytes', 'By', 'Free bytes on its disk.', (device) => device.diskFreeBytes),
    level('tallylight_device_temperature_celsius', 'Cel', 'Its temperature.', (device) => device.temperatureCelsius),
    level(
      'tallylight_device_clock_skew_seconds',
      's',
      'Its clock less ours, the way of the heartbeat included.',
      (device) => (device.clockSkewMs === null ? null : seconds(device.clockSkewMs)),
    ),
    level(
      'tallylight_device_content_sync_ratio',
      '1',
      'Share of its content that is there and current.',
      (device) => device.contentSyncRatio,
    ),
    summed({
      name: 'tallylight_device_received_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Bytes the device received since it was first heard; its own restarts do not set this back.',
      read: (device) =>
        device.lastReceivedBytes === null && device.receivedBytes === 0 ? undefined : device.receivedBytes,
    }),
    summed({
      name: 'tallylight_device_sent_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Bytes the device sent since it was first heard; its own restarts do not set this back.',
      read: (device) => (device.lastSentBytes === null && device.sentBytes === 0 ? undefined : device.sentBytes),
    }),
    ofGroups({
      name: 'tallylight_device_playback_starts_total',
      kind: 'counter',
      unit: '{start}',
      help: 'Items that devices began to play.',
      read: (group) => group.playbackStarts,
    }),
    whole({
      name: 'tallylight_device_heartbeats_total',
      kind: 'counter',
      unit: '{heartbeat}',
      help: 'Heartbeats by result: partial had fields that cannot be, malformed was none, refused had no room.',
      labels: ['result'],
      closed: HEARTBEAT_RESULTS,
      read: (_entity, index, state) => state.devices.heartbeats[index],
    }),
    ofCommands({
      name: 'tallylight_device_commands_total',
      kind: 'counter',
      unit: '{command}',
      help: 'Commands to devices by name: queued, and how they ended.',
      labels: ['command', 'result'],
      closed: COMMAND_RESULTS,
      read: (kind, index) => kind.counts[index],
    }),
    ofCommands({
      name: 'tallylight_device_command_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'Issue of a command to the end that the device told.',
      read: (kind) => kind.durations,
    }),
    metric({
      name: 'tallylight_site_devices',
      kind: 'gauge',
      unit: '{device}',
      help: 'Devices of a site by state.',
      labels: ['site', 'state'],
      closed: DEVICE_STATES,
      entities: (state: State) => [...state.sites.all.values()].filter((site) => site.labelled),
      folded: (state: State) => [...state.sites.all.values()].filter((site) => !site.labelled),
      read: (site: Site, index) => site.counts[index],
    }),
  ];
}
