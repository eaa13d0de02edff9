/**
 * The fleet as a grid in sections that draws only what is seen. Arrow keys, Page, Home and End walk it; one Tab stop for all
 * of it and a second for the actions of the cell. The place is kept by key: when live data sorts anew, the focus stays.
 */
import { css } from '@emotion/css';
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FleetAlert } from '../alerts.ts';
import type { Device } from '../device.ts';
import type { Layout } from '../layout.ts';
import type { Section } from '../order.ts';
import type { CellActions } from './cell-props.ts';
import { DetailsTip, type Pointed } from './DetailsTip.tsx';
import { GridLine } from './GridLine.tsx';
import { type Lines, lineOf, toDrawnLines, toLines, toNeighbour, toScrollTop } from './lines.ts';
import { SectionHeading } from './SectionHeading.tsx';

export interface DeviceGridProps {
  readonly sections: readonly Section[];
  readonly hasHeadings: boolean;
  /** Title of the section without a place. */
  readonly nowhere: string;
  readonly deviceAlerts: ReadonlyMap<string, FleetAlert>;
  readonly siteAlerts: ReadonlyMap<string, FleetAlert>;
  readonly layout: Layout;
  readonly width: number;
  readonly height: number;
  readonly actions: CellActions;
}

/** Room that a scroll bar takes, px. */
const SCROLL_BAR_PX = 12;
/** Room around the cells for glow and focus, px. */
const EDGE_PX = 4;

