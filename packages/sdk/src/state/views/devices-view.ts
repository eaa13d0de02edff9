/** The topic `devices`: a row for each device. Devices note themselves as changed, so finding changes never walks the fleet. */
import type { DeviceRow } from '@tallylight/protocol';
import type { Device } from '../device.ts';
import { NO_GROUP } from '../device-groups.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function deviceRow(device: Device, offsetMs: number): DeviceRow {
  const { item } = device;
  return {
    name: device.name,
    serial: device.serial,
    site: device.site?.id ?? null,
    group: device.group.id === NO_GROUP ? null : device.group.id,
    model: device.model,
    version: device.version,
    state: device.state,
    stateSinceMs: Math.round(device.stateSinceMs + offsetMs),
    expected: device.expected,
    lastSeenMs: device.seenMs === null ? null : Math.round(device.seenMs + offsetMs),
    heartbeatIntervalMs: device.intervalMs,
    playing: device.playing,
    nowPlaying: item && {
      title: item.title,
      campaign: item.campaign,
      contentId: item.contentId,
      sinceMs: Math.round(device.itemSinceMs + offsetMs),
    },
    screenOn: device.screenOn,
    contentSyncRatio: device.contentSyncRatio,
    clockSkewMs: device.clockSkewMs,
    cpuRatio: device.cpuRatio,
    memoryBytes: device.memoryBytes,
    diskFreeBytes: device.diskFreeBytes,
    temperatureCelsius: device.temperatureCelsius,
    receivedBytes: device.receivedBytes,
    sentBytes: device.sentBytes,
    commandsPending: device.pending.length,
  };
}

export function createDevicesView(state: State): TopicView<'devices'> {
  return {
    topic: 'devices',
    collect: ({ nowMs }) => state.devices.takeChanges(nowMs),
    keys: () => state.devices.all.keys(),
    row(key, { epochOffsetMs }) {
      const device = state.devices.get(key);
      return device && deviceRow(device, epochOffsetMs);
    },
  };
}
