/**
 * The points of one bandwidth row, kept while the page is open. The client holds the last 100 s; this holds more, so that a
 * dashboard of a quarter of an hour fills up and a refresh of it loses nothing. A row whose past was asked for goes on
 * further back by the minute.
 */
import type { BandwidthPoint } from '@tallylight/protocol';
import { createMinutes, MINUTE_MS, type Minutes } from './minutes.ts';

/** A quarter of an hour at one point a second; 500 streams then cost some 12 MB. */
export const HISTORY_POINTS = 900;

/** Points are cut in lumps of this many, so that a tick costs no shifting of arrays. */
const SLACK_POINTS = 100;

/** Equally long columns. */
export interface Columns {
  /** From here on there is a point a tick, before it one a minute; null when there is nothing by the minute. */
  readonly fineFromMs: number | null;
  readonly timesMs: number[];
  readonly egress: (number | null)[];
  readonly ingress: (number | null)[];
}

export interface History {
  /** Takes the points that are newer than the known ones; starts again when the server's clock went back. */
  add(points: readonly BandwidthPoint[]): void;
  /** Takes whole minutes of the past, and from now on keeps the minutes of what is let go. */
  fill(minutes: readonly BandwidthPoint[]): void;
  /** Copies of what is known of the last `spanMs` before the newest point: at most {@link HISTORY_POINTS} and a day of minutes. */
  last(spanMs: number): Columns;
}

export function createHistory(): History {
  let timesMs: number[] = [];
  let egress: (number | null)[] = [];
  let ingress: (number | null)[] = [];
  let minutes: Minutes | undefined;

  function cutTo(count: number): void {
    const gone = timesMs.slice(0, -count);
    minutes?.fold(gone.map((atMs, index) => [atMs, egress[index] ?? 0, ingress[index] ?? null]));
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
      if (restart) {
        [timesMs, egress, ingress] = [[], [], []];
        if (minutes !== undefined) minutes = createMinutes();
      }
      let first = points.length;
      while (first > 0 && (restart || (points[first - 1]?.[0] ?? 0) > knownMs)) first -= 1;
      for (const [atMs, out, into] of points.slice(first)) {
        timesMs.push(atMs);
        egress.push(out);
        ingress.push(into);
      }
      if (timesMs.length > HISTORY_POINTS + SLACK_POINTS) cutTo(HISTORY_POINTS);
    },
    fill(past) {
      minutes ??= createMinutes();
      minutes.fill(past);
    },
    last(spanMs) {
      const fromMs = (timesMs.at(-1) ?? 0) - spanMs;
      let first = Math.max(0, timesMs.length - HISTORY_POINTS);
      while (first < timesMs.length && (timesMs[first] ?? 0) < fromMs) first += 1;
      const fine = { timesMs: timesMs.slice(first), egress: egress.slice(first), ingress: ingress.slice(first) };
      const fineFromMs = fine.timesMs[0];
      const past = fineFromMs === undefined ? [] : (minutes?.between(fromMs, fineFromMs) ?? []);
      if (fineFromMs === undefined || past.length === 0) return { fineFromMs: null, ...fine };
      return {
        fineFromMs,
        // A minute's mean stands in its middle.
        timesMs: [...past.map(([atMs]) => atMs + MINUTE_MS / 2), ...fine.timesMs],
        egress: [...past.map(([, out]) => out), ...fine.egress],
        ingress: [...past.map(([, , into]) => into), ...fine.ingress],
      };
    },
  };
}
