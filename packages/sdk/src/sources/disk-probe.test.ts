import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createDiskProbe, type DiskProbe } from './disk-probe.ts';

let probe: DiskProbe;
afterEach(() => probe?.close());

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

test('a disk has the size that the system says, and no more free than that', async () => {
  probe = createDiskProbe({ disks: [{ name: 'work', path: tmpdir() }], clock: manualClock(), onFault: () => {} });
  await until(() => probe.disks.length === 1);
  const { blocks, bsize } = statfsSync(tmpdir());
  const [disk] = probe.disks;
  expect(disk).toMatchObject({ name: 'work', labels: ['work'], sizeBytes: blocks * bsize });
  expect(disk?.freeBytes ?? -1).toBeGreaterThan(0);
  expect(disk?.freeBytes ?? 0).toBeLessThanOrEqual(blocks * bsize);
});

test('a mount that is gone has no reading and is a fault each time it is asked for', async () => {
  const clock = manualClock();
  const faults: unknown[] = [];
  const disks = [
    { name: 'gone', path: join(tmpdir(), 'tallylight-no-such-mount') },
    { name: 'work', path: tmpdir() },
  ];
  probe = createDiskProbe({ disks, clock, onFault: (error) => faults.push(error) });
  await until(() => faults.length === 1 && probe.disks.length === 1);
  clock.advance(15_000);
  await until(() => faults.length === 2);
  expect(probe.disks.map(({ name }) => name)).toEqual(['work']);
});
