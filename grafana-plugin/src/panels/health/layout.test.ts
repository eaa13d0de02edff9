import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLayout } from './layout.ts';
import { COLUMNS, DEFAULT_OPTIONS } from './option-values.ts';

const CHOICE = { ...DEFAULT_OPTIONS, hasMenu: true };
const at = (width: number, height: number) => toLayout(width, height, CHOICE);

describe('the layout of the health panel', () => {
  it('has cards where it is narrow or low, and rows with headings elsewhere', () => {
    expect(at(284, 150)).toMatchObject({ size: 'small', isCards: true, headings: 0, totals: 0, columns: [] });
    expect(at(620, 350)).toMatchObject({ size: 'medium', isCards: false });
    expect(at(1000, 680)).toMatchObject({ size: 'large', isCards: false });
  });

  it('shows at least two streams in the smallest panel', () => {
    const { list, rowPx } = at(284, 150);
    expect(list.height / rowPx).toBeGreaterThanOrEqual(2);
  });

  it('drops the least telling columns first when it gets narrow', () => {
    const ids = (width: number): string[] => at(width, 500).columns.map(({ id }) => id);
    expect(ids(1_400)).toEqual(DEFAULT_OPTIONS.columns);
    expect(ids(620)).toEqual(['state', 'parts', 'errors', 'response']);
    expect(ids(440)).toEqual(['state', 'errors']);
  });

  it('has only the columns that were chosen', () => {
    const { columns } = toLayout(1_400, 500, { ...CHOICE, columns: ['uptime'] });
    expect(columns.map(({ id }) => id)).toEqual(['uptime']);
  });

  it('has larger letters on a wall', () => {
    expect(at(2_000, 1_200).fontPx).toBe(20);
    expect(at(620, 350).fontPx).toBe(12);
  });

  it('never needs more room than there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 2_400 }),
        fc.integer({ min: 160, max: 1_400 }),
        fc.subarray([...COLUMNS]),
        fc.boolean(),
        (width, height, columns, compact) => {
          const layout = toLayout(width, height, { ...CHOICE, columns, compact });
          const row = layout.scoreWidth + layout.nameWidth + layout.menuWidth;
          expect(row + layout.columns.reduce((sum, column) => sum + column.width, 0)).toBeLessThanOrEqual(width);
          expect(layout.nameWidth).toBeGreaterThanOrEqual(80);
          expect(layout.list.height).toBeGreaterThan(0);
        },
      ),
    );
  });
});
