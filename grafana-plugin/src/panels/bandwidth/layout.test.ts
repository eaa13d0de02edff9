import { describe, expect, it } from 'vitest';
import { toLayout } from './layout.ts';

const SIZES = [
  [284, 150],
  [300, 200],
  [420, 220],
  [600, 280],
  [680, 200],
  [900, 300],
  [400, 700],
  [1_280, 600],
  [2_000, 1_200],
] as const;

describe('the layout of the bandwidth panel', () => {
  it.each(SIZES)('clips nothing at %i × %i', (width, height) => {
    const { header, figures, gap, between, chart, top } = toLayout(width, height, true);
    const used = header + figures + 2 * gap;
    expect(used).toBeLessThanOrEqual(height);
    if (chart === undefined) return;
    const under = top?.place === 'below' ? top.height + between : 0;
    const beside = top?.place === 'side' ? top.width + between : 0;
    expect(used + chart.height + under).toBeLessThanOrEqual(height);
    expect(chart.width + beside).toBeLessThanOrEqual(width);
    expect(chart.width).toBeGreaterThan(150);
  });

  it('has three sizes, by width and by height', () => {
    expect(toLayout(300, 200, true).size).toBe('small');
    expect(toLayout(1_200, 200, true).size).toBe('small');
    expect(toLayout(600, 300, true).size).toBe('medium');
    expect(toLayout(1_000, 500, true).size).toBe('large');
  });

  it('keeps a chart at 300 × 200', () => {
    expect(toLayout(300, 200, true).chart?.height).toBeGreaterThan(90);
  });

  it('shows the busiest streams beside a wide chart, below a tall one, and not where there is no room', () => {
    expect(toLayout(900, 300, true).top?.place).toBe('side');
    expect(toLayout(400, 700, true).top?.place).toBe('below');
    expect(toLayout(400, 300, true).top).toBeUndefined();
    expect(toLayout(900, 300, false).top).toBeUndefined();
  });
});
