import { describe, expect, it } from 'vitest';
import { makeWorld } from './make-world.mjs';
import { PROJECTIONS, project, projectBox, WORLD_WIDTH } from './projection.ts';
import world from './world.json';
import { CODES_WITH_SHAPE, COUNTRIES, placeOf, WORLD_MAPS } from './world.ts';

it('world.json is what make-world.mjs makes today', () => {
  expect(`${JSON.stringify(world, undefined, 2)}\n`).toBe(makeWorld());
});

describe('the countries', () => {
  it('are the 249 of ISO 3166-1 and XK, each with a place for its circle in both projections', () => {
    expect(COUNTRIES.size).toBe(250);
    for (const code of COUNTRIES.keys()) {
      for (const name of ['naturalEarth', 'equalEarth'] as const) {
        const { x, y } = placeOf(name, code) ?? { x: Number.NaN, y: Number.NaN };
        expect(x, code).toBeGreaterThan(0);
        expect(x, code).toBeLessThan(WORLD_WIDTH);
        expect(y, code).toBeGreaterThan(0);
        expect(y, code).toBeLessThan(PROJECTIONS[name].height);
      }
    }
    expect(placeOf('naturalEarth', 'ZZ')).toBeUndefined();
  });

  it('have no shape of their own 76 times', () => {
    const without = [...COUNTRIES.keys()].filter((code) => !CODES_WITH_SHAPE.has(code));
    expect(without).toHaveLength(76);
    expect(without).toEqual(expect.arrayContaining(['SG', 'MT', 'HK', 'BH', 'MU', 'XK']));
  });

  it.each([
    ['DE', 9, 51, 3],
    ['FR', 2, 47, 3],
    ['US', -99, 40, 3],
    ['AU', 134, -25, 3],
    ['SG', 103.8, 1.3, 0.3],
    ['HR', 16, 45.5, 1.5],
  ])('%s has its circle where it is', (code, longitude, latitude, degrees) => {
    const country = COUNTRIES.get(code);
    expect(Math.abs((country?.longitude ?? 999) - longitude)).toBeLessThan(degrees);
    expect(Math.abs((country?.latitude ?? 999) - latitude)).toBeLessThan(degrees);
  });
});

describe('the projections', () => {
  it('draw the world in the same width, with the crossing of equator and zero meridian in the middle', () => {
    for (const name of ['naturalEarth', 'equalEarth'] as const) {
      const { height } = PROJECTIONS[name];
      expect(project(name, 0, 0)).toEqual({ x: WORLD_WIDTH / 2, y: height / 2 });
      expect(project(name, 180, 0).x).toBeCloseTo(WORLD_WIDTH);
      expect(project(name, 0, 90).y).toBeCloseTo(0);
    }
  });

  it('have the shapes where their functions put a place', () => {
    for (const name of ['naturalEarth', 'equalEarth'] as const) {
      const path = WORLD_MAPS[name].shapes.find(([code]) => code === 'PT')?.[1] ?? '';
      const [, x, y] = /^M(\d+) (\d+)/.exec(path) ?? [];
      const { left, right, top, bottom } = projectBox(name, -9.6, 36.8, -6, 42.2);
      expect(Number(x)).toBeGreaterThan(left - 5);
      expect(Number(x)).toBeLessThan(right + 5);
      expect(Number(y)).toBeGreaterThan(top - 5);
      expect(Number(y)).toBeLessThan(bottom + 5);
    }
  });

  it('give a box that holds a part of the earth on both sides of the equator at its widest', () => {
    const { left, right } = projectBox('naturalEarth', -170, -60, 170, 70);
    expect(left).toBeCloseTo(project('naturalEarth', -170, 0).x);
    expect(right).toBeCloseTo(project('naturalEarth', 170, 0).x);
  });
});
