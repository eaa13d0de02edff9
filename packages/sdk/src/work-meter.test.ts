import { expect, test } from 'vitest';
import { createTallylight } from './index.ts';
import { WORK_PARTS } from './state/readings.ts';
import { manualClock } from './testing/manual-clock.ts';
import { metered } from './work-meter.ts';

test('what a part of a tick takes is added to it, whether it goes well or not', () => {
  const clock = manualClock();
  const seconds = new Float64Array(WORK_PARTS.length);
  const faults: string[] = [];
  const guard = metered(
    (part, task) => {
      try {
        task();
      } catch {
        faults.push(part);
      }
    },
    clock,
    seconds,
  );
  guard('tick.health', () => clock.advance(30));
  guard('tick.health', () => {
    clock.advance(20);
    throw new Error('no');
  });
  guard('tick.nothing-of-ours', () => clock.advance(1000));
  expect(seconds[WORK_PARTS.indexOf('health')]).toBeCloseTo(0.05, 9);
  expect(seconds.reduce((sum, value) => sum + value)).toBeCloseTo(0.05, 9);
  expect(faults).toEqual(['tick.health']);
});

test('every part of a tick, and the page, is measured', async () => {
  const tally = createTallylight({ tickMs: 100, historyMs: 1000 });
  const secondsOf = (part: string): number => {
    const family = tally.metrics.families.find(({ name }) => name === 'tallylight_sdk_work_seconds_total');
    const point = family?.points().find(({ labels }) => labels.part === part);
    return Number(point?.value);
  };
  try {
    const untilMs = performance.now() + 30_000;
    while (performance.now() < untilMs && !WORK_PARTS.every((part) => part === 'metrics' || secondsOf(part) > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await tally.metrics.page();
    for (const part of WORK_PARTS) expect(secondsOf(part), part).toBeGreaterThan(0);
  } finally {
    await tally.close();
  }
});
