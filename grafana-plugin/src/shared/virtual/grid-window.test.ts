import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDrawn, toNeighbour, toPlace, toScrollTop, toShape } from './grid-window.ts';

const shape = (count: number) => toShape({ count, width: 1_000, rowHeight: 92, minCellWidth: 180, gap: 8 });
const list = (count: number) =>
  toShape({ count, width: 500, rowHeight: 30, minCellWidth: Number.POSITIVE_INFINITY, gap: 0 });

describe('a long grid', () => {
  it('has as many columns as fit, and shares the room evenly', () => {
    expect(shape(12)).toMatchObject({ columns: 5, rows: 3, cellWidth: (1_000 - 32) / 5, totalHeight: 292 });
    expect(list(3)).toMatchObject({ columns: 1, rows: 3, cellWidth: 500, totalHeight: 90 });
  });

  it('keeps one column where not even one cell fits', () => {
    expect(toShape({ count: 2, width: 90, rowHeight: 10, minCellWidth: 180, gap: 8 }).columns).toBe(1);
  });

  it('draws what is seen and three rows around it, whatever the length', () => {
    expect(toDrawn(shape(10_000), 100_000, 500)).toEqual({ first: 997 * 5, end: 1_008 * 5 });
    expect(toDrawn(shape(7), 0, 500)).toEqual({ first: 0, end: 7 });
    expect(toDrawn(shape(0), 0, 500)).toEqual({ first: 0, end: 0 });
  });

  it('draws nothing twice and nothing beyond its end, wherever it is scrolled to', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(400_000), fc.integer({ min: 1, max: 3_000 }), (count, top, height) => {
        const { first, end } = toDrawn(shape(count), top, height);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(first);
        expect(end).toBeLessThanOrEqual(count);
      }),
    );
  });

  it('places cells row by row', () => {
    expect(toPlace(shape(12), 6, 8)).toEqual({ left: (1_000 - 32) / 5 + 8, top: 100 });
  });
});

describe('a key', () => {
  it('moves by a cell, a row, a page, or to the ends', () => {
    const at = (key: string) => toNeighbour(shape(100), 50, key, 500);
    expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map(at)).toEqual([49, 51, 45, 55]);
    expect(['PageUp', 'PageDown', 'Home', 'End', 'a'].map(at)).toEqual([25, 75, 0, 99, undefined]);
  });

  it('stays inside', () => {
    expect(toNeighbour(shape(12), 11, 'ArrowDown', 500)).toBe(11);
    expect(toNeighbour(shape(12), 0, 'ArrowLeft', 500)).toBe(0);
    expect(toNeighbour(shape(0), 0, 'ArrowDown', 500)).toBeUndefined();
  });

  it('brings its cell into sight with the least scrolling', () => {
    expect(toScrollTop(shape(100), 0, 250, 400)).toBe(0);
    expect(toScrollTop(shape(100), 20, 250, 400)).toBe(250);
    expect(toScrollTop(shape(100), 40, 250, 400)).toBe(500);
  });
});
