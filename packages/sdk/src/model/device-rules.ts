/**
 * What is true of a device, from what is known of it. Silence is judged against the interval that the device promised, and
 * only time in which we could have heard it counts as silence. Where nobody can tell, the answer is `unknown`.
 */
import type { DeviceState } from '@tallylight/protocol';

/** States of a device in the order of their counters; together they part all devices. */
export const DEVICE_STATES: readonly DeviceState[] = ['online', 'playing', 'offline', 'unknown', 'lost'];

/** Two beats may be lost on a bad line; half an interval more is room for a slow one. */
export const MISSED_BEATS = 2.5;

/** A socket that closed is mostly a reconnect; after half an interval without one it is not. */
export const CLOSED_LEASE_BEATS = 0.5;

/** How long a device may be silent, ms. */
export const patienceMs = (intervalMs: number): number => MISSED_BEATS * intervalMs;

/** What a device shows now. */
export interface PlayItem {
  readonly title: string;
  readonly campaign: string | null;
  readonly contentId: string | null;
}

/** What a device says of a command it got. `accepted`: it need not be sent again, the end is still to come. */
export interface CommandAck {
  readonly id: string;
  readonly status: 'accepted' | 'ok' | 'failed';
  readonly detail: string | null;
}

/** A heartbeat, decoded. What is absent was not said and stays as it was; null is "the device cannot tell". */
export interface Heartbeat {
  /** Null: it plays nothing. */
  readonly playing?: PlayItem | null;
  readonly version?: string | null;
  /** 0–1. */
  readonly cpuRatio?: number | null;
  readonly memoryBytes?: number | null;
  readonly diskFreeBytes?: number | null;
  readonly temperatureCelsius?: number | null;
  /** Counters of the device since its start. */
  readonly receivedBytes?: number | null;
  readonly sentBytes?: number | null;
  readonly screenOn?: boolean | null;
  /** Share of its content that is there and current, 0–1. */
  readonly contentSyncRatio?: number | null;
  /** What its clock said when it wrote this, epoch ms. */
  readonly localTimeMs?: number | null;
  /** Number of the heartbeat since the device started. */
  readonly seq?: number | null;
  readonly acks?: readonly CommandAck[];
  /** What it played since it could last say so, oldest first. */
  readonly playbacks?: readonly PlaybackWord[];
}

/** What a device plays from a moment on, in its own word. */
export interface PlaybackWord {
  /** Null: nothing. */
  readonly item: PlayItem | null;
  /** How long ago, ms. */
  readonly agoMs: number;
  /** Grows by one with each; the same again is told again. Null: it does not count. */
  readonly number: number | null;
}

/** What may be known of a device's presence. */
export interface DeviceSigns {
  /** Whether anybody ever heard it, this process or one before. */
  readonly everSeen: boolean;
  /** Whether this process heard it. */
  readonly heard: boolean;
  /** Time in which we listened and heard nothing: since it was last heard, else since we listen for it, ms. */
  readonly silentMs: number;
  /** How much silence is still presence, ms. */
  readonly patienceMs: number;
  /** Time since it was last seen, listened to or not, ms. */
  readonly goneMs: number;
  readonly lostAfterMs: number;
  readonly playing: boolean;
}

/** Judges a device. */
export function judgeDevice(signs: DeviceSigns): DeviceState {
  if (!signs.everSeen) return 'unknown';
  if (signs.silentMs < signs.patienceMs) {
    // After a restart a known device is given the time to be heard before it is called anything.
    if (!signs.heard) return 'unknown';
    return signs.playing ? 'playing' : 'online';
  }
  return signs.goneMs >= signs.lostAfterMs ? 'lost' : 'offline';
}

/** Whether a device in this state can be reached. */
export const isReachable = (state: DeviceState): boolean => state === 'online' || state === 'playing';

/** How a heartbeat's number stands to the last one. */
export type SequenceVerdict = 'next' | 'late' | 'restart';

/** A retry or a detour delays a heartbeat by a few numbers; a larger step back is a device that began anew. */
const LATE_WITHIN = 8;

/**
 * `late` is one that was overtaken or told twice: it proves presence, but its facts are old. `restart`: the device counts from
 * its beginning again.
 */
export function judgeSequence(last: number | null, seq: number | null): SequenceVerdict {
  if (last === null || seq === null || seq > last) return 'next';
  if (seq === last) return 'late';
  if (seq <= 1) return 'restart';
  return last - seq <= LATE_WITHIN ? 'late' : 'restart';
}

/** The first heartbeat of a socket: nothing can have overtaken it, so one that is not the next is of a device that began anew. */
export function judgeFirst(last: number | null, seq: number | null): SequenceVerdict {
  return last === null || seq === null || seq > last ? 'next' : 'restart';
}

/** A queue of playbacks that is told again steps back by less than this; a new life begins at a random number. */
const TOLD_AGAIN_WITHIN = 10_000;

/** How the number of a playback stands to the last one; one without a number is the next. */
export function judgePlayback(last: number | null, number: number | null): SequenceVerdict {
  if (last === null || number === null) return 'next';
  const step = number - last;
  if (step > 0 && step <= TOLD_AGAIN_WITHIN) return 'next';
  return step <= 0 && -step <= TOLD_AGAIN_WITHIN ? 'late' : 'restart';
}

/** What a counter of a device grew by: all of its value when it began anew, nothing at its first reading. */
export function counterGrowth(last: number | null, value: number): number {
  if (last === null) return 0;
  return value >= last ? value - last : value;
}

/** Whether two readings show the same play. */
export function isSamePlay(a: PlayItem, b: PlayItem): boolean {
  return a.title === b.title && a.campaign === b.campaign && a.contentId === b.contentId;
}
