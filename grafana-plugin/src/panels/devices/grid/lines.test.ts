import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, toDrawnLines, toLines, toNeighbour, toScrollTop } from './lines.ts';

const OPTIONS = { headingHeight: 0, width: 330, cellHeight: 40, minCellWidth: 100, gap: 10 };
const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const;

describe('a grid of lines', () => {
  it('has as many columns as fit, and a line for each row of cells', () => {
    const grid = toLines({ ...OPTIONS, sections: [7] });
    expect([grid.columns, grid.cellWidth, grid.lines.length, grid.totalHeight]).toEqual([3, (330 - 20) / 3, 3, 140]);
  });

  it('has a heading above each section, and begins a line with it', () => {
    const { lines } = toLines({ ...OPTIONS, headingHeight: 20, sections: [4, 1] });
    expect(lines.map(({ kind, top, from }) => [kind, top, from])).toEqual([
      ['heading', 0, 0],
      ['cells', 30, 0],
      ['cells', 80, 3],
      ['heading', 130, 4],
      ['cells', 160, 4],
    ]);
  });

  it('draws what is in view and a little more, however long it is', () => {
    const grid = toLines({ ...OPTIONS, sections: [10_000] });
    const { first, end } = toDrawnLines(grid, 50_000, 400);
    expect([grid.lines[first]?.top, grid.lines[end - 1]?.top]).toEqual([49_850, 50_500]);
    expect(end - first).toBeLessThan(16);
  });

  it('is walked over its headings, in the same column', () => {
    const grid = toLines({ ...OPTIONS, headingHeight: 20, sections: [4, 5] });
    expect(toNeighbour(grid, 3, 'ArrowDown', 400)).toBe(4);
    expect(toNeighbour(grid, 1, 'ArrowDown', 400)).toBe(3);
    expect(toNeighbour(grid, 5, 'ArrowUp', 400)).toBe(3);
    expect(toNeighbour(grid, 5, 'ArrowDown', 400)).toBe(8);
    expect(toNeighbour(grid, 0, 'ArrowUp', 400)).toBe(0);
    expect(toNeighbour(grid, 7, 'End', 400)).toBe(8);
    expect(toNeighbour(grid, 7, 'a', 400)).toBeUndefined();
  });

  it('leads every key to a cell that exists, and finds its line', () => {
    const sections = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sections, fc.constantFrom(...KEYS), fc.nat(), fc.nat(40), (counts, key, seed, headingHeight) => {
        const grid = toLines({ ...OPTIONS, headingHeight, sections: counts });
        const next = toNeighbour(grid, seed % grid.count, key, 100);
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThan(grid.count);
        const line = grid.lines[lineOf(grid, next as number)];
        expect(line?.kind).toBe('cells');
        expect(line?.from).toBeLessThanOrEqual(next as number);
      }),
    );
  });

  it('scrolls no farther than needed, and shows the heading with the first line of a section', () => {
    const grid = toLines({ ...OPTIONS, headingHeight: 20, sections: [9, 9] });
    expect(toScrollTop(grid, 2, 0, 200)).toBe(0);
    expect(toScrollTop(grid, 3, 0, 100)).toBe(70);
    expect(toScrollTop(grid, 5, 400, 100)).toBe(180);
  });
});
