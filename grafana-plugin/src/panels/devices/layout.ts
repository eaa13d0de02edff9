/**
 * Three layouts by the panel's own size, and how much of each device is drawn by how many there are. Nothing is clipped at
 * 300 × 200; on a wall letters, cards and tiles grow.
 */
import { type Size, toSize } from '../../shared/layout.ts';
import type { DensityChoice } from './option-values.ts';

export type Density = 'cards' | 'rows' | 'tiles';

export interface Layout {
  readonly size: Size;
  readonly density: Density;
  readonly gap: number;
  /** Size of all letters, px. */
  readonly fontPx: number;
  readonly header: number;
  /** Height of the totals; 0 without them. */
  readonly totals: number;
  readonly figurePx: number;
  readonly cell: {
    readonly height: number;
    readonly minWidth: number;
    readonly gap: number;
    /** Size of letters in it, px. */
    readonly fontPx: number;
  };
  readonly sectionHeader: number;
  /** Whether there is room for the text filter. */
  readonly hasSearch: boolean;
}

export interface LayoutNeeds {
  readonly shown: number;
  readonly density: DensityChoice;
  readonly hasTotals: boolean;
}

/** More devices than this are no cards, and more than that no rows. */
export const MOST_CARDS = 60;
export const MOST_ROWS = 600;

/** Tiles that are drawn at once at most: enough to fill a wall, few enough to be quick. */
const MOST_TILES_IN_VIEW = 1_400;

/** Letters where there is no room to grow, px. */
const LETTER_PX = 12;

/** A card that grew more than this would shout. */
const MOST_CARD_SCALE = 1.75;

/** What stands above the cards besides the totals, about, px. */
const BARS_PX = 80;

/** A small panel shows cards only for the few. */
const MOST_CARDS_SMALL = 2;

export function toDensity(choice: DensityChoice, shown: number, size: Size): Density {
  if (choice !== 'auto') return choice;
  if (shown > MOST_ROWS) return 'tiles';
  return shown > (size === 'small' ? MOST_CARDS_SMALL : MOST_CARDS) ? 'rows' : 'cards';
}

export function toLayout(width: number, height: number, { shown, density: choice, hasTotals }: LayoutNeeds): Layout {
  const size = toSize(width, height);
  const density = toDensity(choice, shown, size);
  const fontPx = size === 'large' ? Math.round(clamp(Math.min(width / 100, height / 54), 12, 18)) : 12;
  const scale = fontPx / 12;
  const totals = !hasTotals ? 0 : size === 'small' ? 26 : size === 'medium' ? 54 : Math.round(60 * scale);
  return {
    size,
    density,
    gap: size === 'small' ? 4 : 8,
    fontPx,
    header: size === 'small' ? 20 : Math.round(26 * Math.max(1, scale * 0.9)),
    totals,
    figurePx: size === 'small' ? 15 : size === 'medium' ? 22 : Math.round(26 * scale),
    cell: toCell(density, { shown, scale, width, height: height - totals - BARS_PX, isSmall: size === 'small' }),
    sectionHeader: Math.round(30 * scale),
    hasSearch: size !== 'small',
  };
}

interface Room {
  readonly shown: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly isSmall: boolean;
}

function toCell(density: Density, room: Room): Layout['cell'] {
  const { scale, width, height } = room;
  if (density === 'cards') return toCard(room.isSmall ? scale : toCardScale(room));
  if (density === 'rows') {
    return {
      height: Math.round(30 * scale),
      minWidth: Math.round(590 * scale),
      gap: 4,
      fontPx: Math.round(LETTER_PX * scale),
    };
  }
  const step = Math.max(26, Math.ceil(Math.sqrt((width * height) / MOST_TILES_IN_VIEW)));
  return { height: step - 4, minWidth: step - 4, gap: 4, fontPx: LETTER_PX };
}

function toCard(scale: number): Layout['cell'] {
  return {
    height: Math.round(114 * scale),
    minWidth: Math.round(236 * scale),
    gap: Math.round(10 * scale),
    fontPx: Math.round(LETTER_PX * scale),
  };
}

/** The largest cards that all fit into view; of many, as large as the letters around them. */
function toCardScale({ shown, scale, width, height }: Room): number {
  for (let larger = MOST_CARD_SCALE; larger > scale; larger -= 0.125) {
    const { height: cardHeight, minWidth, gap } = toCard(larger);
    const columns = Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
    if (minWidth <= width && Math.ceil(shown / columns) * (cardHeight + gap) <= height) return larger;
  }
  return scale;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
