/**
 * Which cells of a long list are drawn, and where: pure arithmetic of a grid whose rows are all equally high. A list is a grid
 * of one column. 10 000 cells cost as many elements as fit on the screen.
 */
export interface GridShape {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  /** With the gap below, px. */
  readonly rowStep: number;
  readonly totalHeight: number;
}

export interface GridOptions {
  readonly count: number;
  /** Room for the cells, px. */
  readonly width: number;
  readonly rowHeight: number;
  /** Cells are at least this wide; `Infinity` makes a list. */
  readonly minCellWidth: number;
  readonly gap: number;
}

export function toShape({ count, width, rowHeight, minCellWidth, gap }: GridOptions): GridShape {
  const fitting = Math.floor((width + gap) / (minCellWidth + gap));
  const columns = Math.max(1, Number.isFinite(fitting) ? fitting : 1);
  const rows = Math.ceil(count / columns);
  return {
    count,
    columns,
    rows,
    cellWidth: Math.max(0, (width - gap * (columns - 1)) / columns),
    rowStep: rowHeight + gap,
    totalHeight: Math.max(0, rows * (rowHeight + gap) - gap),
  };
}

/** Rows drawn above and below the visible ones, so that a quick scroll shows no hole. */
const OVERSCAN_ROWS = 3;

/** Indices from `first` to before `end` that are to be drawn. */
export function toDrawn(shape: GridShape, scrollTop: number, viewHeight: number): { first: number; end: number } {
  const firstRow = Math.max(0, Math.floor(scrollTop / shape.rowStep) - OVERSCAN_ROWS);
  const endRow = Math.min(shape.rows, Math.ceil((scrollTop + viewHeight) / shape.rowStep) + OVERSCAN_ROWS);
  return {
    first: Math.min(shape.count, firstRow * shape.columns),
    end: Math.min(shape.count, Math.max(firstRow, endRow) * shape.columns),
  };
}

/** Where a cell stands, px. */
export function toPlace(shape: GridShape, index: number, gap: number): { left: number; top: number } {
  return {
    left: (index % shape.columns) * (shape.cellWidth + gap),
    top: Math.floor(index / shape.columns) * shape.rowStep,
  };
}

/** The cell that a key leads to; `undefined` when the key leads nowhere. */
export function toNeighbour(shape: GridShape, index: number, key: string, viewHeight: number): number | undefined {
  const pageRows = Math.max(1, Math.floor(viewHeight / shape.rowStep));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -shape.columns,
    ArrowDown: shape.columns,
    PageUp: -pageRows * shape.columns,
    PageDown: pageRows * shape.columns,
    Home: -index,
    End: shape.count - 1 - index,
  };
  const step = steps[key];
  if (step === undefined || shape.count === 0) return undefined;
  // Up and down leave the column only at the ends: there they go to the first or last cell.
  return Math.min(shape.count - 1, Math.max(0, index + step));
}

/** The scroll position nearest to the present one at which the cell is wholly seen. */
export function toScrollTop(shape: GridShape, index: number, scrollTop: number, viewHeight: number): number {
  const top = Math.floor(index / shape.columns) * shape.rowStep;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + shape.rowStep - viewHeight);
}
