/** Lets so many through per second and a burst at once, by the monotonic clock. In memory: it never fails open or closed. */

export interface TokenBucket {
  take(): boolean;
}

export function createTokenBucket(perSecond: number, burst: number, monotonicMs: () => number): TokenBucket {
  let tokens = burst;
  let lastMs = monotonicMs();
  return {
    take() {
      const nowMs = monotonicMs();
      tokens = Math.min(burst, tokens + ((nowMs - lastMs) * perSecond) / 1000);
      lastMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
