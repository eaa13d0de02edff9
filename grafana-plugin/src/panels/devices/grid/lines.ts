/**
 * A long grid in sections as lines: a heading, or a row of cells. Pure arithmetic; which lines are in view is found by
 * halving, and the keys walk from cell to cell over the headings.
 */
export interface HeadingLine {
  readonly kind: 'heading';
  readonly top: number;
  readonly height: number;
  readonly section: number;
  /** Number of the first cell below it among all cells. */
  readonly from: number;
}

export interface CellLine {
  readonly kind: 'cells';
  readonly top: number;
  readonly height: number;
  readonly section: number;
  /** Cells `first` to before `end` of its section. */
  readonly first: number;
  readonly end: number;
  /** Number of its first cell among all cells. */
  readonly from: number;
}

export type Line = HeadingLine | CellLine;

export interface Lines {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly width: number;
  readonly cellWidth: number;
  readonly totalHeight: number;
  readonly count: number;
}

export interface LinesOptions {
  /** How many cells each section has. */
  readonly sections: readonly number[];
  /** Height of a heading; without headings 0. */
  readonly headingHeight: number;
  readonly width: number;
  readonly cellHeight: number;
  readonly minCellWidth: number;
  readonly gap: number;
}

export function toLines({ sections, headingHeight, width, cellHeight, minCellWidth, gap }: LinesOptions): Lines {
  const columns = Math.max(1, Math.floor((width + gap) / (minCellWidth + gap)));
  const lines: Line[] = [];
  let top = 0;
  let from = 0;
  for (const [section, count] of sections.entries()) {
    if (headingHeight > 0) {
      lines.push({ kind: 'heading', top, height: headingHeight, section, from });
      top += headingHeight + gap;
    }
    for (let first = 0; first < count; first += columns) {
      const end = Math.min(count, first + columns);
      lines.push({ kind: 'cells', top, height: cellHeight, section, first, end, from });
      top += cellHeight + gap;
      from += end - first;
    }
  }
  return {
    lines,
    columns,
    width,
    cellWidth: Math.max(0, (width - gap * (columns - 1)) / columns),
    totalHeight: Math.max(0, top - gap),
    count: from,
  };
}

/** Drawn above and below the view, px: a quick scroll shows no hole. */
const OVERSCAN_PX = 120;

/** Lines from `first` to before `end` that are to be drawn. */
export function toDrawnLines({ lines }: Lines, scrollTop: number, viewHeight: number): { first: number; end: number } {
  const first = findLine(lines, ({ top, height }) => top + height > scrollTop - OVERSCAN_PX);
  const end = findLine(lines, ({ top }) => top >= scrollTop + viewHeight + OVERSCAN_PX);
  return { first, end };
}

/** The line of a cell. */
export function lineOf({ lines }: Lines, cell: number): number {
  return findLine(lines, ({ from }) => from > cell) - 1;
}

/** Index of the first line for which `test` holds; from there on it must hold for all. */
function findLine(lines: readonly Line[], test: (line: Line) => boolean): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line !== undefined && test(line)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The cell that a key leads to; `undefined` when the key leads nowhere. */
export function toNeighbour(grid: Lines, cell: number, key: string, viewHeight: number): number | undefined {
  if (grid.count === 0) return undefined;
  const clamp = (index: number): number => Math.min(grid.count - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowLeft':
      return clamp(cell - 1);
    case 'ArrowRight':
      return clamp(cell + 1);
    case 'Home':
      return 0;
    case 'End':
      return grid.count - 1;
    case 'ArrowUp':
      return moveLines(grid, cell, -1, 0);
    case 'ArrowDown':
      return moveLines(grid, cell, 1, 0);
    case 'PageUp':
      return moveLines(grid, cell, -1, viewHeight);
    case 'PageDown':
      return moveLines(grid, cell, 1, viewHeight);
    default:
      return undefined;
  }
}

/** At least one line of cells on, and as many as fit into `distance`; at the ends the first or the last cell. */
function moveLines(grid: Lines, cell: number, step: 1 | -1, distance: number): number {
  const at = lineOf(grid, cell);
  const start = grid.lines[at];
  if (start?.kind !== 'cells') return cell;
  let found = start;
  for (let index = at + step; index >= 0 && index < grid.lines.length; index += step) {
    const line = grid.lines[index];
    if (line?.kind !== 'cells') continue;
    if (found !== start && Math.abs(line.top - start.top) > distance) break;
    found = line;
  }
  if (found === start) return step < 0 ? start.from : start.from + (start.end - start.first) - 1;
  return Math.min(found.from + (cell - start.from), found.from + (found.end - found.first) - 1);
}

/** The scroll position nearest to the present one at which the line is wholly seen, with the heading above a section's first. */
export function toScrollTop({ lines }: Lines, index: number, scrollTop: number, viewHeight: number): number {
  const line = lines[index];
  if (line === undefined) return scrollTop;
  const above = lines[index - 1];
  const top = above?.kind === 'heading' ? above.top : line.top;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, line.top + line.height - viewHeight);
}
