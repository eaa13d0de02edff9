/**
 * REST under `<base>/v1`: what exists now, as JSON. All that only reads stands here; what changes something will live under
 * actions/, so that a proxy can tell the two apart by their path. To add a route: add it to the table.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { API_PATH, type DashboardCards, type Rows, type RowTopic } from '@tallylight/protocol';
import type { Problem } from './problem.ts';

/** What the routes need of the rest. */
export interface RouteSource {
  readonly build: { readonly version: string; readonly runtime: string };
  readonly instance: string;
  readonly tickMs: number;
  readonly startedAtMs: number;
  nowMs(): number;
  /** Age of the rows, ms. */
  ageMs(): number;
  keys(topic: RowTopic): Iterable<string>;
  row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  attribution(): readonly string[];
  liveConnections(): number;
  /** Parts that do not work as they should, in words. */
  ailments(): readonly string[];
}

export interface RouteRequest {
  /** Values of the path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As Node has them: names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body of a POST; empty for a GET. */
  readonly body: Buffer;
}

export type RouteAnswer =
  /** @param status @default 200 */
  { readonly body: object; readonly status?: number } | { readonly missing: string } | { readonly problem: Problem };

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Below the versioned path; `:name` stands for one segment. */
  readonly path: string;
  /** Longest body taken. @default 65 536 */
  readonly maxBodyBytes?: number;
  answer(request: RouteRequest, source: RouteSource): RouteAnswer | Promise<RouteAnswer>;
}

/** Every route. */
export const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/info',
    answer: (_request, source) => ({
      body: {
        name: 'tallylight',
        ...source.build,
        instance: source.instance,
        tickMs: source.tickMs,
        startedAtMs: source.startedAtMs,
        nowMs: source.nowMs(),
        live: liveFacts(source),
      },
    }),
  },
  {
    method: 'GET',
    path: '/health',
    answer: (_request, source) => {
      const ailments = source.ailments();
      return { body: { status: ailments.length === 0 ? 'ok' : 'degraded', ailments, nowMs: source.nowMs() } };
    },
  },
  {
    method: 'GET',
    path: '/dashboard',
    answer: (_request, source) => ({ body: { ...stamp(source), cards: cards(source) } }),
  },
  {
    method: 'GET',
    path: '/streams',
    answer: (_request, source) => ({ body: { ...stamp(source), streams: rowsOf('streams', source) } }),
  },
  {
    method: 'GET',
    path: '/streams/:id',
    answer: ({ params }, source) => {
      const id = params.id as string;
      const row = source.row('streams', id);
      if (row === undefined) return { missing: `there is no stream ${JSON.stringify(id)}` };
      return { body: { ...stamp(source), stream: { id, ...row, bandwidth: source.row('bandwidth', id) ?? null } } };
    },
  },
  {
    method: 'GET',
    path: '/bandwidth',
    answer: (_request, source) => ({ body: { ...stamp(source), bandwidth: rowsOf('bandwidth', source) } }),
  },
  {
    method: 'GET',
    path: '/geo',
    answer: (_request, source) => ({
      body: { ...stamp(source), countries: rowsOf('geo', source), attribution: source.attribution() },
    }),
  },
  { method: 'GET', path: '/live/info', answer: (_request, source) => ({ body: liveFacts(source) }) },
];

/** When the rows were made and how old they are, so that a reader need not compare clocks. */
function stamp(source: RouteSource): { readonly nowMs: number; readonly ageMs: number } {
  return { nowMs: source.nowMs(), ageMs: Math.round(source.ageMs()) };
}

function rowsOf(topic: RowTopic, source: RouteSource): object[] {
  const rows: object[] = [];
  for (const id of source.keys(topic)) rows.push({ id, ...source.row(topic, id) });
  return rows;
}

function cards(source: RouteSource): Partial<DashboardCards> {
  const found: Record<string, unknown> = {};
  for (const card of source.keys('dashboard')) found[card] = source.row('dashboard', card)?.values;
  return found as Partial<DashboardCards>;
}

function liveFacts(source: RouteSource): object {
  return {
    path: `${API_PATH}/live`,
    transports: ['websocket'],
    connections: source.liveConnections(),
    tickMs: source.tickMs,
  };
}

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
