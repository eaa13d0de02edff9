import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHomeBox } from './regions.ts';
import { panBy, reveal, type Stage, toHome, toHomeScale, toScreen, zoomAround, zoomBy } from './viewport.ts';
import { PROJECTIONS, WORLD_WIDTH } from './world/projection.ts';
import { placeOf } from './world/world.ts';

const world = { width: WORLD_WIDTH, height: PROJECTIONS.naturalEarth.height };
const stage: Stage = { width: 800, height: 400, home: toHomeBox('naturalEarth', 'world'), world };
const europe: Stage = { ...stage, home: toHomeBox('naturalEarth', 'EU') };
const japan = placeOf('naturalEarth', 'JP') ?? { x: 0, y: 0 };

describe('the home view', () => {
  it.each([
    ['the world', stage],
    ['Europe', europe],
    ['the world in a tall panel', { ...stage, width: 300, height: 900 }],
  ])('shows all of %s', (_, on) => {
    const { left, top, right, bottom } = on.home;
    for (const [x, y] of [
      [left, top],
      [right, bottom],
    ] as const) {
      const at = toScreen(toHome(on), on, { x, y });
      expect(at.x).toBeGreaterThanOrEqual(0);
      expect(at.x).toBeLessThanOrEqual(on.width);
      expect(at.y).toBeGreaterThanOrEqual(0);
      expect(at.y).toBeLessThanOrEqual(on.height);
    }
  });
});

describe('zooming', () => {
  it('keeps the place under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 8, noNaN: true }),
        fc.double({ min: 0.3, max: 0.7, noNaN: true }),
        (factor, part) => {
          const at = { x: 800 * part, y: 400 * part };
          const before = toHome(stage);
          const scale = toHomeScale(stage);
          const place = { x: before.center.x + (at.x - 400) / scale, y: before.center.y + (at.y - 200) / scale };
          const after = toScreen(zoomBy(before, stage, factor, at), stage, place);
          expect(after.x).toBeCloseTo(at.x, 3);
          expect(after.y).toBeCloseTo(at.y, 3);
        },
      ),
    );
  });

  it('goes no farther than the whole world and no closer than 16 times', () => {
    expect(zoomBy(toHome(stage), stage, 0.01).zoom).toBeLessThanOrEqual(1);
    expect(zoomBy(toHome(stage), stage, 1_000).zoom).toBe(16);
    const out = zoomBy(toHome(europe), europe, 0.001);
    expect(out.zoom).toBeLessThan(1);
    expect(toHomeScale(europe) * out.zoom * WORLD_WIDTH).toBeLessThanOrEqual(800);
  });

  it('goes to what is looked at, when it is in sight', () => {
    const before = toScreen(toHome(stage), stage, japan);
    const after = toScreen(zoomAround(toHome(stage), stage, 1.5, japan), stage, japan);
    expect(after.x).toBeCloseTo(before.x, 3);
    expect(zoomAround(toHome(stage), stage, 1.5, undefined)).toEqual(zoomBy(toHome(stage), stage, 1.5));
  });
});

describe('panning', () => {
  it('moves the map as a hand does', () => {
    const view = zoomBy(toHome(stage), stage, 4);
    const before = toScreen(view, stage, japan);
    const after = toScreen(panBy(view, stage, 30, -20), stage, japan);
    expect(after.x - before.x).toBeCloseTo(30);
    expect(after.y - before.y).toBeCloseTo(-20);
  });

  it('ends at the edge of the world', () => {
    const view = panBy(zoomBy(toHome(stage), stage, 4), stage, 1e6, 1e6);
    expect(toScreen(view, stage, { x: 0, y: 0 }).x).toBeCloseTo(0);
    expect(toScreen(view, stage, { x: 0, y: 0 }).y).toBeCloseTo(0);
  });

  it('home stays at home while everything is in view', () => {
    const { center } = panBy(toHome(stage), stage, 0, 0);
    expect(center).toEqual(toHome(stage).center);
  });
});

it('a place out of sight is brought to the middle, one in sight moves nothing', () => {
  const close = zoomBy(toHome(stage), stage, 6);
  const { x, y } = toScreen(reveal(close, stage, japan), stage, japan);
  expect([x, y]).toEqual([expect.closeTo(400), expect.closeTo(200)]);
  const home = toHome(stage);
  expect(reveal(home, stage, japan)).toBe(home);
});
