/**
 * The points of one bandwidth row, kept while the page is open. The client holds the last 100 s; this holds more, so that a
 * dashboard of a quarter of an hour fills up and a refresh of it loses nothing.
 */
import type { BandwidthPoint } from '@tallylight/protocol';

/** A quarter of an hour at one point a second; 500 streams then cost some 12 MB. */
export const HISTORY_POINTS = 900;

/** Points are cut in lumps of this many, so that a tick costs no shifting of arrays. */
const SLACK_POINTS = 100;

/** Equally long columns. */
export interface Columns {
  readonly timesMs: number[];
  readonly egress: (number | null)[];
  readonly ingress: (number | null)[];
}

export interface History {
  /** Takes the points that are newer than the known ones; starts again when the server's clock went back. */
  add(points: readonly BandwidthPoint[]): void;
  /** Copies of the points of the last `spanMs` before the newest, at most {@link HISTORY_POINTS}. */
  last(spanMs: number): Columns;
}

export function createHistory(): History {
  let timesMs: number[] = [];
  let egress: (number | null)[] = [];
  let ingress: (number | null)[] = [];

  function cutTo(count: number): void {
    timesMs = timesMs.slice(-count);
    egress = egress.slice(-count);
    ingress = ingress.slice(-count);
  }

  return {
    add(points) {
      const newestMs = points.at(-1)?.[0];
      if (newestMs === undefined) return;
      const knownMs = timesMs.at(-1) ?? Number.NEGATIVE_INFINITY;
      const restart = newestMs < knownMs;
      if (restart) [timesMs, egress, ingress] = [[], [], []];
      let first = points.length;
      while (first > 0 && (restart || (points[first - 1]?.[0] ?? 0) > knownMs)) first -= 1;
      for (const [atMs, out, into] of points.slice(first)) {
        timesMs.push(atMs);
        egress.push(out);
        ingress.push(into);
      }
      if (timesMs.length > HISTORY_POINTS + SLACK_POINTS) cutTo(HISTORY_POINTS);
    },
    last(spanMs) {
      const fromMs = (timesMs.at(-1) ?? 0) - spanMs;
      let first = Math.max(0, timesMs.length - HISTORY_POINTS);
      while (first < timesMs.length && (timesMs[first] ?? 0) < fromMs) first += 1;
      return { timesMs: timesMs.slice(first), egress: egress.slice(first), ingress: ingress.slice(first) };
    },
  };
}
