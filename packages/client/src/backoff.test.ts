import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedMs, BACKOFF_MAX_MS, BACKOFF_MIN_MS, backoffMs } from './backoff.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: 100_000 });

describe('the wait before the next try', () => {
  it('lies between half a second and half a minute, however often it failed', () => {
    fc.assert(
      fc.property(attempt, chance, (tries, drawn) => {
        const waitMs = backoffMs(tries, () => drawn);
        expect(waitMs).toBeGreaterThanOrEqual(BACKOFF_MIN_MS);
        expect(waitMs).toBeLessThanOrEqual(BACKOFF_MAX_MS);
      }),
    );
  });

  it('doubles its limit with every failed try up to the longest', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((tries) => Math.round(backoffMs(tries, () => 1 - 1e-9)));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('is spread over the whole range below the limit, the first time too', () => {
    expect(backoffMs(1, () => 0)).toBe(500);
    expect(backoffMs(1, () => 0.5)).toBe(750);
    expect(backoffMs(6, () => 0)).toBe(500);
  });
});

describe('the wait that a server asks for', () => {
  it('is its time plus a share of its jitter', () => {
    expect(askedMs({ retryMs: 2_000, jitterMs: 1_000 }, 1, () => 0)).toBe(2_000);
    expect(askedMs({ retryMs: 2_000, jitterMs: 1_000 }, 1, () => 0.25)).toBe(2_250);
    expect(askedMs({ retryMs: 0, jitterMs: 0 }, 1, () => 0)).toBe(0);
  });

  it('never becomes a tight loop when good-bye follows good-bye', () => {
    expect(askedMs({ retryMs: 0, jitterMs: 0 }, 2, () => 0)).toBe(BACKOFF_MIN_MS);
  });

  it('is not below zero whatever the server sends', () => {
    for (const odd of [Number.NaN, -5, Number.POSITIVE_INFINITY])
      expect(askedMs({ retryMs: odd, jitterMs: odd }, 1, () => 0.5)).toBe(0);
  });
});
