import { describe, expect, it } from 'vitest';
import { type LiveQuery, QUERY_TOPICS } from './query.ts';
import { TABLES } from './tables.ts';
import { type AdHoc, toFilledQuery, toTarget } from './target.ts';
import { missingChoice } from './topics.ts';
import { toVariableText } from './variable-values.ts';

const VALUES: Readonly<Record<string, unknown>> = {
  $stream: ['news', 'sports 2, HD'],
  $one: 'lobby',
  $all: ['$__all'],
  $none: '',
};
const fill = (text: string): string => (text in VALUES ? toVariableText(VALUES[text]) : text);
const context = { spanMs: 60_000, originMs: 0, fill };
const target = (query: Partial<LiveQuery>) => toTarget({ refId: 'A', ...query }, context);

describe('what is asked of the channel', () => {
  it('has the values of variables, commas and spaces in them untouched', () => {
    expect(target({ topic: 'streams', keys: ['$stream', 'news'] }).filter).toEqual({ keys: ['news', 'sports 2, HD'] });
  });

  it('is everything when all or nothing is chosen', () => {
    expect(target({ topic: 'streams', keys: ['$all'] }).filter).toBeUndefined();
    expect(target({ topic: 'streams', keys: ['$none'], where: { state: [] } }).filter).toBeUndefined();
    expect(target({ topic: 'streams', keys: ['*'] }).filter).toBeUndefined();
  });

  it('has keys and fields together', () => {
    expect(target({ topic: 'devices', keys: ['$one'], where: { site: ['paris'], state: ['offline'] } }).filter).toEqual(
      {
        keys: ['lobby'],
        where: { site: ['paris'], state: ['offline'] },
      },
    );
  });

  it('forgets a field that its topic does not have', () => {
    expect(target({ topic: 'streams', where: { site: ['paris'] } }).filter).toBeUndefined();
  });

  it('has a rate only when one is chosen', () => {
    expect(target({ topic: 'devices', minMs: 5_000 })).toMatchObject({ minMs: 5_000 });
    expect(target({ topic: 'devices', minMs: 0 })).not.toHaveProperty('minMs');
  });

  it('is bandwidth when no topic was ever chosen', () => {
    expect(target({})).toMatchObject({ topic: 'bandwidth', spanMs: 60_000, refId: 'A' });
  });
});

describe('ad-hoc filters', () => {
  const at = (topic: LiveQuery['topic'], ...adHoc: AdHoc[]) =>
    toTarget({ refId: 'A', topic, where: { state: ['up'] } }, { ...context, adHoc }).filter;

  it('win over the query, and leave topics alone that do not know the field', () => {
    expect(at('devices', { key: 'state', operator: '=', value: 'offline' })).toEqual({ where: { state: ['offline'] } });
    expect(at('devices', { key: 'site', operator: '=|', value: 'a', values: ['a', 'b'] })).toEqual({
      where: { state: ['up'], site: ['a', 'b'] },
    });
    expect(at('streams', { key: 'site', operator: '=', value: 'paris' })).toEqual({ where: { state: ['up'] } });
  });

  it('that are no equality do not choose', () => {
    expect(at('devices', { key: 'site', operator: '=~', value: '.*' })).toEqual({ where: { state: ['up'] } });
  });
});

it('a query goes to Explore with its variables written out', () => {
  const query: LiveQuery = { refId: 'A', topic: 'devices', keys: ['$one'], where: { site: ['$all'] } };
  expect(toFilledQuery(query, fill)).toMatchObject({ keys: ['lobby'], where: { site: [] } });
});

describe('a topic that needs a choice', () => {
  it('says so in words, and is content with one of them', () => {
    expect(missingChoice('sessions', {})).toBe('Sessions are told only of chosen streams or countries.');
    expect(missingChoice('sessions', { stream: [] })).not.toBeUndefined();
    expect(missingChoice('sessions', { country: ['DE'] })).toBeUndefined();
    expect(missingChoice('streams', undefined)).toBeUndefined();
  });
});

it('every table and bandwidth can be asked for', () => {
  const asked = QUERY_TOPICS.map(({ value }) => value).sort();
  expect(asked).toEqual(['bandwidth', ...Object.keys(TABLES)].sort());
});
