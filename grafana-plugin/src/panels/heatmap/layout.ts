/**
 * Three layouts by the panel's own size. The ranking stands where it costs the map least: beside it or below it, whichever
 * leaves the world larger. Nothing is clipped at 300 × 200, and letters and circles grow so that nothing is lonely at 2000 × 1200.
 */

export interface Layout {
  readonly size: 'small' | 'medium' | 'large';
  readonly header: number;
  /** Between the parts. */
  readonly gap: number;
  readonly map: { readonly width: number; readonly height: number };
  /** Absent when there is no room for it. */
  readonly ranking: { readonly place: 'side' | 'below'; readonly width: number; readonly height: number } | undefined;
  /** Whether the pinned country has a card on the map; else it stands in the header. */
  readonly hasPinCard: boolean;
  /** Radius of the largest circle, pixels. */
  readonly circlePx: number;
  /** Height of a row of the ranking, pixels. */
  readonly rowPx: number;
  /** Size of all letters, pixels. */
  readonly fontPx: number;
  /** Strip at the bottom of the map for legend and sources; the home view keeps out of it. */
  readonly foot: number;
}

const SIDE_FROM = { width: 560, height: 180 };
const BELOW_FROM = { width: 300, height: 420 };

/** On a narrower map it would hide a continent. */
const PIN_CARD_FROM_PX = 600;

/** Beside is where people look for it; below must show this much more of the world. */
const BELOW_GAIN = 1.15;

/** `aspect`: width by height of what the map shows at first. */
export function toLayout(width: number, height: number, wantsRanking: boolean, aspect: number): Layout {
  const size = width < 420 || height < 220 ? 'small' : width >= 900 && height >= 440 ? 'large' : 'medium';
  const gap = size === 'small' ? 4 : 8;
  const fontPx = size === 'large' ? Math.round(clamp(Math.min(width / 95, height / 56), 12, 20)) : 12;
  const header = fontPx + 8;
  const body = height - header - gap;
  const rowPx = Math.max(24, Math.round(fontPx * 1.9));

  const side = { place: 'side', width: Math.round(clamp(width * 0.28, 190, 520)), height: body } as const;
  const below = {
    place: 'below',
    width,
    height: Math.round(clamp(body * 0.32, 150, 6 * rowPx + fontPx + 10)),
  } as const;
  const beside = { width: width - side.width - 2 * gap, height: body };
  const above = { width, height: body - below.height - gap };
  const toScale = (map: { width: number; height: number }): number => Math.min(map.width / aspect, map.height);

  const hasSide = wantsRanking && width >= SIDE_FROM.width && height >= SIDE_FROM.height;
  const hasBelow = wantsRanking && width >= BELOW_FROM.width && height >= BELOW_FROM.height;
  const isBelow = hasBelow && (!hasSide || toScale(above) > toScale(beside) * BELOW_GAIN);
  const map = isBelow ? above : hasSide ? beside : { width, height: body };
  return {
    size,
    header,
    gap,
    map,
    ranking: isBelow ? below : hasSide ? side : undefined,
    hasPinCard: map.width >= PIN_CARD_FROM_PX && size !== 'small',
    circlePx: Math.round(clamp(Math.min(map.width * 0.022, map.height * 0.05), 5, 30)),
    rowPx,
    fontPx,
    foot: 2 * fontPx + 2,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
