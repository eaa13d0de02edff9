/**
 * All devices: declared by the host, or born from a heartbeat within the strangers' part of the cap. Presence is noticed by a
 * heartbeat at once and absence by one sweep a tick; each change of state is told once. Counts by state, group and site are
 * kept as they change.
 */
import type { DeviceState } from '@tallylight/protocol';
import {
  CLOSED_LEASE_BEATS,
  type CommandAck,
  DEVICE_STATES,
  type Heartbeat,
  isReachable,
  judgeDevice,
  judgeFirst,
  judgePlayback,
  judgeSequence,
  type PlaybackWord,
  patienceMs,
} from '../model/device-rules.ts';
import { OTHER } from '../model/labels.ts';
import { nextSession } from '../model/merge.ts';
import type { Cap } from './cap.ts';
import { type Commands, createCommands } from './commands.ts';
import { Device, type DeviceFacts } from './device.ts';
import { takeFacts } from './device-facts.ts';
import { createDeviceGroups, type DeviceGroup, type DeviceGroups } from './device-groups.ts';
import { createDevicePlayback, type DevicePlayback } from './device-playback.ts';
import { TIMELINE_WINDOW_MS } from './playback.ts';
import { type IsMuted, isOpen, type Site, type Sites } from './sites.ts';
import type { Emit } from './streams.ts';

/** How heartbeats were taken: `partial` had fields that cannot be, `malformed` was none, `refused` had no room. */
export const HEARTBEAT_RESULTS = ['ok', 'partial', 'malformed', 'refused'] as const;

/** Last seen and resources change with each heartbeat; alone they are told this often, so that a quiet fleet costs little. */
const QUIET_TOLD_MS = 60_000;

const SLOT: Readonly<Record<DeviceState, number>> = { online: 0, playing: 1, offline: 2, unknown: 3, lost: 4 };

export interface Devices {
  get(id: string): Device | undefined;
  /** Get or create on the host's word, later facts merged. `undefined` when the host's room is full. */
  declare(id: string, facts: DeviceFacts, nowMs: number, epochMs: number): Device | undefined;
  /** Get or create for a heartbeat; `undefined` when strangers have no room left. */
  born(id: string, nowMs: number): Device | undefined;
  /** Takes a heartbeat. `byLine`: over the socket that the device has now. */
  beat(device: Device, beat: Heartbeat, nowMs: number, epochMs: number, byLine?: boolean): void;
  /** Takes what it says over its socket of what it plays. */
  told(device: Device, word: PlaybackWord, nowMs: number, epochMs: number): void;
  /** Takes what it says over its socket of a command. */
  acked(device: Device, ack: CommandAck, nowMs: number, epochMs: number): void;
  /** A socket of the device opened: the number of the life that begins. */
  connected(device: Device, nowMs: number, epochMs: number): number;
  /** A socket closed: soon offline unless heard again. False when it was of an older life, which changes nothing. */
  disconnected(device: Device, session: number, nowMs: number): boolean;
  /** One sweep: schedules, absence, commands without an answer. */
  advance(nowMs: number, epochMs: number): void;
  /** Its series end; totals stay in {@link other}. */
  remove(device: Device, nowMs: number): void;
  removeSite(site: Site): void;
  /** Ids of devices whose row changed or went since the last call. */
  takeChanges(nowMs: number): readonly string[];
  readonly all: ReadonlyMap<string, Device>;
  /** By {@link DEVICE_STATES}. */
  readonly counts: Float64Array;
  /** Byte totals of removed devices. */
  readonly other: Device;
  /** Devices with series of their own, and the others. */
  readonly labelled: readonly Device[];
  readonly unlabelled: readonly Device[];
  /** Heartbeats by {@link HEARTBEAT_RESULTS}. */
  readonly heartbeats: Float64Array;
  readonly groups: DeviceGroups;
  readonly commands: Commands;
  readonly playback: DevicePlayback;
  readonly cap: Cap;
  readonly labelCap: Cap;
}

