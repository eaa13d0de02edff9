import { describe, expect, test } from 'vitest';
import { ROUTES } from '../testing/builders.ts';
import { matchRoute, renderHeaders, toRoutes } from './routes.ts';

const routes = toRoutes(ROUTES, 'plugin.json');
const secrets = { url: 'http://target', jsonData: { tenant: 7 }, secureJsonData: { token: 't', operatorToken: 'o' } };

describe('the route of a path', () => {
  test('is the first in the list whose path is a prefix', () => {
    const request = { method: 'POST', path: 'tallylight/v1/actions/restart', role: 'Admin' } as const;
    expect(matchRoute(routes, request)).toBe(routes[0]);
    expect(matchRoute([...routes].reverse(), request)).toBe(routes[1]);
    expect(matchRoute(routes, { ...request, path: 'tallylight/v1/live' })).toBe(routes[1]);
  });

  test('is denied to a weaker role', () => {
    const request = { method: 'POST', path: 'tallylight/v1/actions/restart', role: 'Viewer' } as const;
    expect(matchRoute(routes, request)).toBe('denied');
    expect(matchRoute(routes, { ...request, role: 'Editor' })).toBe(routes[0]);
  });

  test('is none when no prefix fits, dots resolved first', () => {
    for (const path of [
      'metrics',
      'tallylight/v2',
      'tallylight/v1/../../metrics',
      'tallylight/v1/%2e%2e/%2e%2e/metrics',
    ]) {
      expect(matchRoute(routes, { method: 'GET', path, role: 'Admin' }), path).toBeUndefined();
    }
  });

  test('compares the method by plain equality', () => {
    const listed = toRoutes(
      [
        { path: 'a', method: 'GET,POST' },
        { path: 'a', method: '*' },
      ],
      'plugin.json',
    );
    expect(matchRoute(listed, { method: 'GET', path: 'a', role: 'Viewer' })).toBe(listed[1]);
  });
});

describe('a template', () => {
  const render = (content: string): unknown =>
    renderHeaders({ path: 'a', headers: [{ name: 'X-A', content }] }, secrets);

  test('takes secrets, settings and the URL', () => {
    expect(render('{{ .SecureJsonData.token }}/{{.JsonData.tenant}}/{{ .URL }}')).toEqual([
      ['x-a', 't/7/http://target'],
    ]);
  });

  test('renders a missing key as Go does', () => {
    expect(render('Bearer {{ .SecureJsonData.missing }}')).toEqual([['x-a', 'Bearer <no value>']]);
    expect(render('Bearer {{ .SecureJsonData.missing | orEmpty }}')).toEqual([['x-a', 'Bearer ']]);
    expect(render('Bearer {{ orEmpty .SecureJsonData.missing }}')).toEqual([['x-a', 'Bearer ']]);
  });

  test('that is not known is an error', () => {
    expect(() => render('{{ printf "x" }}')).toThrow(/expected .URL/);
  });
});

test('a route with parts that the emulator does not know is an error', () => {
  expect(() => toRoutes([{ path: 'a', tokenAuth: {} }], 'plugin.json of x')).toThrow(/plugin.json of x: routes\[0\]/);
  expect(() => toRoutes([{ path: '' }], 'plugin.json of x')).toThrow(/routes\[0\]/);
  expect(toRoutes(undefined, 'plugin.json of x')).toEqual([]);
});
