/** Free room of the mounts that the host named, asked beside the tick: a mount that hangs delays nothing but its own number. */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { DiskReading } from '../state/readings.ts';

export interface DiskProbe {
  /** The last readings; a mount that could not be read has none. */
  readonly disks: readonly DiskReading[];
  close(): void;
}

/** A disk does not fill within a second. */
const INTERVAL_MS = 15_000;

export function createDiskProbe(parts: {
  disks: readonly { readonly name: string; readonly path: string }[];
  clock: Clock;
  onFault(error: unknown): void;
}): DiskProbe {
  const { disks, clock, onFault } = parts;
  const found = new Map<string, DiskReading>();
  const asking = new Set<string>();
  let readings: readonly DiskReading[] = [];
  let closed = false;

  async function ask(name: string, path: string): Promise<void> {
    if (asking.has(name)) return;
    asking.add(name);
    try {
      const { bavail, blocks, bsize } = await statfs(path);
      found.set(name, { name, labels: [name], freeBytes: bavail * bsize, sizeBytes: blocks * bsize });
    } catch (error) {
      found.delete(name);
      if (!closed) onFault(error);
    }
    asking.delete(name);
    readings = [...found.values()];
  }

  const askAll = (): void => {
    for (const { name, path } of disks) void ask(name, path);
  };
  const stop = disks.length === 0 ? undefined : clock.every(INTERVAL_MS, askAll);
  askAll();
  return {
    get disks() {
      return readings;
    },
    close() {
      closed = true;
      stop?.();
    },
  };
}
