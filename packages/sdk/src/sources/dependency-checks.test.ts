import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { createCap } from '../state/cap.ts';
import { createDependencies, type Dependencies, type Dependency } from '../state/dependencies.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createDependencyChecks, type DependencyChecks } from './dependency-checks.ts';

const TIMES = { intervalMs: 10_000, timeoutMs: 2000 };
let clock: ManualClock;
let dependencies: Dependencies;
let checks: DependencyChecks;
let redis: Dependency;

beforeEach(() => {
  clock = manualClock();
  dependencies = createDependencies(createCap('dependencies', 5));
  checks = createDependencyChecks({ clock, dependencies });
  redis = dependencies.declare('redis', 0) as Dependency;
});

/** Time passes, and what promises say is heard. */
async function wait(ms: number): Promise<void> {
  clock.advance(ms);
  await turn();
}

test('nobody knows before the first check has ended, then it is up, and checked again and again', async () => {
  let runs = 0;
  checks.watch(
    redis,
    async () => {
      runs += 1;
    },
    TIMES,
  );
  expect([redis.up, runs]).toEqual([null, 1]);
  await wait(0);
  expect([redis.up, redis.durations.count]).toEqual([true, 1]);
  await wait(10_000);
  await wait(10_000);
  expect([runs, redis.durations.count]).toEqual([3, 3]);
});

test.each([
  ['rejects', () => Promise.reject(new Error('refused'))],
  [
    'throws',
    () => {
      throw new Error('refused');
    },
  ],
  ['answers false', () => false],
])('a check that %s says that it is down', async (_how, check) => {
  checks.watch(redis, check, TIMES);
  await wait(0);
  expect([redis.up, redis.reason]).toEqual([false, 'failed']);
  expect(dependencies.ailments()).toEqual(['dependency redis is down']);
});

test('a check that does not come back is down at its limit, its signal aborted, and what it says later is not heard', async () => {
  let answer: (value: string) => void = () => {};
  let signal: AbortSignal | undefined;
  checks.watch(
    redis,
    (given) => {
      signal = given;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    },
    TIMES,
  );
  await wait(1999);
  expect([redis.up, signal?.aborted]).toEqual([null, false]);
  await wait(1);
  expect([redis.up, redis.reason, signal?.aborted]).toEqual([false, 'timeout', true]);
  expect([redis.durations.count, redis.durations.sum]).toEqual([1, 2]);
  answer('PONG');
  await wait(0);
  expect([redis.up, redis.durations.count]).toEqual([false, 1]);
});

test('two runs of one check never overlap; one that hangs for ever is given up after ten limits', async () => {
  let runs = 0;
  const hang = () =>
    new Promise(() => {
      runs += 1;
    });
  checks.watch(redis, hang, { intervalMs: 1000, timeoutMs: 2000 });
  await wait(19_000);
  expect(runs).toBe(1);
  await wait(2000);
  expect(runs).toBe(2);
});

test('a second check of the same dependency takes the place of the first, and close stops them all', async () => {
  const ran = { first: 0, second: 0 };
  const count = (which: keyof typeof ran) => () => {
    ran[which] += 1;
  };
  checks.watch(redis, count('first'), TIMES);
  await wait(0);
  checks.watch(redis, count('second'), TIMES);
  await wait(0);
  await wait(10_000);
  expect(ran).toEqual({ first: 1, second: 2 });
  let answer: () => void = () => {};
  const hanging = dependencies.declare('db', 0) as Dependency;
  checks.watch(
    hanging,
    () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
    TIMES,
  );
  checks.close();
  answer();
  await wait(60_000);
  expect([ran.second, hanging.up]).toEqual([2, null]);
});

test('more dependencies than there is room for are refused and counted', () => {
  for (const name of ['a', 'b', 'c', 'd']) expect(dependencies.declare(name, 0)).toBeDefined();
  expect([dependencies.declare('e', 0), dependencies.cap.refused]).toEqual([undefined, 1]);
  dependencies.remove('a');
  expect(dependencies.declare('e', 0)).toBeDefined();
});
