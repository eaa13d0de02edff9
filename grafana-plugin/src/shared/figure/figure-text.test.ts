import { describe, expect, it } from 'vitest';
import { toChange, toCountText, toPercentText } from './figure-text.ts';

describe('a change', () => {
  it('is an arrow and a size without a sign', () => {
    expect(toChange(0.042)).toEqual({ direction: 'up', arrow: '▲', text: '4.2 %' });
    expect(toChange(-0.5)).toEqual({ direction: 'down', arrow: '▼', text: '50 %' });
    expect(toChange(0.0004)).toEqual({ direction: 'flat', arrow: '▶', text: '0 %' });
  });

  it('from nearly nothing is no number that anybody can read', () => {
    expect(toChange(13_694).text).toBe('> 999 %');
  });
});

it('percentages have one digit after the point below ten', () => {
  expect([0, 0.001, 0.0994, 0.0996, 0.5, 1].map(toPercentText)).toEqual([
    '0 %',
    '0.1 %',
    '9.9 %',
    '10 %',
    '50 %',
    '100 %',
  ]);
});

it('counts stand in groups of three', () => {
  expect([0, 999, 1_204, 1_000_000].map(toCountText)).toEqual(['0', '999', '1\u202f204', '1\u202f000\u202f000']);
});
