/**
 * What fits: three layouts by the panel's own width and height, never by the window. Nothing is clipped at 300 × 200, and the
 * figures grow with the panel so that they are not lonely at 2000 × 1200.
 */

export interface Layout {
  readonly size: 'small' | 'medium' | 'large';
  /** Font size of the first figure; the others follow from it. */
  readonly figurePx: number;
  readonly header: number;
  readonly figures: number;
  /** Whether the figure of ingress fits beside the others. */
  readonly hasIngressFigure: boolean;
  readonly gap: number;
  /** Between the chart and the busiest streams. */
  readonly between: number;
  /** Absent when nothing readable would fit. */
  readonly chart: { readonly width: number; readonly height: number } | undefined;
  readonly top: { readonly place: 'side' | 'below'; readonly width: number; readonly height: number } | undefined;
}

const HEADER_PX = 18;
const SHORTEST_CHART_PX = 48;
const SIDE_FROM = { width: 680, height: 200 };
const BELOW_FROM_PX = 420;
const INGRESS_FROM_PX = 540;

export function toLayout(width: number, height: number, wantsTop: boolean): Layout {
  const size = width < 420 || height < 220 ? 'small' : width >= 760 && height >= 360 ? 'large' : 'medium';
  const figurePx = Math.round(clamp(Math.min(width * 0.05, height * 0.11), size === 'small' ? 22 : 26, 72));
  const gap = size === 'small' ? 4 : 8;
  // One line of small print under the first figure, or label + figure in cards with room around them.
  const figures = size === 'small' ? Math.round(figurePx * 1.2) + 18 : Math.round(figurePx * 1.25) + 30;
  const below = height - HEADER_PX - figures - 2 * gap;

  const place = toPlace(width, height, wantsTop);
  const side = place === 'side' ? Math.round(clamp(width * 0.28, 200, 460)) : 0;
  const under = place === 'below' ? Math.round(below * 0.45) : 0;
  const between = 2 * gap;
  const chart = { width: width - (side > 0 ? side + between : 0), height: below - (under > 0 ? under + between : 0) };
  return {
    size,
    figurePx,
    header: HEADER_PX,
    figures,
    hasIngressFigure: size !== 'small' && width >= INGRESS_FROM_PX,
    gap,
    between,
    chart: chart.height >= SHORTEST_CHART_PX ? chart : undefined,
    top:
      place === undefined
        ? undefined
        : { place, width: place === 'side' ? side : width, height: place === 'side' ? below : under },
  };
}

function toPlace(width: number, height: number, wantsTop: boolean): 'side' | 'below' | undefined {
  if (!wantsTop) return undefined;
  if (width >= SIDE_FROM.width && height >= SIDE_FROM.height) return 'side';
  return height >= BELOW_FROM_PX ? 'below' : undefined;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
