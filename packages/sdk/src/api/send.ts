/** Good answers as they go out: JSON, or a text offered as a file. */
import type { ServerResponse } from 'node:http';

export function sendJson(response: ServerResponse, value: object, status: number): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': String(body.length),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Where the next page is (RFC 8288). */
export function linkOf(address: string, query: string, next: string | undefined): Readonly<Record<string, string>> {
  if (next === undefined) return {};
  const asked = new URLSearchParams(query);
  asked.set('cursor', next);
  return { link: `<${address}?${asked}>; rel="next"` };
}

export function sendFile(
  response: ServerResponse,
  { text, type, file }: { readonly text: string; readonly type: string; readonly file: string },
  headers: Readonly<Record<string, string>>,
): void {
  const body = Buffer.from(text);
  response.writeHead(200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${file}"`,
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': String(body.length),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
