/**
 * Asks the server for the past that the live channel does not tell, once for each row and period, and hands it over when it
 * is there. What cannot be had is not missed aloud: the live data goes on without it.
 */
import type { BandwidthPoint } from '@tallylight/protocol';

export type Period = '1h' | '24h';

export interface BackFillOptions {
  /** Minutes of a row, oldest first; `total` is all together. */
  readonly fetch: (key: string, period: Period) => Promise<readonly BandwidthPoint[]>;
  readonly onFilled: (key: string, minutes: readonly BandwidthPoint[]) => void;
}

export interface BackFill {
  /** Makes sure that the past of this row, as far back as the span, is there or on its way. */
  want(key: string, spanMs: number): void;
}

/** The live channel tells this much by itself. */
const LIVE_SPAN_MS = 100_000;
const HOUR_MS = 3_600_000;

export function createBackFill({ fetch, onFilled }: BackFillOptions): BackFill {
  const asked = new Map<string, Period>();
  return {
    want(key, spanMs) {
      if (spanMs <= LIVE_SPAN_MS) return;
      const period = spanMs <= HOUR_MS ? '1h' : '24h';
      const known = asked.get(key);
      if (known === '24h' || known === period) return;
      asked.set(key, period);
      fetch(key, period).then(
        (minutes) => onFilled(key, minutes),
        // Asked again with the next query.
        () => asked.delete(key),
      );
    },
  };
}

/** Points of an answer of `GET history?metric=bandwidth`; those of another shape are passed over. */
export function toMinutes(answer: unknown): BandwidthPoint[] {
  const points: unknown = typeof answer === 'object' && answer !== null && 'points' in answer ? answer.points : [];
  if (!Array.isArray(points)) return [];
  return points.flatMap((point: Readonly<Record<string, unknown>> | null) => {
    const { atMs, egressBytesPerSecond: egress, ingressBytesPerSecond: ingress } = point ?? {};
    if (typeof atMs !== 'number' || typeof egress !== 'number') return [];
    return [[atMs, egress, typeof ingress === 'number' ? ingress : null] as const];
  });
}
