/**
 * What the process knows of itself, and of the machine it runs on: memory against its limit, processor time, how busy and how
 * late the event loop is.
 */
import { readFileSync } from 'node:fs';
import { cpus, freemem, totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MachineReading, ProcessReading } from '../state/readings.ts';

export interface ProcessProbe {
  /** Readings since the last call. */
  read(): ProcessReading;
  close(): void;
}

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
/** Finer than a slice of our own work, coarse enough to cost nothing. */
const DELAY_RESOLUTION_MS = 10;

export function createProcessProbe(): ProcessProbe {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  const memoryLimitBytes = memoryLimit();
  let last = performance.eventLoopUtilization();
  const machine = createMachineProbe();
  return {
    read() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - DELAY_RESOLUTION_MS / 1000);
      const { user, system } = process.cpuUsage();
      const reading: ProcessReading = {
        cpuSeconds: (user + system) / MICROSECONDS,
        memoryBytes: process.memoryUsage.rss(),
        memoryLimitBytes,
        eventLoopUtilization: utilization,
        eventLoopDelaySeconds: {
          p50: late(delay.percentile(50)),
          p99: late(delay.percentile(99)),
          max: late(delay.max),
        },
        machine: machine(),
      };
      delay.reset();
      return reading;
    },
    close() {
      delay.disable();
    },
  };
}

function createMachineProbe(): () => MachineReading {
  let before: { readonly idle: number; readonly all: number } | undefined;
  return () => {
    let idle = 0;
    let all = 0;
    for (const { times } of cpus()) {
      idle += times.idle;
      all += times.user + times.nice + times.sys + times.idle + times.irq;
    }
    const since = before;
    const elapsed = since === undefined ? 0 : all - since.all;
    // Two readings within one beat of the kernel's clock show nothing; the next one spans both.
    const cpuRatio = since === undefined || elapsed <= 0 ? null : clamp(1 - (idle - since.idle) / elapsed);
    if (since === undefined || elapsed > 0) before = { idle, all };
    return { cpuRatio, memoryAvailableBytes: freemem(), memoryBytes: totalmem() };
  };
}

/** Processors are read one after the other, so that the sums may be a beat apart. */
const clamp = (ratio: number): number => Math.min(1, Math.max(0, ratio));

/** The limit of the control group where there is one, else the machine's memory. */
function memoryLimit(): number {
  for (const file of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    try {
      const bytes = Number(readFileSync(file, 'utf8').trim());
      if (Number.isSafeInteger(bytes) && bytes > 0 && bytes < totalmem()) return bytes;
    } catch {
      // Not this kind of system.
    }
  }
  return totalmem();
}
