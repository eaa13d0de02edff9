/** Where a token may stand in a request: in Authorization, nowhere else. In a URL it would end up in logs and histories. */
import type { IncomingHttpHeaders } from 'node:http';

/** Longer than any JWT that a proxy lets through. */
export const MAX_TOKEN_CHARS = 8192;

const IN_URL: ReadonlySet<string> = new Set([
  'token',
  'access_token',
  'accesstoken',
  'auth_token',
  'id_token',
  'authorization',
  'bearer',
  'jwt',
  'api_key',
  'apikey',
]);

/** Whether a query carries a token, whatever its worth. */
export function hasTokenInQuery(query: string): boolean {
  if (query === '') return false;
  for (const name of new URLSearchParams(query).keys()) if (IN_URL.has(name.toLowerCase())) return true;
  return false;
}

/** The bearer token of a request; `undefined` without one, null when there is one that cannot be. */
export function bearerToken({ authorization }: IncomingHttpHeaders): string | null | undefined {
  if (authorization === undefined) return undefined;
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(authorization)?.[1];
  return token === undefined || token.length > MAX_TOKEN_CHARS ? null : token;
}
