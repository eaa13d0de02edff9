/**
 * A device as the panel knows it. Only what is drawn of every device stands here: resources change with each heartbeat, and
 * a device whose record is the same object need not be drawn again.
 */
import type { DeviceState } from '@tallylight/protocol';

export interface Device {
  readonly key: string;
  /** Its name, else its key. */
  readonly name: string;
  readonly serial: string | null;
  readonly site: string | null;
  readonly group: string | null;
  readonly state: DeviceState;
  /** Epoch ms of the server. */
  readonly stateSinceMs: number | null;
  /** Meant to be on now; null when nobody says. */
  readonly expected: boolean | null;
  /** Epoch ms of the server. */
  readonly lastSeenMs: number | null;
  readonly heartbeatIntervalMs: number | null;
  readonly playing: boolean | null;
  readonly title: string | null;
  readonly campaign: string | null;
  readonly screenOn: boolean | null;
  /** Share of its content that is there and current, 0–1. */
  readonly syncRatio: number | null;
  readonly commandsPending: number | null;
}

/** Heard of within its intervals. */
export function isReachable({ state }: Pick<Device, 'state'>): boolean {
  return state === 'online' || state === 'playing';
}

/** What a reachable device does wrong, in a few words; null when nothing is known to be wrong. */
export function toFault({ state, expected, screenOn, playing, syncRatio }: Device): string | null {
  if (state !== 'online' && state !== 'playing') return null;
  if (expected === false) return null;
  if (screenOn === false) return 'screen is off';
  if (playing === false) return 'nothing plays';
  return syncRatio !== null && syncRatio < 1 ? 'content is not current' : null;
}

/** From 0, what needs a hand first. An absence that is meant needs none. */
export function toRank(device: Device): number {
  const { state, expected } = device;
  if (state === 'offline') return expected === false ? 5 : 0;
  if (state === 'lost') return 6;
  if (toFault(device) !== null) return 1;
  if (state === 'unknown') return 2;
  return state === 'online' ? 3 : 4;
}

export const RANKS = 7;
