import { describe, expect, it } from 'vitest';
import type { Freshness } from '../freshness.ts';
import { worstOf } from '../freshness.ts';
import { toLamp } from './lamp-state.ts';

const arrived: Freshness = { phase: 'live', ageMs: 0, tickMs: 2_000, stampMs: 50_000 };

describe('the tally lamp', () => {
  it('is full when data has just arrived', () => {
    expect(toLamp(arrived, 50_000)).toEqual({ state: 'live', brightness: 1, word: 'LIVE', ageMs: 0 });
  });

  it('dims evenly to 35 % over two ticks', () => {
    expect(toLamp(arrived, 52_000).brightness).toBeCloseTo(0.675);
    expect(toLamp(arrived, 54_000).brightness).toBeCloseTo(0.35);
    expect(toLamp(arrived, 54_000).state).toBe('live');
  });

  it('says stale with the age in words once two ticks are missed', () => {
    expect(toLamp(arrived, 54_001).state).toBe('stale');
    expect(toLamp(arrived, 64_900).word).toBe('stale 14 s');
    expect(toLamp(arrived, 50_000 + 3 * 60_000).word).toBe('stale 3 min');
  });

  it('counts the age that the server stated, not only the time since', () => {
    expect(toLamp({ ...arrived, ageMs: 5_000 }, 50_000)).toMatchObject({ state: 'stale', ageMs: 5_000 });
  });

  it('is stale at once when the client says so, however young the data', () => {
    expect(toLamp({ ...arrived, phase: 'stale' }, 50_100).state).toBe('stale');
  });

  it('never takes a promise shorter than a second, nor a missing one, for staleness', () => {
    expect(toLamp({ ...arrived, tickMs: 100 }, 51_900).state).toBe('live');
    expect(toLamp({ ...arrived, tickMs: null }, 51_900).state).toBe('live');
    expect(toLamp({ ...arrived, tickMs: null }, 52_001).state).toBe('stale');
  });

  it('is unknown before the first data and when nobody knows the age', () => {
    expect(toLamp({ ...arrived, phase: 'loading', ageMs: null }, 50_000).state).toBe('unknown');
    expect(toLamp({ ...arrived, ageMs: null }, 50_000).state).toBe('unknown');
  });

  it('is down on an error and off where nothing live is promised', () => {
    expect(toLamp({ ...arrived, phase: 'error' }, 50_000).state).toBe('down');
    expect(toLamp({ ...arrived, phase: 'off' }, 50_000).state).toBe('off');
  });
});

describe('several frames in one view', () => {
  it('count as the worst of them', () => {
    const old: Freshness = { ...arrived, ageMs: 3_000 };
    const broken: Freshness = { ...arrived, phase: 'error' };
    expect(worstOf([arrived, old])).toBe(old);
    expect(worstOf([broken, old, arrived])).toBe(broken);
    expect(worstOf([])).toBeUndefined();
  });

  it('compare ages at one moment though they were read at different ones', () => {
    const readEarlier: Freshness = { ...arrived, ageMs: 1_000, stampMs: 40_000 };
    const readLater: Freshness = { ...arrived, ageMs: 5_000, stampMs: 50_000 };
    expect(worstOf([readLater, readEarlier])).toBe(readEarlier);
  });

  it('take an unknown age for worse than any known one', () => {
    const unknown: Freshness = { ...arrived, ageMs: null };
    expect(worstOf([arrived, unknown])).toBe(unknown);
  });
});
