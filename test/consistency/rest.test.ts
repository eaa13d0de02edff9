/** Every route is on the page, says what it takes and answers, and the page is what the routes say. */
import { expect, test } from 'vitest';
import { openApiDocument, TAGS } from '../../packages/sdk/src/api/openapi.ts';
import { matchRoute, ROUTES } from '../../packages/sdk/src/api/routes.ts';
import { restDocs, WRITE_DOCS } from '../../scripts/write-docs.ts';
import { read } from './project.ts';

/** What the design promises below the versioned path; the live channel has a page of its own. */
const PROMISED = `GET info, health, stats, dashboard, streams, streams/:id, sessions, devices, devices/:id, devices/:id/timeline,
  sites, geo, revenue, audience, content, alerts, history, live/info, openapi.json
  POST devices/:id/heartbeat, cmcd, alerts/intake, actions/streams/:id/start, actions/streams/:id/stop,
  actions/streams/:id/restart, actions/devices/:id/commands, actions/alerts/:key/ack, actions/mute, actions/cleanup,
  actions/selftest`;

test('there is a route for all that was promised', () => {
  const there = ROUTES.map(({ method, path }) => `${method} ${path}`);
  const [, gets = '', posts = ''] = /^GET (.+)\s+POST (.+)$/s.exec(PROMISED) ?? [];
  const promised = [['GET', gets] as const, ['POST', posts] as const].flatMap(([method, text]) =>
    text.split(',').map((path) => `${method} /${path.trim()}`),
  );
  expect(promised.length).toBe(30);
  expect(there).toEqual(expect.arrayContaining(promised));
});

test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s is described', (_at, route) => {
  expect(route.summary).toMatch(/^[A-Z0-9].*\.$/);
  expect(Object.keys(TAGS)).toContain(route.tag);
  expect(Object.keys(route.answers)).not.toEqual([]);
  for (const schema of Object.values(route.answers)) expect(Object.keys(schema)).not.toEqual([]);
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  expect(Object.keys(route.params ?? {})).toEqual(inPath);
  expect(matchRoute(route.method, route.path)).toMatchObject({ route });
  if (route.path.startsWith('/actions/')) expect(route.method).toBe('POST');
  if (route.query !== undefined && 'format' in route.query) expect(route.line).toBeDefined();
});

test('every shape that is referred to is there', () => {
  const document = openApiDocument(ROUTES, '', '');
  const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(referred));
  for (const name of Object.keys(document.components.schemas)) expect(referred).toContain(name);
});

test(`docs/rest.md is what the routes say (written by: ${WRITE_DOCS})`, async () => {
  const page = await read('docs/rest.md');
  expect(page).toBe(restDocs());
  for (const { method, path } of ROUTES) expect(page).toContain(`### ${method} ${path.replace(/:(\w+)/g, '{$1}')}\n`);
});
