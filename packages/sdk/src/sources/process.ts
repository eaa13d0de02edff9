/** What the process knows of itself: memory against its limit, and how busy and how late the event loop is. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProcessReading } from '../state/readings.ts';

export interface ProcessProbe {
  /** Readings since the last call. */
  read(): ProcessReading;
  close(): void;
}

const NANOSECONDS = 1e9;
/** Finer than a slice of our own work, coarse enough to cost nothing. */
const DELAY_RESOLUTION_MS = 10;

export function createProcessProbe(): ProcessProbe {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  const memoryLimitBytes = memoryLimit();
  let last = performance.eventLoopUtilization();
  return {
    read() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - DELAY_RESOLUTION_MS / 1000);
      const reading: ProcessReading = {
        memoryBytes: process.memoryUsage.rss(),
        memoryLimitBytes,
        eventLoopUtilization: utilization,
        eventLoopDelaySeconds: {
          p50: late(delay.percentile(50)),
          p99: late(delay.percentile(99)),
          max: late(delay.max),
        },
      };
      delay.reset();
      return reading;
    },
    close() {
      delay.disable();
    },
  };
}

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