export interface DevicesParts {
  readonly cap: Cap;
  readonly labelCap: Cap;
  readonly groupLabelCap: Cap;
  readonly sites: Sites;
  readonly heartbeatIntervalMs: number;
  readonly lostAfterMs: number;
  readonly tickMs: number;
  readonly startedAtMs: number;
  readonly emit: Emit;
  /** Whether a person said that it may be off for a while. @default nothing is */
  readonly isMuted?: IsMuted | undefined;
  /** Memory of all timelines. @default 64 MiB */
  readonly maxTimelinesBytes?: number;
}

export function createDevices(parts: DevicesParts): Devices {
  const { cap, labelCap, sites, emit, isMuted = () => false } = parts;
  const all = new Map<string, Device>();
  const groups = createDeviceGroups(parts.groupLabelCap);
  const playback = createDevicePlayback(emit, parts.maxTimelinesBytes);
  const commands = createCommands(emit, (id) => {
    const device = all.get(id);
    if (device !== undefined) touch(device);
  });
  const counts = new Float64Array(DEVICE_STATES.length);
  const heartbeats = new Float64Array(HEARTBEAT_RESULTS.length);
  const other = new Device(
    OTHER,
    { declared: true, labelled: false, group: groups.other, intervalMs: parts.heartbeatIntervalMs, deafMs: 0 },
    parts.startedAtMs,
  );
  let dirty: Device[] = [];
  let removed: string[] = [];
  let labelled: Device[] | null = null;
  let unlabelled: Device[] | null = null;
  let sweptMs = parts.startedAtMs;
  /** Time in which the process did not listen, because its loop stood still: nobody's silence. */
  let deafMs = 0;

  /** How much longer than a tick the last sweep is away: we have not listened meanwhile. */
  const lateMs = (nowMs: number): number => Math.max(0, nowMs - sweptMs - parts.tickMs);

  function touch(device: Device): void {
    if (device.changed || device.removed) return;
    device.changed = true;
    dirty.push(device);
  }

  function count(device: Device, by: 1 | -1): void {
    const slot = SLOT[device.state];
    counts[slot] = (counts[slot] as number) + by;
    const { group, site } = device;
    group.counts[slot] = (group.counts[slot] as number) + by;
    group.total += by;
    if (site === null) return;
    site.counts[slot] = (site.counts[slot] as number) + by;
    site.total += by;
    site.changed = true;
  }

  function create(id: string, declared: boolean, group: string | null, nowMs: number): Device | undefined {
    if (!cap.admit(declared)) return undefined;
    const how = {
      declared,
      labelled: labelCap.admit(declared),
      group: groups.of(group),
      intervalMs: parts.heartbeatIntervalMs,
      deafMs: deafMs + lateMs(nowMs),
    };
    const device = new Device(id, how, nowMs);
    all.set(id, device);
    labelled = null;
    unlabelled = null;
    count(device, 1);
    touch(device);
    return device;
  }

  /** The host declares what was born from a heartbeat. */
  function adopt(device: Device): void {
    if (device.declared || !cap.adopt()) return;
    device.declared = true;
    if (device.labelled && !device.labelDeclared && labelCap.adopt()) device.labelDeclared = true;
  }

  function place(device: Device, site: Site | null, group: DeviceGroup): void {
    if (device.site === site && device.group === group) return;
    count(device, -1);
    const before = device.group;
    device.site = site;
    device.group = group;
    count(device, 1);
    if (before !== group) groups.release(before);
  }

  function enter(device: Device, state: DeviceState, nowMs: number, epochMs: number): void {
    const previous = device.state;
    if (previous === state) return;
    count(device, -1);
    device.state = state;
    device.stateSinceMs = nowMs;
    count(device, 1);
    touch(device);
    const subject = { device: device.id, site: device.site?.id ?? null };
    if (!isReachable(previous) && isReachable(state)) emit('device-online', nowMs, { ...subject, previous });
    if (state === 'offline' || (state === 'lost' && isReachable(previous))) {
      const seenMs = device.seenMs ?? nowMs;
      device.forgetLevels();
      emit('device-offline', nowMs, { ...subject, lastSeenMs: Math.round(epochMs - (nowMs - seenMs)) });
    }
    emit('device-status-changed', nowMs, { ...subject, previous, state });
  }

  function judge(device: Device, nowMs: number, epochMs: number): void {
    const seenMs = device.seenMs;
    const state = judgeDevice({
      everSeen: seenMs !== null,
      heard: device.heard,
      silentMs: nowMs - device.silentFromMs - (deafMs - device.deafBeforeMs),
      patienceMs: Math.min(patienceMs(device.intervalMs), device.leaseMs),
      goneMs: seenMs === null ? 0 : nowMs - seenMs,
      lostAfterMs: parts.lostAfterMs,
      playing: device.item !== null,
    });
    if (state === device.state) return;
    if (device.reachable && !isReachable(state)) playback.away(device, seenMs ?? nowMs, nowMs);
    enter(device, state, nowMs, epochMs);
  }

  function expect(device: Device, epochMs: number): void {
    const said = device.expectedByHost;
    const { site } = device;
    const open = said === null ? (site?.expected ?? true) : isOpen(said, epochMs, device.expected);
    const muted = isMuted('device', device.id, epochMs) || (site !== null && isMuted('site', site.id, epochMs));
    const expected = open && !muted;
    if (expected === device.expected) return;
    device.expected = expected;
    touch(device);
  }

  /**
   * Notes that it is there now. A device that was not begins a new life, and so does one that is heard by another road than
   * the socket it had: the end of that socket is then news of an older life.
   */
  function hear(device: Device, nowMs: number, epochMs: number, byLine: boolean): void {
    if (!device.reachable || device.onSocket !== byLine) device.session = nextSession(device.session, epochMs);
    device.onSocket = byLine;
    device.heard = true;
    device.seenMs = nowMs;
    device.silentFromMs = nowMs;
    device.deafBeforeMs = deafMs + lateMs(nowMs);
    device.leaseMs = Number.POSITIVE_INFINITY;
  }

  /** Takes what it says of what it plays; false when that was said before. */
  function say(device: Device, { item, agoMs, number }: PlaybackWord, nowMs: number): boolean {
    const verdict = judgePlayback(device.playbackNumber, number);
    if (verdict === 'late') return false;
    if (number !== null) device.playbackNumber = number;
    playback.tell(device, item, verdict === 'restart', nowMs - Math.min(agoMs, TIMELINE_WINDOW_MS), nowMs);
    device.saidPlayback = true;
    return true;
  }

  return {
    get: (id) => all.get(id),
    declare(id, facts, nowMs, epochMs) {
      let device = all.get(id);
      if (device === undefined) device = id === OTHER ? undefined : create(id, true, facts.group ?? null, nowMs);
      else adopt(device);
      if (device === undefined) return undefined;
      if (facts.name !== undefined) device.name = facts.name;
      if (facts.serial !== undefined) device.serial = facts.serial;
      if (facts.model !== undefined) device.model = facts.model;
      if (facts.heartbeatIntervalMs !== undefined) device.intervalMs = facts.heartbeatIntervalMs;
      if (facts.expected !== undefined) device.expectedByHost = facts.expected;
      const site = facts.site === undefined ? device.site : facts.site === null ? null : sites.declare(facts.site);
      place(device, site ?? null, facts.group === undefined ? device.group : groups.of(facts.group));
      if (facts.lastSeenMs !== undefined && !device.heard) {
        device.seenMs = Math.min(nowMs, nowMs - (epochMs - facts.lastSeenMs));
      }
      device.relabel();
      expect(device, epochMs);
      touch(device);
      judge(device, nowMs, epochMs);
      return device;
    },
    born: (id, nowMs) => all.get(id) ?? (id === OTHER ? undefined : create(id, false, null, nowMs)),
    beat(device, beat, nowMs, epochMs, byLine = false) {
      if (device.removed) return;
      const { playbacks = [] } = beat;
      const told = playbacks.filter((word) => say(device, word, nowMs)).length > 0;
      playback.credit(device, nowMs);
      const isFirst = byLine && device.awaitsBeat;
      const verdict = (isFirst ? judgeFirst : judgeSequence)(device.seq, beat.seq ?? null);
      hear(device, nowMs, epochMs, byLine);
      let isNews = told;
      if (verdict !== 'late') {
        if (beat.seq !== undefined) device.seq = beat.seq;
        if (takeFacts(device, beat, epochMs)) isNews = true;
        // What a new life said before its first heartbeat is not what the old one showed.
        const restarted = verdict === 'restart' && !(told || (isFirst && device.saidPlayback));
        if (playback.show(device, beat.playing, restarted, nowMs)) isNews = true;
      }
      if (byLine) device.awaitsBeat = false;
      commands.acknowledge(device, beat.acks ?? [], nowMs);
      if (isNews || nowMs - device.toldMs >= QUIET_TOLD_MS) touch(device);
      judge(device, nowMs, epochMs);
    },
    told(device, word, nowMs, epochMs) {
      if (device.removed) return;
      hear(device, nowMs, epochMs, true);
      if (say(device, word, nowMs)) touch(device);
      judge(device, nowMs, epochMs);
    },
    acked(device, ack, nowMs, epochMs) {
      if (device.removed) return;
      hear(device, nowMs, epochMs, true);
      commands.acknowledge(device, [ack], nowMs);
      judge(device, nowMs, epochMs);
    },
    connected(device, nowMs, epochMs) {
      device.session = nextSession(device.session, epochMs);
      device.awaitsBeat = true;
      device.saidPlayback = false;
      device.onSocket = true;
      hear(device, nowMs, epochMs, true);
      if (!device.saysPlaying) playback.show(device, undefined, false, nowMs);
      judge(device, nowMs, epochMs);
      return device.session;
    },
    disconnected(device, session, nowMs) {
      if (session !== device.session || !device.reachable) return false;
      device.leaseMs = nowMs - device.silentFromMs + CLOSED_LEASE_BEATS * device.intervalMs;
      return true;
    },
    advance(nowMs, epochMs) {
      deafMs += lateMs(nowMs);
      sweptMs = nowMs;
      sites.advance(epochMs, isMuted);
      for (const device of all.values()) {
        expect(device, epochMs);
        judge(device, nowMs, epochMs);
      }
      commands.expire(nowMs);
    },
    remove(device, nowMs) {
      if (device.removed || !all.delete(device.id)) return;
      commands.drop(device, nowMs);
      playback.forget(device, nowMs);
      count(device, -1);
      groups.release(device.group);
      device.removed = true;
      cap.release(device.declared);
      if (device.labelled) labelCap.release(device.labelDeclared);
      labelled = null;
      unlabelled = null;
      other.receivedBytes += device.receivedBytes;
      other.sentBytes += device.sentBytes;
      removed.push(device.id);
    },
    removeSite(site) {
      for (const device of all.values()) {
        if (device.site !== site) continue;
        place(device, null, device.group);
        device.relabel();
        touch(device);
      }
      sites.remove(site);
    },
    takeChanges(nowMs) {
      const keys = removed.filter((id) => !all.has(id));
      for (const device of dirty) {
        device.changed = false;
        device.toldMs = nowMs;
        if (!device.removed) keys.push(device.id);
      }
      dirty = [];
      removed = [];
      return keys;
    },
    all,
    counts,
    other,
    get labelled() {
      labelled ??= [...all.values()].filter((device) => device.labelled);
      return labelled;
    },
    get unlabelled() {
      unlabelled ??= [...all.values()].filter((device) => !device.labelled);
      return unlabelled;
    },
    heartbeats,
    groups,
    commands,
    playback,
    cap,
    labelCap,
  };
}
