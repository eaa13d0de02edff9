/**
 * The dashboard card `system`: how this process, its machine, its disks and what it needs of others are. Cut to what a person
 * reads, so that the card is not told again for a page of memory.
 */
import type { DashboardCards } from '@tallylight/protocol';
import type { Dependencies } from '../dependencies.ts';
import type { Readings } from '../readings.ts';

const MIB = 1024 * 1024;

/** Null before the first reading. */
export function systemCard(readings: Readings, dependencies: Pick<Dependencies, 'all'>): DashboardCards['system'] {
  const { process, disks, store } = readings;
  const found = { up: 0, down: 0, unknown: 0 };
  for (const { up } of dependencies.all.values()) found[up === null ? 'unknown' : up ? 'up' : 'down'] += 1;
  return {
    process: process && {
      memoryBytes: toMib(process.memoryBytes),
      memoryLimitBytes: process.memoryLimitBytes === null ? null : toMib(process.memoryLimitBytes),
      eventLoopUtilization: toHundredth(Math.min(1, Math.max(0, process.eventLoopUtilization))),
      eventLoopDelayMs: Math.round(process.eventLoopDelaySeconds.p99 * 1000),
    },
    machine: process && {
      cpuRatio: process.machine.cpuRatio === null ? null : toHundredth(process.machine.cpuRatio),
      memoryAvailableBytes: toMib(process.machine.memoryAvailableBytes),
      memoryBytes: toMib(process.machine.memoryBytes),
    },
    disks: disks.map(({ name, freeBytes, sizeBytes }) => ({
      name,
      freeBytes: toMib(freeBytes),
      sizeBytes: toMib(sizeBytes),
    })),
    dependencies: found,
    storeDegraded: store.degraded,
  };
}

const toMib = (bytes: number): number => Math.floor(bytes / MIB) * MIB;
const toHundredth = (ratio: number): number => Math.round(ratio * 100) / 100;
