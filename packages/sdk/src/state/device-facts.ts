/**
 * What a heartbeat says of the device itself. What changes with every heartbeat (resources, counters, clock) is kept but is no
 * news; what a person would look up for is.
 */
import { counterGrowth, type Heartbeat } from '../model/device-rules.ts';
import type { Device } from './device.ts';

/** Takes the facts; true when a reader should know at once. */
export function takeFacts(device: Device, beat: Heartbeat, epochMs: number): boolean {
  let isNews = false;
  if (beat.version !== undefined && beat.version !== device.version) {
    device.version = beat.version;
    device.relabel();
    isNews = true;
  }
  if (beat.screenOn !== undefined && beat.screenOn !== device.screenOn) {
    device.screenOn = beat.screenOn;
    isNews = true;
  }
  if (beat.contentSyncRatio !== undefined && beat.contentSyncRatio !== device.contentSyncRatio) {
    device.contentSyncRatio = beat.contentSyncRatio;
    isNews = true;
  }
  if (beat.cpuRatio !== undefined) device.cpuRatio = beat.cpuRatio;
  if (beat.memoryBytes !== undefined) device.memoryBytes = beat.memoryBytes;
  if (beat.diskFreeBytes !== undefined) device.diskFreeBytes = beat.diskFreeBytes;
  if (beat.temperatureCelsius !== undefined) device.temperatureCelsius = beat.temperatureCelsius;
  if (beat.localTimeMs !== undefined) {
    device.clockSkewMs = beat.localTimeMs === null ? null : Math.round(beat.localTimeMs - epochMs);
  }
  if (typeof beat.receivedBytes === 'number') {
    device.receivedBytes += counterGrowth(device.lastReceivedBytes, beat.receivedBytes);
    device.lastReceivedBytes = beat.receivedBytes;
  }
  if (typeof beat.sentBytes === 'number') {
    device.sentBytes += counterGrowth(device.lastSentBytes, beat.sentBytes);
    device.lastSentBytes = beat.sentBytes;
  }
  return isNews;
}
