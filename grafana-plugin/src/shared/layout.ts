/**
 * The words for how much room a panel or page part has, by its own width and height, never the window's. Three layouts are
 * enough; a panel decides for itself what each of them shows.
 */
export type Size = 'small' | 'medium' | 'large';

/** Small: what Grafana's 6 × 6 grid gives; large: a half of a wall screen and more. */
export function toSize(width: number, height: number): Size {
  if (width < 420 || height < 220) return 'small';
  return width >= 760 && height >= 360 ? 'large' : 'medium';
}

/** Font size of the figure people look for, px: grows with the room, so that it is never lonely nor clipped. */
export function toFigurePx(width: number, height: number): number {
  const least = toSize(width, height) === 'small' ? 22 : 26;
  return Math.round(Math.min(72, Math.max(least, Math.min(width * 0.05, height * 0.11))));
}
