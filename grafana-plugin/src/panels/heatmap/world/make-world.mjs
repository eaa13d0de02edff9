/**
 * Makes world.json: shapes of the countries as finished SVG paths in both projections, and for every ISO code its place for
 * a circle, its three letters and its continent. Done once here, so that a panel neither carries a map library nor projects
 * ten thousand points before its first paint. Run `node grafana-plugin/src/panels/heatmap/world/make-world.mjs` after a
 * change; a test holds the file against what this makes. The SDK's table of continents is read, so that there is one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { geoArea, geoCentroid, geoContains, geoPath, geoProjection } from 'd3-geo';
import { feature } from 'topojson-client';
import { CONTINENTS, COUNTRIES_OF } from '../../../../../packages/sdk/src/geo/continents.ts';
import { PROJECTIONS, WORLD_WIDTH } from './projection.ts';

const require = createRequire(import.meta.url);
const FILE = fileURLToPath(new URL('world.json', import.meta.url));

/** Places of the codes that have no shape of their own even at 1 : 10 m; most of them lie inside the shape of another. */
const PLACES_BY_HAND = {
  BQ: [-68.3, 12.2],
  BV: [3.4, -54.4],
  CC: [96.8, -12.2],
  CX: [105.6, -10.5],
  GF: [-53.1, 4],
  GP: [-61.5, 16.2],
  MQ: [-61, 14.7],
  RE: [55.5, -21.1],
  SJ: [16, 78.6],
  TK: [-171.8, -9.2],
  XK: [20.9, 42.6],
  YT: [45.2, -12.8],
};

/** The text of world.json. */
export function makeWorld() {
  const codes = require('i18n-iso-countries/codes.json');
  const alpha2 = new Map(codes.map(([two, , numeric]) => [numeric, two]));
  const alpha3 = new Map(codes.map(([two, three]) => [two, three]));
  const coarse = readShapes('110m', alpha2);
  const places = toPlaces(readShapes('10m', alpha2));
  const continents = CONTINENTS.flatMap((continent) =>
    COUNTRIES_OF[continent].split(/\s+/).map((code) => [code, continent]),
  );
  const world = {
    countries: Object.fromEntries(
      continents.sort(byName).map(([code, continent]) => {
        const [longitude, latitude] = PLACES_BY_HAND[code] ?? places.get(code);
        return [code, [alpha3.get(code), continent, round(longitude), round(latitude)].join(' ')];
      }),
    ),
    maps: Object.fromEntries(
      Object.entries(PROJECTIONS).map(([name, projection]) => [name, toMap(projection, coarse)]),
    ),
  };
  return `${JSON.stringify(world, undefined, 2)}\n`;
}

function readShapes(detail, alpha2) {
  const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${detail}.json`), 'utf8'));
  return feature(topology, topology.objects.countries).features.map(({ id, geometry }) => ({
    code: alpha2.get(id),
    geometry,
  }));
}

function toMap({ raw, scale, height }, shapes) {
  const projection = geoProjection(raw)
    .scale(scale)
    .translate([WORLD_WIDTH / 2, height / 2])
    .precision(3);
  const draw = (geometry) => {
    const pen = createPen();
    geoPath(projection, pen)(geometry);
    return pen.text();
  };
  const owned = shapes.filter(({ code }) => code !== undefined).map(({ code, geometry }) => [code, draw(geometry)]);
  return {
    sphere: draw({ type: 'Sphere' }),
    // What Natural Earth gives no code: land that is never coloured, because no count belongs to it.
    neutral: shapes
      .filter(({ code }) => code === undefined)
      .map(({ geometry }) => draw(geometry))
      .join(''),
    shapes: Object.fromEntries(owned.sort(byName)),
  };
}

/** Writes whole numbers, each relative to the one before: half as long as absolute ones. */
function createPen() {
  let text = '';
  let at = [0, 0];
  let isLine = false;
  const move = (x, y) => {
    const next = [Math.round(x), Math.round(y)];
    const step = [next[0] - at[0], next[1] - at[1]];
    at = next;
    return step;
  };
  return {
    moveTo(x, y) {
      move(x, y);
      text += `M${at[0]} ${at[1]}`;
      isLine = false;
    },
    lineTo(x, y) {
      const [dx, dy] = move(x, y);
      if (dx === 0 && dy === 0) return;
      text += `${isLine ? (dx < 0 ? '' : ' ') : 'l'}${dx}${dy < 0 ? '' : ' '}${dy}`;
      isLine = true;
    },
    closePath() {
      text += 'z';
    },
    arc() {},
    text: () => text,
  };
}

/** A code may have several shapes (Australia and its reefs); the largest is where its circle belongs. */
function toPlaces(shapes) {
  const bySize = shapes.map((shape) => ({ ...shape, area: geoArea(shape.geometry) })).sort((a, b) => a.area - b.area);
  return new Map(
    [...new Map(bySize.map(({ code, geometry }) => [code, geometry]))].map(([code, it]) => [code, toPlace(it)]),
  );
}

/** The middle of the largest part; where that lies outside (a bent country), the place inside that is farthest from a border. */
function toPlace({ type, coordinates }) {
  const parts = (type === 'Polygon' ? [coordinates] : coordinates).map((rings) => ({
    type: 'Polygon',
    coordinates: rings,
  }));
  const largest = parts.sort((a, b) => geoArea(b) - geoArea(a))[0];
  const middle = geoCentroid(largest);
  return geoContains(largest, middle) ? middle : findInside(largest);
}

const STEPS = 24;

function findInside(polygon) {
  const [border] = polygon.coordinates;
  const range = (index) => [Math.min(...border.map((at) => at[index])), Math.max(...border.map((at) => at[index]))];
  const [[west, east], [south, north]] = [range(0), range(1)];
  let best = { room: -1, place: border[0] };
  for (let row = 1; row < STEPS; row += 1) {
    for (let column = 1; column < STEPS; column += 1) {
      const place = [west + ((east - west) * column) / STEPS, south + ((north - south) * row) / STEPS];
      if (!geoContains(polygon, place)) continue;
      const squeeze = Math.cos((place[1] * Math.PI) / 180);
      const room = Math.min(...border.map(([x, y]) => Math.hypot((x - place[0]) * squeeze, y - place[1])));
      if (room > best.room) best = { room, place };
    }
  }
  return best.place;
}

function round(degrees) {
  return Math.round(degrees * 10) / 10;
}

function byName([a], [b]) {
  return a < b ? -1 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, makeWorld());
