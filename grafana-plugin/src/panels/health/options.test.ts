import { describe, expect, it } from 'vitest';
import { migrate } from './migrations.ts';
import { DEFAULT_OPTIONS } from './option-values.ts';
import { rangeFrames, tableFrame } from './recorded/prometheus-frames.ts';
import { suggest } from './suggestions.ts';

describe('saved options', () => {
  it('stay as they are when they are known', () => {
    const saved = {
      ...{ columns: ['uptime', 'trend'], sortBy: 'name', compact: true },
      ...{ showTotals: false, showActions: false, toasts: false },
    };
    expect(migrate({ options: saved })).toEqual(saved);
    expect(migrate({ options: { columns: [] } }).columns).toEqual([]);
  });

  it('that are missing or not known any more become the defaults, each on its own', () => {
    expect(migrate({ options: undefined })).toEqual(DEFAULT_OPTIONS);
    expect(migrate({ options: { columns: 'state', sortBy: 'colour', compact: 1 } })).toEqual(DEFAULT_OPTIONS);
    expect(migrate({ options: { columns: ['state', 'weather'], sortBy: 'errors' } })).toEqual({
      ...DEFAULT_OPTIONS,
      columns: ['state'],
      sortBy: 'errors',
    });
  });
});

describe('Grafana suggests the panel', () => {
  it('first for the streams of Tallylight Live', () => {
    const live = { fields: [], length: 0, meta: { custom: { tallylight: { topic: 'streams', phase: 'live' } } } };
    expect(suggest({ rawFrames: [live] })).toMatchObject([{ score: 100 }]);
  });

  it('for health or state of streams in Prometheus, series or tables', () => {
    expect(suggest({ rawFrames: rangeFrames('health') })).toMatchObject([{ score: 70 }]);
    expect(suggest({ rawFrames: [tableFrame('healthByStream')] })).toMatchObject([{ score: 70 }]);
  });

  it('for nothing else', () => {
    expect(suggest({ rawFrames: [{ fields: [], length: 0 }] })).toBeUndefined();
    expect(suggest({})).toBeUndefined();
  });
});
