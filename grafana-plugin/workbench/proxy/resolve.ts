/**
 * From a request to `/api/datasources/proxy/uid/:uid/*` to the request that Grafana would send to the data source's server:
 * the data source, the route of its plugin.json, its headers with secrets. The same for plain requests and upgrades.
 */
import type { IncomingMessage } from 'node:http';
import type { DataSource } from '../server/boot-settings.ts';
import type { Role } from '../server/options.ts';
import type { Upstream } from './forward.ts';
import { toTargetHeaders } from './headers.ts';
import { matchRoute, type Route, renderHeaders } from './routes.ts';

export interface ProxySettings {
  readonly dataSources: readonly DataSource[];
  /** Routes by data source type. */
  readonly routes: ReadonlyMap<string, readonly Route[]>;
  readonly role: Role;
  readonly grafanaVersion: string;
}

/** Why a request is not passed on. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const PROXY_URL = /^\/api\/datasources\/proxy\/uid\/(?<uid>[\w-]+)\/?(?<path>[^?]*)(?<query>\?.*)?$/;

/** Whether a URL is one of the data source proxy. */
export function isProxyUrl(url: string): boolean {
  return url.startsWith('/api/datasources/proxy/');
}

/** Whether a request was refused. */
export function isRefusal(value: Upstream | Refusal): value is Refusal {
  return 'status' in value;
}

/** The request to send on, or why not. */
export function resolveUpstream(request: IncomingMessage, settings: ProxySettings): Upstream | Refusal {
  const match = PROXY_URL.exec(request.url ?? '')?.groups;
  const source = settings.dataSources.find(({ uid }) => uid === match?.uid);
  if (match === undefined || source === undefined) return { status: 404, message: 'Unable to find datasource' };

  const method = request.method ?? 'GET';
  const path = match.path ?? '';
  const route = matchRoute(settings.routes.get(source.type) ?? [], { method, path, role: settings.role });
  if (route === 'denied') return { status: 403, message: 'plugin proxy route access denied' };

  const target = new URL(source.url);
  const routeHeaders = route === undefined ? [] : renderHeaders(route, source);
  return {
    hostname: target.hostname.replace(/^\[|\]$/g, ''),
    port: Number(target.port || 80),
    method,
    path: `${target.pathname.replace(/\/$/, '')}/${path}${match.query ?? ''}`,
    headers: toTargetHeaders(request.headersDistinct, {
      host: target.host,
      remoteAddress: request.socket.remoteAddress ?? '',
      grafanaVersion: settings.grafanaVersion,
      routeHeaders,
    }),
  };
}
