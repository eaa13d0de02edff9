import { describe, expect, it } from 'vitest';
import { deviceFrames } from '../../testing/device-frames.ts';
import { MOST_CARDS, MOST_ROWS, toDensity, toLayout } from './layout.ts';
import { migrate } from './migrations.ts';
import { DEFAULT_OPTIONS } from './option-values.ts';
import { tableFrame } from './recorded/prometheus-frames.ts';
import { suggest } from './suggestions.ts';

describe('saved options', () => {
  it('stay as they are when they are known', () => {
    const saved = {
      density: 'tiles',
      groupBy: 'site',
      worstFirst: false,
      showTotals: false,
      showToasts: false,
      commands: ['identify'],
    };
    expect(migrate({ options: saved })).toEqual(saved);
    expect(migrate({ options: { ...saved, commands: [] } }).commands).toEqual([]);
  });

  it('that are missing or not known any more become the defaults, each on its own', () => {
    expect(migrate({ options: undefined })).toEqual(DEFAULT_OPTIONS);
    expect(migrate({ options: { density: 'huge', groupBy: 'toString', worstFirst: 1, commands: 'reboot' } })).toEqual(
      DEFAULT_OPTIONS,
    );
    expect(migrate({ options: { groupBy: 'group', commands: [' a ', '', 3, 'a'] } })).toEqual({
      ...DEFAULT_OPTIONS,
      groupBy: 'group',
      commands: ['a'],
    });
  });
});

describe('Grafana suggests the panel', () => {
  it('first for the devices of Tallylight Live', () => {
    expect(suggest({ rawFrames: deviceFrames({}) })).toMatchObject([{ score: 100 }]);
  });

  it('for what Prometheus knows of devices, and for nothing else', () => {
    expect(suggest({ rawFrames: [tableFrame('up')] })).toMatchObject([{ score: 70 }]);
    expect(suggest({ rawFrames: [{ fields: [], length: 0 }] })).toBeUndefined();
    expect(suggest({})).toBeUndefined();
  });
});

describe('density', () => {
  it('goes by how many there are, unless somebody chose', () => {
    const of = (shown: number) => toDensity('auto', shown, 'large');
    expect([of(12), of(MOST_CARDS), of(MOST_CARDS + 1), of(MOST_ROWS), of(MOST_ROWS + 1)]).toEqual([
      'cards',
      'cards',
      'rows',
      'rows',
      'tiles',
    ]);
    expect(toDensity('cards', 10_000, 'small')).toBe('cards');
  });

  it('has no cards for many where there is little room', () => {
    expect(toDensity('auto', 12, 'small')).toBe('rows');
  });
});

describe('the layout', () => {
  const of = (width: number, height: number, shown = 12) =>
    toLayout(width, height, { shown, density: 'auto', hasTotals: true });

  it('leaves most of a small panel to the devices', () => {
    const { header, totals, size } = of(284, 150);
    expect(size).toBe('small');
    expect(header + totals).toBeLessThan(60);
  });

  it('grows letters and few cards on a wall', () => {
    expect(of(2_000, 1_150).fontPx).toBe(18);
    expect(of(2_000, 1_150).cell.minWidth).toBeGreaterThan(of(1_000, 700, 60).cell.minWidth);
  });

  it('draws no more tiles at once than a browser bears', () => {
    const { cell } = of(2_000, 1_150, 10_000);
    expect((2_000 * 980) / (cell.minWidth + cell.gap) ** 2).toBeLessThanOrEqual(1_400);
  });
});
