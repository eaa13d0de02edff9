/**
 * One device as it is now: what the host says of it, what its last heartbeat said, and its counters. Plain fields; what they
 * mean together is judged by the rules of the model at each heartbeat and once a tick. Times are monotonic milliseconds.
 */
import type { DeviceState } from '@tallylight/protocol';
import { isReachable, type PlayItem } from '../model/device-rules.ts';
import type { Schedule } from '../model/schedule.ts';
import type { Command } from './commands.ts';
import type { DeviceGroup } from './device-groups.ts';
import type { ProofOfPlay, Timeline } from './playback.ts';
import type { Site } from './sites.ts';

/** Facts about a device that the host may give; later ones win. */
export interface DeviceFacts {
  /** Shown to people. */
  readonly name?: string | undefined;
  readonly serial?: string | undefined;
  /** Id of its site; `null` takes it from its site. */
  readonly site?: string | null | undefined;
  /** What it is counted with. */
  readonly group?: string | null | undefined;
  readonly model?: string | undefined;
  /** How often it promises to be heard, ms, 1 000–86 400 000. @default devices.heartbeatIntervalMs */
  readonly heartbeatIntervalMs?: number | undefined;
  /** Whether it is meant to be on. @default as its site; true without one */
  readonly expected?: boolean | Schedule | undefined;
  /** When the host last knew it to be there, epoch ms (from its own database): makes a known device of one not heard yet. */
  readonly lastSeenMs?: number | undefined;
}

/** Label value of devices without a site. */
const NO_SITE = 'none';

/** A thing with labels of its own beside the device's id. */
export interface DeviceEntity {
  readonly labels: readonly string[];
  readonly device: Device;
}

export class Device {
  readonly id: string;
  readonly labels: readonly string[];
  declared: boolean;
  /** Whether it has series of its own, and out of whose room. */
  labelled: boolean;
  labelDeclared: boolean;
  /** Labels with its group, and with all its facts; made anew when these change. */
  placed: DeviceEntity;
  about: DeviceEntity;
  removed = false;

  name: string | null = null;
  serial: string | null = null;
  model: string | null = null;
  version: string | null = null;
  site: Site | null = null;
  group: DeviceGroup;
  intervalMs: number;
  expectedByHost: boolean | Schedule | null = null;
  expected = true;

  state: DeviceState = 'unknown';
  stateSinceMs: number;
  /** Number of its present or last life; see the fence in model/merge. */
  session = 0;
  /** Whether what was heard last came over the socket of {@link session}. */
  onSocket = false;
  /** Whether this life began with a socket that has brought no heartbeat yet; and whether it told a playback before one. */
  awaitsBeat = false;
  saidPlayback = false;
  /** Last time anybody saw it; null: never activated. */
  seenMs: number | null = null;
  /** Whether this process heard it. */
  heard = false;
  /** Silence counts from here: the last heartbeat, else since we listen for it. */
  silentFromMs: number;
  /** Time in which we could not hear anybody, up to {@link silentFromMs}. */
  deafBeforeMs: number;
  /** Less silence than the interval allows, after its socket closed; Infinity otherwise. */
  leaseMs: number = Number.POSITIVE_INFINITY;
  /** Number of its last heartbeat. */
  seq: number | null = null;

  /** What it plays; null with {@link saysPlaying} is nothing, without it is unknown. */
  item: PlayItem | null = null;
  saysPlaying = false;
  itemSinceMs = 0;
  /** Up to when its play was counted, when that was confirmed, and how much of this one was. */
  creditedMs: number = Number.NEGATIVE_INFINITY;
  confirmedMs = 0;
  playedMs = 0;
  /** Number of the last playback that it told of itself. */
  playbackNumber: number | null = null;
  playbackStarts = 0;
  timeline: Timeline | null = null;
  proof: ProofOfPlay | null = null;

  screenOn: boolean | null = null;
  contentSyncRatio: number | null = null;
  clockSkewMs: number | null = null;
  cpuRatio: number | null = null;
  memoryBytes: number | null = null;
  diskFreeBytes: number | null = null;
  temperatureCelsius: number | null = null;
  /** Sums that go on when the device begins anew, and its own last readings. */
  receivedBytes = 0;
  sentBytes = 0;
  lastReceivedBytes: number | null = null;
  lastSentBytes: number | null = null;

  readonly pending: Command[] = [];
  readonly ended: Command[] = [];
  courier: (() => void) | null = null;

  /** Whether its row waits to be told, and when it last was. */
  changed = false;
  toldMs: number = Number.NEGATIVE_INFINITY;

  constructor(
    id: string,
    how: { declared: boolean; labelled: boolean; group: DeviceGroup; intervalMs: number; deafMs: number },
    nowMs: number,
  ) {
    this.id = id;
    this.labels = [id];
    this.declared = how.declared;
    this.labelled = how.labelled;
    this.labelDeclared = how.declared;
    this.group = how.group;
    this.intervalMs = how.intervalMs;
    this.stateSinceMs = nowMs;
    this.silentFromMs = nowMs;
    this.deafBeforeMs = how.deafMs;
    this.placed = { labels: [id, this.group.id], device: this };
    this.about = { labels: [id, NO_SITE, this.group.id, '', ''], device: this };
  }

  get reachable(): boolean {
    return isReachable(this.state);
  }

  /** Whether it plays; null when it does not say. */
  get playing(): boolean | null {
    return this.reachable && this.saysPlaying ? this.item !== null : null;
  }

  /** After facts changed. */
  relabel(): void {
    const group = this.group.id;
    this.placed = { labels: [this.id, group], device: this };
    const of = (fact: string | null): string => fact ?? '';
    this.about = {
      labels: [this.id, this.site?.id ?? NO_SITE, group, of(this.model), of(this.version)],
      device: this,
    };
  }

  /** What only a reachable device can tell. */
  forgetLevels(): void {
    this.saysPlaying = false;
    this.item = null;
    this.screenOn = null;
    this.contentSyncRatio = null;
    this.clockSkewMs = null;
    this.cpuRatio = null;
    this.memoryBytes = null;
    this.diskFreeBytes = null;
    this.temperatureCelsius = null;
    this.seq = null;
    this.playbackNumber = null;
  }
}
