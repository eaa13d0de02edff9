/**
 * Groups of devices: the word of the host, and what fleet metrics are counted by. A group lives as long as it has a device;
 * beyond the label cap groups are summed under `other`.
 */
import { DEVICE_STATES } from '../model/device-rules.ts';
import type { Cap } from './cap.ts';

/** Stands for devices without a group. */
export const NO_GROUP = 'none';

export class DeviceGroup {
  readonly id: string;
  readonly labels: readonly string[];
  readonly labelled: boolean;
  /** Devices by {@link DEVICE_STATES}. */
  readonly counts: Float64Array = new Float64Array(DEVICE_STATES.length);
  total = 0;
  playbackStarts = 0;

  constructor(id: string, labelled: boolean) {
    this.id = id;
    this.labels = [id];
    this.labelled = labelled;
  }
}

export interface DeviceGroups {
  /** The group of this name, made at need. */
  of(id: string | null): DeviceGroup;
  /** Lets go of a group without devices. */
  release(group: DeviceGroup): void;
  readonly all: ReadonlyMap<string, DeviceGroup>;
  /** Keeps the totals of groups that went. */
  readonly other: DeviceGroup;
  readonly labelCap: Cap;
}

export function createDeviceGroups(labelCap: Cap): DeviceGroups {
  const all = new Map<string, DeviceGroup>();
  const other = new DeviceGroup('other', false);
  return {
    of(id) {
      const key = id ?? NO_GROUP;
      let group = all.get(key);
      if (group === undefined) {
        group = new DeviceGroup(key, labelCap.admit(true));
        all.set(key, group);
      }
      return group;
    },
    release(group) {
      if (group.total > 0 || !all.delete(group.id)) return;
      if (group.labelled) labelCap.release(true);
      other.playbackStarts += group.playbackStarts;
    },
    all,
    other,
    labelCap,
  };
}
