/**
 * REST under `<base>/v1`: the table of routes. What changes something on behalf of a person lives under actions/, so that a
 * proxy can tell the two apart by their path. To add a route: write it, with its schemas, in the file of its noun.
 */
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';
import { ACCESS_ROUTES } from './routes-access.ts';
import { ACTION_ROUTES } from './routes-actions.ts';
import { ALERT_ROUTES } from './routes-alerts.ts';
import { CMCD_ROUTES } from './routes-cmcd.ts';
import { DEVICE_ROUTES } from './routes-devices.ts';
import { HISTORY_ROUTES } from './routes-history.ts';
import { LIVE_ROUTES } from './routes-live.ts';
import { MUTE_ROUTES } from './routes-mutes.ts';
import { REVENUE_ROUTES } from './routes-revenue.ts';
import { SERVER_ROUTES } from './routes-server.ts';
import { SESSION_ROUTES } from './routes-sessions.ts';
import { SITE_ROUTES } from './routes-sites.ts';
import { STREAM_ROUTES } from './routes-streams.ts';
import { anyObject } from './schema.ts';

export type { Route, RouteAnswer, RouteRequest, RouteSource } from './route.ts';

/** Every route. */
export const ROUTES: readonly Route[] = [
  ...SERVER_ROUTES,
  {
    method: 'GET',
    path: '/openapi.json',
    name: 'getOpenApi',
    tag: 'server',
    role: 'viewer',
    summary: 'This description, as an OpenAPI 3.1 document.',
    answers: { 200: anyObject },
    // The table knows itself only once it is made.
    answer: ({ address }, source) => ({
      body: openApiDocument(ROUTES, source.build.version, address.slice(0, -'/openapi.json'.length)),
    }),
  },
  ...STREAM_ROUTES,
  ...SESSION_ROUTES,
  ...HISTORY_ROUTES,
  ...DEVICE_ROUTES,
  ...SITE_ROUTES,
  ...REVENUE_ROUTES,
  ...ALERT_ROUTES,
  ...LIVE_ROUTES,
  ...MUTE_ROUTES,
  ...CMCD_ROUTES,
  ...ACCESS_ROUTES,
  ...ACTION_ROUTES,
];

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The route of a path below the versioned path; a list of allowed methods when only the method is wrong. */
export function matchRoute(method: string, path: string): RouteMatch | { readonly allow: readonly string[] } {
  const segments = path.split('/');
  const allow: string[] = [];
  for (const route of ROUTES) {
    const params = matchPath(route.path.split('/'), segments);
    if (params === undefined) continue;
    if (route.method === method || (method === 'HEAD' && route.method === 'GET')) return { route, params };
    allow.push(route.method);
  }
  return { allow };
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (let index = 0; index < pattern.length; index += 1) {
    const want = pattern[index] as string;
    const got = segments[index] as string;
    if (!want.startsWith(':')) {
      if (want !== got) return undefined;
      continue;
    }
    try {
      params[want.slice(1)] = decodeURIComponent(got);
    } catch {
      return undefined;
    }
    if (got === '') return undefined;
  }
  return params;
}
