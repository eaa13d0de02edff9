/**
 * Grafana's header rules between a browser and a data source. What the target sees: no Origin, no Referer, no cookie, no
 * X-Forwarded-Host/Port/Proto and nothing that signs the user in to Grafana, but the headers of the matched route.
 * X-Forwarded-For is appended twice, once by Grafana and once by Go's reverse proxy under it: so does a real Grafana.
 */

export type HeaderLists = Record<string, string | string[]>;

/** Headers that are about one connection and never passed on (RFC 9110, 7.6.1, and what Go's proxy adds). */
const HOP_BY_HOP = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const NOT_FOR_TARGET = ['cookie', 'origin', 'referer', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto'];
/** What signs a user in to Grafana is Grafana's alone. */
const GRAFANA_AUTH = ['authorization', 'x-grafana-id'];

export interface TargetRequest {
  /** Host header of the target. */
  readonly host: string;
  /** Address of the browser. */
  readonly remoteAddress: string;
  /** Version that the User-Agent tells. */
  readonly grafanaVersion: string;
  readonly routeHeaders: readonly (readonly [name: string, value: string])[];
}

/** The headers of the request to the target. */
export function toTargetHeaders(received: NodeJS.Dict<string[]>, request: TargetRequest): HeaderLists {
  const upgrade = upgradeOf(received);
  const headers = withoutHopByHop(received);
  for (const name of GRAFANA_AUTH) delete headers[name];
  const dataSourceAuth = headers['x-ds-authorization'];
  if (dataSourceAuth !== undefined) headers.authorization = dataSourceAuth;
  delete headers['x-ds-authorization'];

  headers['user-agent'] = `Grafana/${request.grafanaVersion}`;
  for (const [name, value] of request.routeHeaders) headers[name] = value;

  headers['x-grafana-referer'] = received.referer?.[0] ?? '';
  for (const name of NOT_FOR_TARGET) delete headers[name];
  const hops = received['x-forwarded-for'] ?? [];
  headers['x-forwarded-for'] = [...hops, request.remoteAddress, request.remoteAddress].join(', ');
  headers.host = request.host;
  if (upgrade !== undefined) {
    headers.connection = 'Upgrade';
    headers.upgrade = upgrade;
  }
  return headers;
}

/** The headers of the answer to the browser. */
export function toBrowserHeaders(received: NodeJS.Dict<string[]>): HeaderLists {
  const headers = withoutHopByHop(received);
  delete headers['set-cookie'];
  headers['content-security-policy'] = 'sandbox';
  return headers;
}

/** The protocol that a message wants to change to. */
export function upgradeOf(headers: NodeJS.Dict<string[]>): string | undefined {
  const tokens = (headers.connection ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  return tokens.includes('upgrade') ? headers.upgrade?.[0] : undefined;
}

function withoutHopByHop(received: NodeJS.Dict<string[]>): HeaderLists {
  const named = (received.connection ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  const headers: HeaderLists = {};
  for (const [name, values] of Object.entries(received)) {
    if (values !== undefined && !dropped.has(name)) headers[name] = values;
  }
  return headers;
}
