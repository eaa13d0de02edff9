import { describe, expect, it } from 'vitest';
import { migrate } from './migrations.ts';
import { tableFrame } from './recorded/prometheus-frames.ts';
import { suggest } from './suggestions.ts';

const DEFAULTS = {
  scale: 'log',
  projection: 'naturalEarth',
  showCircles: true,
  showCities: true,
  showRanking: true,
  focus: 'world',
};

describe('saved options', () => {
  it('stay as they are when they are known', () => {
    const saved = {
      ...DEFAULTS,
      scale: 'quantile',
      projection: 'equalEarth',
      showCircles: false,
      focus: 'EU',
      valueField: 'n',
    };
    expect(migrate({ options: saved })).toEqual(saved);
  });

  it('that are missing or not known any more become the defaults, each on its own', () => {
    expect(migrate({ options: undefined })).toEqual(DEFAULTS);
    expect(
      migrate({ options: { scale: 'linear', projection: 'mercator', focus: 'toString', showCircles: 1 } }),
    ).toEqual(DEFAULTS);
    expect(migrate({ options: { focus: 'AS', view: { zoom: 3 }, valueField: '' } })).toEqual({
      ...DEFAULTS,
      focus: 'AS',
    });
  });
});

describe('Grafana suggests the map', () => {
  const live = { fields: [], length: 0, meta: { custom: { tallylight: { topic: 'geo', phase: 'live' } } } };

  it('first for the geography of Tallylight Live', () => {
    expect(suggest({ rawFrames: [live] })).toMatchObject([{ score: 100 }]);
  });

  it('for frames with a country or with coordinates', () => {
    expect(suggest({ rawFrames: [tableFrame('byCountry')] })).toMatchObject([{ score: 70 }]);
  });

  it('for nothing else', () => {
    expect(suggest({ rawFrames: [{ fields: [], length: 0 }] })).toBeUndefined();
    expect(suggest({})).toBeUndefined();
  });
});
