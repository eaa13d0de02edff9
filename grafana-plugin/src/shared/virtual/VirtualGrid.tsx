/**
 * A list or grid of any length that draws only what is seen. Arrow keys, Page, Home and End walk it; one Tab stop for all of
 * it. The place is kept by key, not by number: when live data sorts anew, the focus stays on its thing.
 */
import { css } from '@emotion/css';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { toDrawn, toNeighbour, toPlace, toScrollTop, toShape } from './grid-window.ts';

/** What the one focusable element of a cell (a button, a link) is given, by spreading. */
export interface CellFocus {
  readonly tabIndex: 0 | -1;
  readonly 'data-virtual-focus': string;
}

export interface VirtualGridProps {
  /** What it lists, for screen readers. */
  readonly label: string;
  /** Keys in the order of drawing; each once. */
  readonly keys: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Cells are at least this wide; a list of one column without it. */
  readonly minCellWidth?: number;
  readonly gap?: number;
  readonly testId?: string;
  /** Draws the inside of a cell. */
  readonly children: (key: string, focus: CellFocus) => ReactNode;
}

/** Room that a scroll bar takes, px; kept free so that no cell jumps when it comes. */
const SCROLL_BAR_PX = 10;

export function VirtualGrid(props: VirtualGridProps) {
  const { label, keys, width, height, rowHeight, minCellWidth = Number.POSITIVE_INFINITY, gap = 0, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [activeKey, setActiveKey] = useState<string>();
  const wantsFocus = useRef(false);

  const shape = toShape({ count: keys.length, width: width - SCROLL_BAR_PX, rowHeight, minCellWidth, gap });
  const indexOf = useMemo(() => new Map(keys.map((key, index) => [key, index])), [keys]);
  const activeIndex = (activeKey === undefined ? undefined : indexOf.get(activeKey)) ?? 0;
  const { first, end } = toDrawn(shape, scrollTop, height);
  const drawn = keys.slice(first, end).map((key, offset) => ({ key, index: first + offset }));
  // The focused cell stays drawn when it is scrolled away: else the focus would fall to the page.
  const active = keys[activeIndex];
  if (active !== undefined && (activeIndex < first || activeIndex >= end)) {
    drawn.push({ key: active, index: activeIndex });
  }

  useLayoutEffect(() => {
    if (!wantsFocus.current || activeKey === undefined) return;
    wantsFocus.current = false;
    const wanted = scroller.current?.querySelector(`[data-virtual-focus="${CSS.escape(activeKey)}"]`);
    if (wanted instanceof HTMLElement || wanted instanceof SVGElement) wanted.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const from = target?.getAttribute('data-virtual-focus');
    const key = event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || from === null || from === undefined) return;
    const index = indexOf.get(from);
    const next = index === undefined ? undefined : toNeighbour(shape, index, key, height);
    const nextKey = next === undefined ? undefined : keys[next];
    if (next === undefined || nextKey === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActiveKey(nextKey);
    const element = scroller.current;
    if (element !== null) element.scrollTop = toScrollTop(shape, next, element.scrollTop, height);
  }

  return (
    <div
      ref={scroller}
      className={STYLES.scroller}
      style={{ width, height }}
      data-testid={props.testId}
      data-count={keys.length}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <ul
        className={STYLES.list}
        style={{ height: shape.totalHeight }}
        aria-label={label}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const key = event.target.getAttribute('data-virtual-focus');
          if (key !== null) setActiveKey(key);
        }}
      >
        {drawn.map(({ key, index }) => {
          const { left, top } = toPlace(shape, index, gap);
          return (
            <li
              key={key}
              className={STYLES.cell}
              aria-setsize={keys.length}
              aria-posinset={index + 1}
              style={{ width: shape.cellWidth, height: rowHeight, transform: `translate(${left}px, ${top}px)` }}
            >
              {children(key, { tabIndex: index === activeIndex ? 0 : -1, 'data-virtual-focus': key })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const STYLES = {
  scroller: css({ overflowY: 'auto', overflowX: 'hidden', contain: 'strict' }),
  list: css({ position: 'relative', listStyle: 'none', margin: 0, padding: 0 }),
  cell: css({ position: 'absolute', left: 0, top: 0, overflow: 'hidden' }),
};
