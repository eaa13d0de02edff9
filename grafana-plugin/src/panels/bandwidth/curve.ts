/**
 * A curve is bandwidth over time: one time column, egress and ingress beside it, unknown as null. All figures that are not
 * told by the server are read off a curve, so that numbers and picture agree.
 */

export interface Curve {
  readonly timesMs: readonly number[];
  readonly egress: readonly (number | null)[];
  readonly ingress: readonly (number | null)[];
}

export type Direction = 'egress' | 'ingress';

/** One line of a chart before it is joined with others. */
export interface Line {
  readonly direction: Direction;
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Sums lines at equal times. A line without a value somewhere adds nothing there; where no line has one it is unknown. */
export function toCurve(lines: readonly Line[]): Curve {
  const sums = { egress: new Map<number, number>(), ingress: new Map<number, number>() };
  const times = new Set<number>();
  for (const { direction, timesMs, values } of lines) {
    const sum = sums[direction];
    timesMs.forEach((atMs, index) => {
      times.add(atMs);
      const value = values[index];
      if (value !== null && value !== undefined) sum.set(atMs, (sum.get(atMs) ?? 0) + value);
    });
  }
  const timesMs = [...times].sort((a, b) => a - b);
  const toColumn = (direction: Direction) => timesMs.map((atMs) => sums[direction].get(atMs) ?? null);
  return { timesMs, egress: toColumn('egress'), ingress: toColumn('ingress') };
}

/** The part of a curve from `fromMs` to `toMs`, both included. */
export function cut({ timesMs, egress, ingress }: Curve, fromMs: number, toMs: number): Curve {
  const kept = timesMs.flatMap((atMs, index) => (atMs >= fromMs && atMs <= toMs ? [index] : []));
  const take = <V>(column: readonly V[]): V[] => column.slice(kept[0] ?? 0, (kept.at(-1) ?? -1) + 1);
  return { timesMs: take(timesMs), egress: take(egress), ingress: take(ingress) };
}

/** Before this moment a point is the mean of a minute, after it of a tick. */
export type FineFrom = number | null;

const MINUTE_MS = 60_000;

/** A hole wider than this many intervals is drawn as one; less is jitter. */
const GAP_TICKS = 3;

/** Puts an unknown point into each hole, so that no line is drawn across what nobody measured. */
export function breakAtGaps(curve: Curve, tickMs: number | null, fineFromMs: FineFrom = null): Curve {
  if (tickMs === null) return curve;
  const stepAt = (atMs: number) => (atMs < (fineFromMs ?? Number.NEGATIVE_INFINITY) ? MINUTE_MS : tickMs);
  const timesMs: number[] = [];
  const egress: (number | null)[] = [];
  const ingress: (number | null)[] = [];
  curve.timesMs.forEach((atMs, index) => {
    const beforeMs = timesMs.at(-1);
    if (beforeMs !== undefined && atMs - beforeMs > GAP_TICKS * stepAt(beforeMs)) {
      timesMs.push(beforeMs + stepAt(beforeMs));
      egress.push(null);
      ingress.push(null);
    }
    timesMs.push(atMs);
    egress.push(curve.egress[index] ?? null);
    ingress.push(curve.ingress[index] ?? null);
  });
  return { timesMs, egress, ingress };
}

/** Mean of the known values; null of none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Mean over time where points stand for unlike spans: a minute's mean counts as much as all points of a minute. */
export function meanOverTime(
  { timesMs, egress }: Pick<Curve, 'timesMs' | 'egress'>,
  tickMs: number | null,
  fineFromMs: FineFrom,
): number | null {
  if (fineFromMs === null || tickMs === null) return meanOf(egress);
  let [sum, weights] = [0, 0];
  egress.forEach((value, index) => {
    if (value === null) return;
    const weight = (timesMs[index] ?? 0) < fineFromMs ? MINUTE_MS : tickMs;
    sum += value * weight;
    weights += weight;
  });
  return weights === 0 ? null : sum / weights;
}

/** Index of the largest known value, the first of equals; -1 of none. */
export function peakIndexOf(values: readonly (number | null)[]): number {
  let best = -1;
  values.forEach((value, index) => {
    if (value !== null && value > (values[best] ?? Number.NEGATIVE_INFINITY)) best = index;
  });
  return best;
}

/** Index of the last known value; -1 of none. */
export function lastIndexOf(values: readonly (number | null)[]): number {
  return values.findLastIndex((value) => value !== null);
}

/** Change of the second half against the first as a ratio; null with fewer than four points, or when the first half is 0. */
export function trendOf(values: readonly (number | null)[]): number | null {
  if (values.filter((value) => value !== null).length < 4) return null;
  const middle = Math.floor(values.length / 2);
  const before = meanOf(values.slice(0, middle));
  const after = meanOf(values.slice(middle));
  return before === null || after === null || before === 0 ? null : after / before - 1;
}

/** Indices of the known values that have no known neighbour. */
export function findLonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    if (!isKnown(values[index]) || isKnown(values[index - 1]) || isKnown(values[index + 1])) continue;
    lone.push(index);
  }
  return lone;
}

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
