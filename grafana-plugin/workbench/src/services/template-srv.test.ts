import { afterEach, describe, expect, test } from 'vitest';
import { templateSrv } from './template-srv.ts';

const scopedVars = { stream: { value: ['news', 'a.b'] }, __interval: { value: '5s' } };
/** A variable as people write it with a format. */
const braced = (inner: string): string => `\${${inner}}`;
const at = (ms: number) => ({ valueOf: () => ms });

describe('a text with variables', () => {
  afterEach(() => templateSrv.updateTimeRange(undefined as never));

  test('takes scoped variables in the format that is asked for', () => {
    expect(templateSrv.replace('every $__interval', scopedVars)).toBe('every 5s');
    expect(templateSrv.replace(braced('stream'), scopedVars)).toBe('{news,a.b}');
    expect(templateSrv.replace(braced('stream:csv'), scopedVars)).toBe('news,a.b');
    expect(templateSrv.replace('$stream', scopedVars, 'regex')).toBe('(news|a\\.b)');
    expect(templateSrv.replace(braced('stream:json'), scopedVars, 'csv')).toBe('["news","a.b"]');
    expect(templateSrv.replace('$stream', scopedVars, (value: string[]) => value.join('+'))).toBe('news+a.b');
  });

  test('keeps what nobody knows as it was written', () => {
    const written = `$other ${braced('other:csv')} $5`;
    expect(templateSrv.replace(written, scopedVars)).toBe(written);
    expect(templateSrv.replace(undefined)).toBe('');
  });

  test('knows the time range', () => {
    templateSrv.updateTimeRange({ from: at(1), to: at(2) } as never);
    expect(templateSrv.replace(`${braced('__from')}-${braced('__to')}`)).toBe('1-2');
  });

  test('is told apart from one without', () => {
    expect([templateSrv.containsTemplate('$a'), templateSrv.containsTemplate('a')]).toEqual([true, false]);
  });
});
