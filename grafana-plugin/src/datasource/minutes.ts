/**
 * The past of a bandwidth row by the minute, older than its points: what the server remembers, and means of the points that
 * were let go here. At most a day. A minute that is known twice is taken from the server, which counted all of it.
 */
import type { BandwidthPoint } from '@tallylight/protocol';

export const MINUTE_MS = 60_000;

/** A day. */
const MOST_MINUTES = 1_440;

export interface Minutes {
  /** Takes points that are let go, oldest first. */
  fold(points: readonly BandwidthPoint[]): void;
  /** Takes whole minutes; the time of each is its beginning. */
  fill(minutes: readonly BandwidthPoint[]): void;
  /** Minutes that begin at or after `fromMs` and are over by `untilMs`, oldest first. */
  between(fromMs: number, untilMs: number): readonly BandwidthPoint[];
}

export function createMinutes(): Minutes {
  let kept: BandwidthPoint[] = [];
  let open: { beganMs: number; points: BandwidthPoint[] } | undefined;

  function put(minutes: readonly BandwidthPoint[]): void {
    if (minutes.length === 0) return;
    const byBegin = new Map([...kept, ...minutes].map((minute) => [minute[0], minute]));
    kept = [...byBegin.values()].sort(([a], [b]) => a - b).slice(-MOST_MINUTES);
  }

  return {
    fold(points) {
      for (const point of points) {
        const beganMs = Math.floor(point[0] / MINUTE_MS) * MINUTE_MS;
        if (open !== undefined && open.beganMs !== beganMs) {
          // What the server told of this minute stands.
          if (!kept.some(([atMs]) => atMs === open?.beganMs)) put([toMean(open.beganMs, open.points)]);
          open = undefined;
        }
        open ??= { beganMs, points: [] };
        open.points.push(point);
      }
    },
    fill: put,
    between: (fromMs, untilMs) => kept.filter(([atMs]) => atMs >= fromMs && atMs + MINUTE_MS <= untilMs),
  };
}

function toMean(beganMs: number, points: readonly BandwidthPoint[]): BandwidthPoint {
  const known = points.flatMap(([, , ingress]) => (ingress === null ? [] : [ingress]));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [beganMs, mean(points.map(([, egress]) => egress)), known.length === 0 ? null : mean(known)];
}
