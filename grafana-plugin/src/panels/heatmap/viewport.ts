/**
 * Which part of the world is in view. The view is a place and a zoom, not a matrix: so it stays when the panel is resized or
 * the projection is changed. All rules are pure; use-viewport.ts connects them to mouse and keys.
 */
import type { Box, Point } from './world/projection.ts';

export interface Viewport {
  /** World units: what is in the middle. */
  readonly center: Point;
  /** 1 shows the home box as large as it fits. */
  readonly zoom: number;
}

/** Where the map is drawn. */
export interface Stage {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** World units: what is in view at first. */
  readonly home: Box;
  readonly world: { readonly width: number; readonly height: number };
}

/** The shapes are made for an overview; closer than this they are mere polygons. */
const CLOSEST_ZOOM = 16;

/** Pixels between the home box and the edges. */
const MARGIN_PX = 4;

/** Pixels per world unit at zoom 1. */
export function toHomeScale({ width, height, home }: Stage): number {
  const across = Math.max(1, width - 2 * MARGIN_PX) / (home.right - home.left);
  const down = Math.max(1, height - 2 * MARGIN_PX) / (home.bottom - home.top);
  return Math.min(across, down);
}

export function toHome({ home }: Stage): Viewport {
  return { center: { x: (home.left + home.right) / 2, y: (home.top + home.bottom) / 2 }, zoom: 1 };
}

/** Pixels of a place of the world. */
export function toScreen(view: Viewport, stage: Stage, place: Point): Point {
  const scale = toHomeScale(stage) * view.zoom;
  return {
    x: stage.width / 2 + (place.x - view.center.x) * scale,
    y: stage.height / 2 + (place.y - view.center.y) * scale,
  };
}

/** Closer by a factor, with the same place under the point `at` (pixels; the middle when absent). */
export function zoomBy(view: Viewport, stage: Stage, factor: number, at?: Point): Viewport {
  const zoom = clamp(view.zoom * factor, toFarthest(stage), CLOSEST_ZOOM);
  const { x, y } = at ?? { x: stage.width / 2, y: stage.height / 2 };
  const shift = 1 / (toHomeScale(stage) * view.zoom) - 1 / (toHomeScale(stage) * zoom);
  const center = {
    x: view.center.x + (x - stage.width / 2) * shift,
    y: view.center.y + (y - stage.height / 2) * shift,
  };
  return keepInWorld({ center, zoom }, stage);
}

/** Closer or farther around a place of the world, which stays where it is; around the middle when it is out of sight. */
export function zoomAround(view: Viewport, stage: Stage, factor: number, place: Point | undefined): Viewport {
  const at = place && toScreen(view, stage, place);
  return zoomBy(view, stage, factor, at !== undefined && isOnStage(at, stage) ? at : undefined);
}

/** The map moves by so many pixels, as under a hand: to the right shows more of the west. */
export function panBy(view: Viewport, stage: Stage, dxPx: number, dyPx: number): Viewport {
  const scale = toHomeScale(stage) * view.zoom;
  return keepInWorld({ ...view, center: { x: view.center.x - dxPx / scale, y: view.center.y - dyPx / scale } }, stage);
}

/** With a place in the middle, when it was out of sight. */
export function reveal(view: Viewport, stage: Stage, place: Point): Viewport {
  return isOnStage(toScreen(view, stage, place), stage) ? view : keepInWorld({ ...view, center: place }, stage);
}

function isOnStage({ x, y }: Point, { width, height }: Stage): boolean {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

/** The whole world, when home is a part of it. */
function toFarthest(stage: Stage): number {
  const whole = { left: 0, top: 0, right: stage.world.width, bottom: stage.world.height };
  return Math.min(1, toHomeScale({ ...stage, home: whole }) / toHomeScale(stage));
}

/** No further than to the edge of the world; where it is smaller than the stage, home decides. */
function keepInWorld({ center, zoom }: Viewport, stage: Stage): Viewport {
  const scale = toHomeScale(stage) * zoom;
  const home = toHome(stage).center;
  const keep = (value: number, size: number, viewPx: number, fallback: number): number => {
    const half = viewPx / scale / 2;
    const isWhole = 2 * half >= size;
    const [least, most] = isWhole ? [size / 2, size / 2] : [half, size - half];
    return clamp(value, Math.min(least, fallback), Math.max(most, fallback));
  };
  return {
    center: {
      x: keep(center.x, stage.world.width, stage.width, home.x),
      y: keep(center.y, stage.world.height, stage.height, home.y),
    },
    zoom,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
