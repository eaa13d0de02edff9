import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { createAlarm } from './alarm.ts';

function build() {
  const clock = createManualClock();
  const rings: number[] = [];
  const alarm = createAlarm(clock.now, clock.timers, () => rings.push(clock.now()));
  return { clock, rings, alarm };
}

describe('the alarm', () => {
  it('rings at the earliest of the deadlines, once', () => {
    const { clock, rings, alarm } = build();
    alarm.by(1_300);
    alarm.by(1_200);
    alarm.by(1_400);
    expect(clock.pending).toEqual([200]);
    clock.advance(1_000);
    expect(rings).toEqual([1_200]);
  });

  it('does not ring after it was cleared', () => {
    const { clock, rings, alarm } = build();
    alarm.by(1_100);
    alarm.clear();
    expect(clock.pending).toEqual([]);
    clock.advance(1_000);
    expect(rings).toEqual([]);
  });

  it('rings soon for a deadline in the past and survives one beyond what a timer can hold', () => {
    const { clock, alarm } = build();
    alarm.by(1e15);
    expect(clock.pending).toEqual([2 ** 31 - 1]);
    alarm.by(5);
    expect(clock.pending).toEqual([0]);
  });

  it('keeps a Node process alive only when told to', () => {
    const { clock, alarm } = build();
    alarm.by(1_200);
    expect(clock.held).toBe(0);
    alarm.by(1_100, true);
    expect(clock.held).toBe(1);
  });
});
