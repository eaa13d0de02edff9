/**
 * Follows what each device plays from heartbeat to heartbeat: events, timeline, proof of play. Play is counted between two
 * heartbeats that show the same item, so what nobody confirmed is not proven.
 */
import type { PlaybackStopReason } from '@tallylight/protocol';
import { isSamePlay, type PlayItem, patienceMs } from '../model/device-rules.ts';
import type { Device } from './device.ts';
import { type PlaybackPhase, ProofOfPlay, Timeline, type TimelineBudget } from './playback.ts';
import type { Emit } from './streams.ts';

/** Of one device; a screen runs a handful. */
const MAX_CAMPAIGNS_OF_DEVICE = 50;
const MAX_CAMPAIGNS = 2000;
/** Timelines of all devices: 20 000 with a modest one each, or 1 300 full ones. */
const MAX_TIMELINES_BYTES = 64 * 1024 * 1024;

export interface DevicePlayback {
  /** Counts play up to now; before the new heartbeat is looked at. */
  credit(device: Device, nowMs: number): void;
  /** Takes what the heartbeat shows; `undefined`: it does not say. True when something else is on now. */
  show(device: Device, shown: PlayItem | null | undefined, restarted: boolean, nowMs: number): boolean;
  /**
   * Takes what the device tells of itself: from `atMs` on this is on, a new play even of what was on before. Up to then the
   * one before it is proven, heard or not.
   */
  tell(device: Device, item: PlayItem | null, restarted: boolean, atMs: number, nowMs: number): void;
  /** It is not there since `sinceMs`. */
  away(device: Device, sinceMs: number, nowMs: number): void;
  /** Gives its memory back; what it played stays in the total. */
  forget(device: Device, nowMs: number): void;
  /** All devices together. */
  readonly proof: ProofOfPlay;
  readonly budget: TimelineBudget;
}

export function createDevicePlayback(emit: Emit, maxTimelinesBytes: number = MAX_TIMELINES_BYTES): DevicePlayback {
  const budget: TimelineBudget = { usedBytes: 0, maxBytes: maxTimelinesBytes };
  const proof = new ProofOfPlay(MAX_CAMPAIGNS);

  function enter(device: Device, what: PlaybackPhase, fromMs: number): void {
    device.timeline ??= new Timeline(budget);
    device.timeline.enter(what, fromMs);
  }

  function stop(device: Device, reason: PlaybackStopReason, nowMs: number): void {
    const { item } = device;
    if (item === null) return;
    device.item = null;
    emit('playback-stopped', nowMs, {
      device: device.id,
      title: item.title,
      campaign: item.campaign,
      reason,
      playedMs: Math.round(device.playedMs),
    });
  }

  function start(device: Device, item: PlayItem, nowMs: number): void {
    device.item = item;
    device.itemSinceMs = nowMs;
    device.creditedMs = nowMs;
    device.confirmedMs = nowMs;
    device.playedMs = 0;
    device.playbackStarts += 1;
    device.group.playbackStarts += 1;
    device.proof ??= new ProofOfPlay(MAX_CAMPAIGNS_OF_DEVICE);
    device.proof.started(item.campaign);
    proof.started(item.campaign);
    enter(device, item, nowMs);
    emit('playback-started', nowMs, { device: device.id, title: item.title, campaign: item.campaign });
  }

  function credit(device: Device, item: PlayItem, playedMs: number): void {
    if (playedMs <= 0) return;
    device.playedMs += playedMs;
    device.proof?.played(item.campaign, playedMs);
    proof.played(item.campaign, playedMs);
  }

  return {
    credit(device, nowMs) {
      const { item } = device;
      if (item === null) return;
      // After a pause of ours the time since it was confirmed is no proof of more than a device may be silent.
      const provenMs = Math.min(nowMs, device.confirmedMs + patienceMs(device.intervalMs));
      credit(device, item, provenMs - device.creditedMs);
      device.creditedMs = nowMs;
      device.confirmedMs = nowMs;
    },
    show(device, shown, restarted, nowMs) {
      const { item } = device;
      if (shown === undefined) {
        if (restarted) {
          stop(device, 'restarted', nowMs);
          device.saysPlaying = false;
        }
        if (!device.saysPlaying) enter(device, 'unknown', nowMs);
        return restarted && item !== null;
      }
      const saidBefore = device.saysPlaying;
      device.saysPlaying = true;
      if (shown === null) {
        stop(device, restarted ? 'restarted' : 'stopped', nowMs);
        enter(device, 'idle', nowMs);
        return item !== null || !saidBefore;
      }
      if (item !== null && !restarted && isSamePlay(item, shown)) return false;
      stop(device, restarted ? 'restarted' : 'changed', nowMs);
      start(device, shown, nowMs);
      return true;
    },
    tell(device, shown, restarted, atMs, nowMs) {
      const { item } = device;
      // What was counted once is not counted again, whatever the device says.
      const fromMs = Math.max(atMs, device.creditedMs);
      // The word of a device that began anew is not about what was on before that.
      if (item !== null && !restarted) credit(device, item, fromMs - device.creditedMs);
      stop(device, restarted ? 'restarted' : shown === null ? 'stopped' : 'changed', fromMs);
      device.saysPlaying = true;
      device.creditedMs = fromMs;
      if (shown === null) enter(device, 'idle', fromMs);
      else start(device, shown, fromMs);
      device.confirmedMs = nowMs;
    },
    away(device, sinceMs, nowMs) {
      stop(device, 'offline', nowMs);
      enter(device, 'offline', sinceMs);
    },
    forget(device, nowMs) {
      stop(device, 'stopped', nowMs);
      device.timeline?.clear();
    },
    proof,
    budget,
  };
}
