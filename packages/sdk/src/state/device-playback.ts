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
    device.playedMs = 0;
    device.playbackStarts += 1;
    device.group.playbackStarts += 1;
    device.proof ??= new ProofOfPlay(MAX_CAMPAIGNS_OF_DEVICE);
    device.proof.started(item.campaign);
    proof.started(item.campaign);
    enter(device, item, nowMs);
    emit('playback-started', nowMs, { device: device.id, title: item.title, campaign: item.campaign });
  }

  return {
    credit(device, nowMs) {
      const { item } = device;
      if (item === null) return;
      // After a pause of ours the time between two beats is no proof of more than a device may be silent.
      const playedMs = Math.min(nowMs - device.creditedMs, patienceMs(device.intervalMs));
      device.creditedMs = nowMs;
      if (playedMs <= 0) return;
      device.playedMs += playedMs;
      device.proof?.played(item.campaign, playedMs);
      proof.played(item.campaign, playedMs);
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
