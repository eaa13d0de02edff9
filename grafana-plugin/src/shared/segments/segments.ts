/** A segmented bar: how wide each part is drawn, and which are chosen. Pure. */
export interface Segment {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}

/** Percent of the bar for each segment: by count, but never so narrow that its number cannot be read or hit. */
export function toWidths(segments: readonly Pick<Segment, 'count'>[], leastPercent: number): number[] {
  if (segments.length === 0) return [];
  const least = Math.min(leastPercent, 100 / segments.length);
  const total = segments.reduce((sum, { count }) => sum + count, 0);
  const free = 100 - least * segments.length;
  return segments.map(({ count }) => least + (total === 0 ? free / segments.length : (free * count) / total));
}

/** The choice after a click on `key`. Nothing chosen means all; choosing each of them means the same. */
export function toggle(chosen: ReadonlySet<string>, key: string, segments: readonly Segment[]): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return segments.every((segment) => next.has(segment.key)) ? new Set() : next;
}

/** Whether rows of this segment are shown. */
export function isShown(chosen: ReadonlySet<string>, key: string): boolean {
  return chosen.size === 0 || chosen.has(key);
}