export function DeviceGrid(props: DeviceGridProps) {
  const { sections, hasHeadings, nowhere, deviceAlerts, siteAlerts, layout, width, height, actions } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [activeKey, setActiveKey] = useState<string>();
  const [pointed, setPointed] = useState<Pointed>();
  const wantsFocus = useRef(false);

  const { cell, density, sectionHeader } = layout;
  // Where lines stand hangs on how many cells the sections have, not on which.
  const counts = sections.map(({ devices }) => devices.length).join();
  const grid = useMemo(() => {
    const within = (room: number): Lines =>
      toLines({
        sections: counts === '' ? [] : counts.split(',').map(Number),
        headingHeight: hasHeadings ? sectionHeader : 0,
        width: room,
        cellHeight: cell.height,
        minCellWidth: Math.min(cell.minWidth, room),
        gap: cell.gap,
      });
    const whole = within(width);
    return whole.totalHeight <= height - 2 * EDGE_PX ? whole : within(width - SCROLL_BAR_PX);
  }, [counts, hasHeadings, sectionHeader, width, height, cell.height, cell.minWidth, cell.gap]);

  const { first, end } = toDrawnLines(grid, scrollTop, height);
  const activeCell = findCell(sections, activeKey);
  const activeLine = lineOf(grid, activeCell);
  const drawn = grid.lines.slice(first, end).map((line, offset) => ({ line, index: first + offset }));
  // The focused cell stays drawn when it is scrolled away: else the focus would fall to the page.
  const away = grid.lines[activeLine];
  if (away !== undefined && (activeLine < first || activeLine >= end)) drawn.push({ line: away, index: activeLine });
  const activeDevice = deviceAt(sections, activeCell);

  // Before the browser paints: the next key of a quick hand must find the focus moved.
  useLayoutEffect(() => {
    if (!wantsFocus.current || activeKey === undefined) return;
    wantsFocus.current = false;
    const wanted = scroller.current?.querySelector(`[data-device-key="${CSS.escape(activeKey)}"]`);
    if (wanted instanceof HTMLElement) wanted.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') setPointed(undefined);
    const from = event.target instanceof Element ? event.target.getAttribute('data-device-key') : null;
    if (event.ctrlKey || event.altKey || event.metaKey || from === null) return;
    const next = toNeighbour(grid, findCell(sections, from), event.key, height);
    const device = next === undefined ? undefined : deviceAt(sections, next);
    if (next === undefined || device === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActiveKey(device.key);
    const element = scroller.current;
    if (element !== null) element.scrollTop = toScrollTop(grid, lineOf(grid, next), element.scrollTop, height);
  }

  /** Tiles are too small for words: the one under the pointer or the focus has them beside it. */
  function point(target: EventTarget | null): void {
    if (density !== 'tiles') return;
    const tile = target instanceof Element ? target.closest('[data-device-cell]') : null;
    const key = tile?.getAttribute('data-device-cell');
    if (tile == null || key == null) setPointed(undefined);
    else if (key !== pointed?.key) setPointed({ key, box: tile.getBoundingClientRect() });
  }

  return (
    <>
      <div
        ref={scroller}
        className={STYLES.scroller}
        style={{
          width: width + 2 * EDGE_PX,
          height,
          margin: `0 -${EDGE_PX}px`,
          padding: EDGE_PX,
          fontSize: cell.fontPx,
        }}
        data-testid="tallylight-devices-grid"
        data-density={density}
        data-count={grid.count}
        onScroll={(event) => {
          setScrollTop(event.currentTarget.scrollTop);
          setPointed(undefined);
        }}
      >
        <ul
          aria-label="Devices"
          className={STYLES.list}
          style={{ height: grid.totalHeight }}
          onKeyDown={onKeyDown}
          onMouseOver={(event) => point(event.target)}
          onMouseLeave={() => setPointed(undefined)}
          onFocus={(event) => {
            const key = event.target.getAttribute('data-device-key') ?? event.target.getAttribute('data-device-menu');
            if (key !== null) setActiveKey(key);
            point(event.target);
          }}
          onBlur={() => setPointed(undefined)}
        >
          {drawn.map(({ line, index }) => {
            const section = sections[line.section];
            if (section === undefined) return null;
            if (line.kind === 'heading') {
              return (
                <li
                  key={index}
                  className={STYLES.heading}
                  style={{ top: line.top, height: line.height, width: grid.width }}
                >
                  <SectionHeading
                    title={section.place ?? nowhere}
                    counts={section.counts}
                    alert={section.place === null ? undefined : siteAlerts.get(section.place)}
                  />
                </li>
              );
            }
            return (
              <GridLine
                key={index}
                devices={section.devices.slice(line.first, line.end)}
                alerts={deviceAlerts}
                activeKey={index === activeLine ? activeDevice?.key : undefined}
                from={line.from}
                count={grid.count}
                top={line.top}
                height={line.height}
                cellWidth={grid.cellWidth}
                gap={cell.gap}
                density={density}
                actions={actions}
              />
            );
          })}
        </ul>
      </div>
      {pointed !== undefined && (
        <DetailsTip
          pointed={pointed}
          device={findDevice(sections, pointed.key)}
          alert={deviceAlerts.get(pointed.key)}
        />
      )}
    </>
  );
}

/** Number of a device's cell; of the first when it is not shown. */
function findCell(sections: readonly Section[], key: string | undefined): number {
  if (key === undefined) return 0;
  let from = 0;
  for (const { devices } of sections) {
    for (let index = 0; index < devices.length; index += 1) if (devices[index]?.key === key) return from + index;
    from += devices.length;
  }
  return 0;
}

function deviceAt(sections: readonly Section[], cell: number): Device | undefined {
  let rest = cell;
  for (const { devices } of sections) {
    if (rest < devices.length) return devices[rest];
    rest -= devices.length;
  }
  return undefined;
}

function findDevice(sections: readonly Section[], key: string): Device | undefined {
  return deviceAt(sections, findCell(sections, key));
}

const STYLES = {
  scroller: css({ flex: 'none', boxSizing: 'border-box', overflowY: 'auto', overflowX: 'hidden', contain: 'strict' }),
  list: css({ position: 'relative', margin: 0, padding: 0, listStyle: 'none', containerType: 'inline-size' }),
  heading: css({ position: 'absolute', left: 0 }),
};
