import { describe, expect, it } from 'vitest';
import { parseVariableQuery } from './variable-query.ts';
import { toVariableText } from './variable-values.ts';

const VALUES: Readonly<Record<string, unknown>> = { $site: ['paris', 'rome'], $everywhere: ['$__all'] };
const parse = (text: string) =>
  parseVariableQuery(text, (written) => (written in VALUES ? toVariableText(VALUES[written]) : written));

describe('the query of a variable', () => {
  it('names a list', () => {
    expect(parse('streams')).toEqual({ pick: 'streams', where: {} });
    expect(parse(' countries ()')).toEqual({ pick: 'countries', where: {} });
  });

  it('may narrow it, by other variables too', () => {
    expect(parse('devices(site=$site; state=offline, lost)')).toEqual({
      pick: 'devices',
      where: { site: ['paris', 'rome'], state: ['offline', 'lost'] },
    });
  });

  it('is not narrowed by "all"', () => {
    expect(parse('devices(site=$everywhere)').where).toEqual({});
  });

  it('says what is wrong with it', () => {
    expect(() => parse('rooms')).toThrow('query: expected streams, devices, sites or countries, received "rooms"');
    expect(() => parse('sites(color=red)')).toThrow('query: expected tenant for sites, received "color"');
  });
});
