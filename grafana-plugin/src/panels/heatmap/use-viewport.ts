/**
 * Mouse, touch, wheel and keys to a view of the map. The wheel zooms only with Ctrl, or while the map has the focus: a page
 * that is scrolled past must not be caught by a map.
 */
import { type RefObject, useCallback, useRef, useState } from 'react';
import { panBy, type Stage, toHome, type Viewport, zoomAround, zoomBy } from './viewport.ts';
import type { Point } from './world/projection.ts';

/** One press of a button or key. */
const STEP = 1.5;
const STEP_PX = 60;

/** Pixels that a pointer may tremble between down and up and still be a click. */
const TREMBLE_PX = 4;

export interface ViewportControl {
  readonly view: Viewport;
  readonly isHome: boolean;
  change(to: Move): void;
  zoomIn(): void;
  zoomOut(): void;
  home(): void;
  /** Does what the key means for a map, if anything. */
  press(event: KeyboardEvent): void;
  wheel(event: WheelEvent): void;
  readonly drag: {
    down(event: PointerEvent): void;
    move(event: PointerEvent): void;
    up(event: PointerEvent): void;
  };
  /** Whether the pointer that just came up had dragged: then its click means nothing. */
  wasDragged(): boolean;
}

type Move = (view: Viewport, stage: Stage) => Viewport;

const PANS: Readonly<Record<string, Move>> = {
  ArrowLeft: (view, stage) => panBy(view, stage, STEP_PX, 0),
  ArrowRight: (view, stage) => panBy(view, stage, -STEP_PX, 0),
  ArrowUp: (view, stage) => panBy(view, stage, 0, STEP_PX),
  ArrowDown: (view, stage) => panBy(view, stage, 0, -STEP_PX),
};

/** `anchor` is the place that steps of the zoom go to: what a person is looking at, world units. */
export function useViewport(
  stage: Stage,
  frame: RefObject<HTMLElement | null>,
  anchor: Point | undefined,
): ViewportControl {
  const { left, top, right, bottom } = stage.home;
  // Another projection or focus is another home, and goes there.
  const key = `${left} ${top} ${right} ${bottom}`;
  const [moved, setMoved] = useState<{ readonly key: string; readonly view: Viewport }>();
  const now = useRef({ stage, key, anchor });
  now.current = { stage, key, anchor };

  const home = useCallback(() => setMoved(undefined), []);
  const change = useCallback((to: Move) => {
    setMoved((last) => {
      const { stage, key } = now.current;
      const view = last?.key === key ? last.view : toHome(stage);
      const next = to(view, stage);
      return next === view ? last : { key, view: next };
    });
  }, []);
  const step = (factor: number): void => change((view, stage) => zoomAround(view, stage, factor, now.current.anchor));
  const drag = useDrag(frame, change);
  return {
    view: moved?.key === key ? moved.view : toHome(stage),
    isHome: moved?.key !== key,
    change,
    zoomIn: () => step(STEP),
    zoomOut: () => step(1 / STEP),
    home,
    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const pan = PANS[event.key];
      if (pan !== undefined) change(pan);
      else if (event.key === '+' || event.key === '=') step(STEP);
      else if (event.key === '-') step(1 / STEP);
      else if (event.key === '0' || event.key === 'Home') home();
      else return;
      event.preventDefault();
    },
    wheel(event) {
      const element = frame.current;
      if (element === null) return;
      if (!event.ctrlKey && !event.metaKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      // A wheel tells steps of about 100 px, a touch pad many small ones; lines (mode 1) are about 30 px.
      const px = event.deltaMode === 1 ? event.deltaY * LINE_PX : event.deltaY;
      const at = toFramePoint(event, element);
      change((view, stage) => zoomBy(view, stage, 2 ** (-px / DOUBLE_PX), at));
    },
    ...drag,
  };
}

const LINE_PX = 30;
/** So far a wheel turns for twice the size. */
const DOUBLE_PX = 250;

/** One pointer moves the map, two of them zoom it around their middle. */
function useDrag(
  frame: RefObject<HTMLElement | null>,
  change: ViewportControl['change'],
): Pick<ViewportControl, 'drag' | 'wasDragged'> {
  const pointers = useRef(new Map<number, Point>());
  const travelPx = useRef(0);
  const up = ({ pointerId }: PointerEvent): void => {
    pointers.current.delete(pointerId);
  };
  return {
    wasDragged: () => travelPx.current > TREMBLE_PX,
    drag: {
      up,
      down(event) {
        if (event.button !== 0) return;
        if (pointers.current.size === 0) travelPx.current = 0;
        pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      },
      move(event) {
        const element = frame.current;
        const before = pointers.current.get(event.pointerId);
        if (before === undefined || element === null) return;
        // It came up outside of the map.
        if (event.buttons === 0) return up(event);
        const after = { x: event.clientX, y: event.clientY };
        pointers.current.set(event.pointerId, after);
        travelPx.current += distance(after, before);
        if (travelPx.current <= TREMBLE_PX) return;
        // Not before: a captured pointer would take the click away from the country below it.
        element.setPointerCapture(event.pointerId);
        const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
        if (other === undefined) {
          change((view, stage) => panBy(view, stage, after.x - before.x, after.y - before.y));
          return;
        }
        const factor = distance(after, other) / Math.max(1, distance(before, other));
        const middle = { clientX: (after.x + other.x) / 2, clientY: (after.y + other.y) / 2 };
        const at = toFramePoint(middle, element);
        change((view, stage) => zoomBy(view, stage, factor, at));
      },
    },
  };
}

/** A point of the window as one of the map. */
export function toFramePoint(at: { readonly clientX: number; readonly clientY: number }, frame: HTMLElement): Point {
  const { left, top } = frame.getBoundingClientRect();
  return { x: at.clientX - left, y: at.clientY - top };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
