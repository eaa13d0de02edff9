/**
 * Three layouts by the panel's own size. Rows have as many columns as there is room for, the most telling first, and what is
 * left widens name, parts and trend; letters grow so that nothing is lonely at 2000 × 1200 nor clipped at 300 × 200.
 */
import { type Size, toSize } from '../../shared/layout.ts';
import { COLUMNS, type ColumnId } from './option-values.ts';

export interface Layout {
  readonly size: Size;
  readonly gap: number;
  /** Lamp, filter and summary. */
  readonly header: number;
  /** Cards of the totals; 0 where they stand in the header. */
  readonly totals: number;
  readonly figurePx: number;
  readonly bar: number;
  /** Headings of the columns; 0 for cards. */
  readonly headings: number;
  readonly list: { readonly width: number; readonly height: number };
  readonly isCards: boolean;
  readonly rowPx: number;
  readonly ringPx: number;
  readonly fontPx: number;
  readonly hasFilter: boolean;
  readonly hasReason: boolean;
  /** Of the ring with its heading. */
  readonly scoreWidth: number;
  readonly nameWidth: number;
  readonly columns: readonly { readonly id: ColumnId; readonly width: number }[];
  /** Of the ⋯ of a row. */
  readonly menuWidth: number;
}

/** Least width, in letters' heights. */
const EMS: Readonly<Record<ColumnId, number>> = {
  state: 7.2,
  parts: 7.5,
  errors: 5.2,
  response: 6,
  uptime: 5.4,
  sessions: 5.4,
  trend: 9,
  checked: 6.4,
};

/** What goes last when it gets narrow. */
const PRIORITY: readonly ColumnId[] = [
  'state',
  'errors',
  'parts',
  'response',
  'trend',
  'sessions',
  'checked',
  'uptime',
];

/** These grow with what is left, by this share of it and up to so many letters' heights. */
const GROWS: Readonly<Partial<Record<ColumnId, { readonly share: number; readonly mostEms: number }>>> = {
  parts: { share: 0.06, mostEms: 9 },
  trend: { share: 0.36, mostEms: 26 },
};

const NAME_EMS = 11;
/** So that the heading of the scores has room for its arrow. */
const SCORE_EMS = 4.8;
const PAD_PX = 7;
const MENU_PX = 32;
/** Of the scroll bar, which VirtualGrid keeps free. */
const SCROLL_PX = 10;

export interface LayoutChoice {
  readonly columns: readonly ColumnId[];
  readonly compact: boolean;
  readonly showTotals: boolean;
  readonly hasMenu: boolean;
}

export function toLayout(width: number, height: number, choice: LayoutChoice): Layout {
  const size = toSize(width, height);
  const isLarge = size === 'large';
  const fontPx = isLarge ? Math.round(clamp(Math.min(width / 90, height / 50), 13, 20)) : 12;
  const gap = size === 'small' ? 4 : 8;
  const isCards = size === 'small';
  const header = isCards ? 20 : 32;
  const figurePx = Math.round(clamp(Math.min(width * 0.032, height * 0.07), 20, 48));
  const hasTotals = choice.showTotals && !isCards && height >= 280;
  const totals = hasTotals ? Math.round(figurePx * 1.2 + 18 + 10) : 0;
  const bar = 28;
  const headings = isCards ? 0 : Math.round(fontPx * 2);
  const used = header + gap + (totals > 0 ? totals + gap : 0) + bar + gap + headings;
  const hasReason = !choice.compact;
  const ringPx = choice.compact ? Math.round(fontPx * 2) : Math.round(isCards ? 34 : Math.max(34, fontPx * 2.7));
  const menuWidth = choice.hasMenu ? MENU_PX : 0;
  const scoreWidth = Math.round(Math.max(ringPx + 2 * PAD_PX, isCards ? 0 : SCORE_EMS * fontPx));
  return {
    size,
    gap,
    header,
    totals,
    figurePx,
    bar,
    headings,
    list: { width, height: Math.max(0, height - used) },
    isCards,
    rowPx: ringPx + (choice.compact ? 6 : 10),
    ringPx,
    fontPx,
    hasFilter: width >= 460 && !isCards,
    hasReason,
    menuWidth,
    scoreWidth,
    ...toColumns(width - SCROLL_PX - scoreWidth - menuWidth, fontPx, choice.columns),
  };
}

function toColumns(room: number, fontPx: number, wanted: readonly ColumnId[]): Pick<Layout, 'nameWidth' | 'columns'> {
  const least = (id: ColumnId): number => Math.round(EMS[id] * fontPx);
  let left = room - NAME_EMS * fontPx;
  const kept = new Set<ColumnId>();
  for (const id of PRIORITY) {
    if (!wanted.includes(id)) continue;
    // The first that does not fit ends it: a lesser column in its place would look like a mistake.
    if (least(id) > left) break;
    kept.add(id);
    left -= least(id);
  }
  const columns = COLUMNS.filter((id) => kept.has(id)).map((id) => {
    const grows = GROWS[id];
    const more = grows === undefined ? 0 : Math.min(left * grows.share, (grows.mostEms - EMS[id]) * fontPx);
    return { id, width: Math.round(least(id) + Math.max(0, more)) };
  });
  return { columns, nameWidth: room - columns.reduce((sum, { width }) => sum + width, 0) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
