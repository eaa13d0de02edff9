/**
 * Which route of a data source's plugin.json applies to a proxied path, and the headers it adds. As in Grafana: the first
 * route in the list whose path is a prefix wins (so the narrower must be listed first), the prefix is compared as text, the
 * method by plain equality, and a path without a route is passed on without any secret.
 * Does not know routes with `url`, `urlParams`, `tokenAuth` or `body`; our plugin has none, and one that appears is refused.
 */
import { ROLES, type Role } from '../server/options.ts';

export interface Route {
  readonly path: string;
  readonly method?: string;
  readonly reqRole?: string;
  readonly headers?: readonly { readonly name: string; readonly content: string }[];
}

/** What the templates of a route may name. */
export interface RouteSecrets {
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

const KNOWN_KEYS = new Set(['path', 'method', 'reqRole', 'headers']);
const TEMPLATE =
  /\{\{\s*(?:(?<call>orEmpty)\s+)?\.(?<scope>URL|JsonData|SecureJsonData)(?:\.(?<key>\w+))?\s*(?:\|\s*(?<pipe>orEmpty)\s*)?\}\}/g;

/** The routes of a plugin.json, checked. Throws a TypeError that names what the emulator does not know. */
export function toRoutes(value: unknown, owner: string): Route[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError(`${owner}: routes must be an array`);
  return value.map((route: Route, index) => {
    const unknown = Object.keys(route).filter((key) => !KNOWN_KEYS.has(key));
    if (typeof route.path !== 'string' || route.path === '' || unknown.length > 0) {
      throw new TypeError(
        `${owner}: routes[${index}] must have a path and only ${[...KNOWN_KEYS].join(', ')}, received ${JSON.stringify(Object.keys(route))}`,
      );
    }
    return route;
  });
}

/** The route that applies, `undefined` when there is none, `'denied'` when the role is too weak for it. */
export function matchRoute(
  routes: readonly Route[],
  request: { readonly method: string; readonly path: string; readonly role: Role },
): Route | 'denied' | undefined {
  const path = cleanPath(request.path);
  for (const route of routes) {
    const methodFits = route.method === undefined || route.method === '*' || route.method === request.method;
    if (!methodFits || !path.startsWith(cleanPath(route.path))) continue;
    return isAllowed(request.role, route.reqRole) ? route : 'denied';
  }
  return undefined;
}

/** The headers of a route with its templates filled; a key that is not there renders `<no value>`, as Go does. */
export function renderHeaders(route: Route, secrets: RouteSecrets): [name: string, value: string][] {
  return (route.headers ?? []).map(({ name, content }) => [name.toLowerCase(), render(content, secrets)]);
}

function render(template: string, secrets: RouteSecrets): string {
  const rendered = template.replace(TEMPLATE, (...match) => {
    const { call, scope, key, pipe } = match.at(-1) as Record<string, string | undefined>;
    const values = scope === 'JsonData' ? secrets.jsonData : secrets.secureJsonData;
    const value = scope === 'URL' ? secrets.url : values[key ?? ''];
    if (value !== undefined) return String(value);
    return call === undefined && pipe === undefined ? '<no value>' : '';
  });
  if (rendered.includes('{{'))
    throw new TypeError(`template: expected .URL, .JsonData.x or .SecureJsonData.x in ${template}`);
  return rendered;
}

function isAllowed(role: Role, required: string | undefined): boolean {
  const needed = ROLES.indexOf(required as Role);
  return ROLES.indexOf(role) >= needed;
}

/** Without leading slashes, `.` and `..`. */
function cleanPath(path: string): string {
  return new URL(path.replace(/^\/*/, '/'), 'http://path').pathname.slice(1);
}
