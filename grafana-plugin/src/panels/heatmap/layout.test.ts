import { describe, expect, it } from 'vitest';
import { toLayout } from './layout.ts';
import { toRankingLayout } from './ranking-layout.ts';

const WORLD = 2.3;
const SIZES = [
  [160, 90],
  [284, 150],
  [420, 220],
  [624, 346],
  [680, 200],
  [900, 300],
  [400, 700],
  [1_280, 600],
  [2_000, 1_200],
] as const;

describe('the layout of the heatmap', () => {
  it.each(SIZES)('clips nothing at %i × %i', (width, height) => {
    const { header, gap, map, ranking, foot } = toLayout(width, height, true, WORLD);
    const under = ranking?.place === 'below' ? ranking.height + gap : 0;
    const beside = ranking?.place === 'side' ? ranking.width + 2 * gap : 0;
    expect(header + gap + map.height + under).toBeLessThanOrEqual(height);
    expect(map.width + beside).toBeLessThanOrEqual(width);
    expect(map.height - foot).toBeGreaterThan(30);
  });

  it.each(SIZES)('fits every row of the ranking at %i × %i', (width, height) => {
    const { ranking, rowPx, fontPx } = toLayout(width, height, true, WORLD);
    if (ranking === undefined) return;
    const heading = fontPx + 8;
    const rows = toRankingLayout(ranking, rowPx, heading, 54, 6);
    const own = heading + rows.perColumn * rows.rowPx;
    const other = rows.continents === 0 ? 0 : heading + rows.continents * rows.rowPx;
    expect(ranking.place === 'side' ? own + other + (other > 0 ? 8 : 0) : Math.max(own, other)).toBeLessThanOrEqual(
      ranking.height,
    );
    expect(rows.countries).toBeGreaterThanOrEqual(5);
    expect(rows.rowPx).toBeGreaterThanOrEqual(24);
  });

  it('has three sizes, by width and by height, and larger letters on a wall', () => {
    expect(toLayout(284, 150, true, WORLD).size).toBe('small');
    expect(toLayout(1_200, 200, true, WORLD).size).toBe('small');
    expect(toLayout(624, 346, true, WORLD)).toMatchObject({ size: 'medium', fontPx: 12 });
    expect(toLayout(2_000, 1_200, true, WORLD)).toMatchObject({ size: 'large', fontPx: 20 });
  });

  it('puts the ranking where it costs the map least, and nowhere without room or wish', () => {
    expect(toLayout(900, 300, true, WORLD).ranking?.place).toBe('side');
    expect(toLayout(400, 700, true, WORLD).ranking?.place).toBe('below');
    expect(toLayout(2_000, 1_200, true, WORLD).ranking?.place).toBe('below');
    expect(toLayout(284, 150, true, WORLD).ranking).toBeUndefined();
    expect(toLayout(900, 300, false, WORLD).ranking).toBeUndefined();
  });
});

it('the ranking never has more rows than there are countries and continents', () => {
  const box = { place: 'side', width: 240, height: 600 } as const;
  expect(toRankingLayout(box, 24, 20, 2, 1)).toMatchObject({ countries: 2, continents: 1 });
  expect(toRankingLayout(box, 24, 20, 0, 0)).toMatchObject({ countries: 0, continents: 0 });
});
