/** The last twenty points of each number, kept while the wall is shown. A number that is not known leaves a gap, not a zero. */
const LENGTH = 20;

export interface Trails {
  add(id: string, point: number | undefined): void;
  of(id: string): readonly (number | undefined)[];
}

export function createTrails(): Trails {
  const trails = new Map<string, (number | undefined)[]>();
  return {
    add(id, point) {
      const trail = trails.get(id) ?? [];
      trail.push(point);
      if (trail.length > LENGTH) trail.shift();
      trails.set(id, trail);
    },
    of: (id) => trails.get(id) ?? [],
  };
}

/** The curve as an SVG path in a box of 100 × 30; gaps stay gaps. Empty with fewer than two points. */
export function toPath(points: readonly (number | undefined)[]): string {
  const known = points.filter((point) => point !== undefined);
  if (known.length < 2) return '';
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  let path = '';
  let isOpen = false;
  points.forEach((point, index) => {
    if (point === undefined) {
      isOpen = false;
      return;
    }
    const x = (index / (LENGTH - 1)) * 100;
    const y = span === 0 ? 15 : 29 - ((point - low) / span) * 28;
    path += `${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = true;
  });
  return path;
}
