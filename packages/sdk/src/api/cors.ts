/** What a browser needs so that a page of another origin may read our answers. Which pages may is decided by access. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a browser need not ask again, s. */
const PREFLIGHT_AGE_S = 600;

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** Lets a page read the answer. Never with cookies: they are nothing to us. */
export function letRead(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'link, retry-after');
  response.setHeader('vary', 'origin');
}

export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, last-event-id',
    'access-control-max-age': String(PREFLIGHT_AGE_S),
    'cache-control': 'no-store',
  });
  response.end();
}
