import { cpus, totalmem } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { createProcessProbe, type ProcessProbe } from './process.ts';

let probe: ProcessProbe;
afterEach(() => probe?.close());

/** Keeps this thread busy until the kernel has noticed. */
function work(cpuMs: number): void {
  const before = process.cpuUsage();
  for (let spent = 0; spent < cpuMs * 1000; ) {
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
}

test('memory of the process is what Node says, and below its limit', () => {
  probe = createProcessProbe();
  const rss = process.memoryUsage.rss();
  const { memoryBytes, memoryLimitBytes } = probe.read();
  expect(memoryBytes / rss).toBeGreaterThan(0.5);
  expect(memoryBytes / rss).toBeLessThan(2);
  expect(memoryLimitBytes ?? 0).toBeGreaterThan(memoryBytes);
  expect(memoryLimitBytes ?? 0).toBeLessThanOrEqual(totalmem());
});

test('memory of the machine: no more can be had than there is', () => {
  probe = createProcessProbe();
  const { machine } = probe.read();
  expect(machine.memoryBytes).toBe(totalmem());
  expect(machine.memoryAvailableBytes).toBeGreaterThan(0);
  expect(machine.memoryAvailableBytes).toBeLessThanOrEqual(machine.memoryBytes);
});

test('processors of the machine: unknown at first, then at least as busy as this process makes them', () => {
  probe = createProcessProbe();
  const first = probe.read();
  expect(first.machine.cpuRatio).toBeNull();
  work(200);
  const second = probe.read();
  expect(second.cpuSeconds - first.cpuSeconds).toBeGreaterThanOrEqual(0.2);
  // One processor of this many was not idle; half of it is left to how the kernel counts.
  expect(second.machine.cpuRatio ?? 0).toBeGreaterThan(0.5 / cpus().length / 2);
  expect(second.machine.cpuRatio ?? 2).toBeLessThanOrEqual(1);
});
