/** What is in view at first: boxes between meridians and parallels, chosen by eye so that what people look for is large. */
import type { Focus } from './option-values.ts';
import { type Box, type ProjectionName, projectBox } from './world/projection.ts';

/** West, south, east, north. The world is without Antarctica, where hardly anybody watches. */
const EDGES: Readonly<Record<Focus, readonly [number, number, number, number]>> = {
  world: [-168, -56, 180, 80],
  AF: [-20, -36, 54, 38],
  AN: [-180, -90, 180, -60],
  AS: [26, -11, 148, 56],
  EU: [-24, 34, 46, 71],
  NA: [-165, 7, -52, 74],
  OC: [110, -48, 180, 8],
  SA: [-84, -56, -34, 13],
};

/** World units. */
export function toHomeBox(projection: ProjectionName, focus: Focus): Box {
  return projectBox(projection, ...EDGES[focus]);
}
