import { expect, test } from 'vitest';
import { createCap } from '../cap.ts';
import { createDependencies } from '../dependencies.ts';
import { createReadings } from '../readings.ts';
import { systemCard } from './system-card.ts';

const MIB = 1024 * 1024;

test('before the first reading nothing is known, and that is said', () => {
  expect(systemCard(createReadings(), createDependencies(createCap('dependencies', 5)))).toEqual({
    process: null,
    machine: null,
    disks: [],
    dependencies: { up: 0, down: 0, unknown: 0 },
    storeDegraded: null,
  });
});

test('process, machine, disks and dependencies, cut to what a person reads', () => {
  const readings = createReadings();
  const dependencies = createDependencies(createCap('dependencies', 5));
  for (const [name, up] of [
    ['redis', true],
    ['database', false],
    ['origin', null],
  ] as const) {
    const dependency = dependencies.declare(name, 0);
    if (dependency !== undefined && up !== null) dependencies.settle(dependency, up, 'told', 0);
  }
  readings.process = {
    cpuSeconds: 12,
    memoryBytes: 100 * MIB + 5000,
    memoryLimitBytes: 512 * MIB,
    eventLoopUtilization: 0.3149,
    eventLoopDelaySeconds: { p50: 0.001, p99: 0.0127, max: 0.1 },
    machine: { cpuRatio: 0.756, memoryAvailableBytes: 900 * MIB + 1, memoryBytes: 2048 * MIB },
  };
  readings.disks = [{ name: 'media', labels: ['media'], freeBytes: 5 * MIB + 4096, sizeBytes: 10 * MIB }];
  readings.store.degraded = false;
  expect(systemCard(readings, dependencies)).toEqual({
    process: {
      memoryBytes: 100 * MIB,
      memoryLimitBytes: 512 * MIB,
      eventLoopUtilization: 0.31,
      eventLoopDelayMs: 13,
    },
    machine: { cpuRatio: 0.76, memoryAvailableBytes: 900 * MIB, memoryBytes: 2048 * MIB },
    disks: [{ name: 'media', freeBytes: 5 * MIB, sizeBytes: 10 * MIB }],
    dependencies: { up: 1, down: 1, unknown: 1 },
    storeDegraded: false,
  });
});
