/**
 * Where a place on earth is on the flat map. Both projections draw the whole world in the same width, so that a view that was
 * zoomed in stays where it is when the other one is chosen. The shapes in world.json are drawn with these very functions.
 */
import { geoEqualEarthRaw, geoNaturalEarth1Raw } from 'd3-geo';

export type ProjectionName = 'naturalEarth' | 'equalEarth';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Projection {
  /** Longitude and latitude in radians to the plane of the formula, y upwards; as d3-geo wants it. */
  readonly raw: (lambda: number, phi: number) => [number, number];
  /** World units per unit of the formula. */
  readonly scale: number;
  /** Height of the whole world, world units; its width is {@link WORLD_WIDTH}. */
  readonly height: number;
}

/** Whole numbers of this unit are fine enough for a map on a wall (a fifth of a pixel at 2000). */
export const WORLD_WIDTH = 10_000;

const RADIANS = Math.PI / 180;

export const PROJECTIONS: Readonly<Record<ProjectionName, Projection>> = {
  naturalEarth: createProjection(geoNaturalEarth1Raw),
  equalEarth: createProjection(geoEqualEarthRaw),
};

/** A place in world units. */
export function project(name: ProjectionName, longitude: number, latitude: number): Point {
  const { raw, scale, height } = PROJECTIONS[name];
  const [x, y] = raw(longitude * RADIANS, latitude * RADIANS);
  return { x: WORLD_WIDTH / 2 + x * scale, y: height / 2 - y * scale };
}

/** The smallest box around a part of the earth between two meridians and two parallels. */
export function projectBox(name: ProjectionName, west: number, south: number, east: number, north: number): Box {
  // Along a meridian a pseudocylindrical map bends, and its widest place may lie between the corners: at the equator.
  const latitudes = [south, north, ...(south < 0 && north > 0 ? [0] : [])];
  const points = latitudes.flatMap((latitude) => [project(name, west, latitude), project(name, east, latitude)]);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function createProjection(raw: Projection['raw']): Projection {
  const scale = WORLD_WIDTH / 2 / raw(Math.PI, 0)[0];
  return { raw, scale, height: 2 * scale * raw(0, Math.PI / 2)[1] };
}
