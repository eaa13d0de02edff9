/**
 * Carries one plain request to the target and its answer back, as Grafana's proxy does: a 401 becomes a bare 400, an answer
 * of known length is flushed every 200 ms, one without (a stream) or an event stream at once, an unreachable target is 502.
 */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type HeaderLists, toBrowserHeaders } from './headers.ts';

export interface Upstream {
  readonly hostname: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderLists;
}

/** Grafana's FlushInterval. */
const FLUSH_MS = 200;
const UNAUTHORIZED_TEXT = 'Authentication to data source failed';

/** Sends the request on and answers it. */
export function forward(request: IncomingMessage, response: ServerResponse, upstream: Upstream): void {
  const outgoing = httpRequest({ ...upstream, agent: false });
  outgoing.once('response', (incoming) => answer(incoming, response));
  outgoing.once('error', () => fail(response));
  response.once('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

/** Writes the target's answer to the browser. */
export function answer(incoming: IncomingMessage, response: ServerResponse): void {
  if (incoming.statusCode === 401) {
    incoming.resume();
    response.writeHead(400, { 'content-length': UNAUTHORIZED_TEXT.length, 'content-security-policy': 'sandbox' });
    response.end(UNAUTHORIZED_TEXT);
    return;
  }
  response.writeHead(incoming.statusCode ?? 502, toBrowserHeaders(incoming.headersDistinct));
  const isStream =
    incoming.headers['content-length'] === undefined ||
    (incoming.headers['content-type'] ?? '').startsWith('text/event-stream');
  if (isStream) response.flushHeaders();
  incoming.pipe(response);
  const flush = isStream ? undefined : flushEvery(incoming, response);
  // An error is always followed by a close, where an answer that is not whole is broken off.
  incoming.once('error', () => {});
  incoming.once('close', () => {
    clearInterval(flush);
    if (!incoming.complete) response.destroy();
  });
}

/** The answer when the target cannot be reached: a status and nothing else. */
export function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'content-length': 0 });
  response.end();
}

function flushEvery(incoming: IncomingMessage, response: ServerResponse): NodeJS.Timeout {
  const flush = (): void => {
    response.uncork();
    response.cork();
  };
  response.cork();
  // A full buffer does not wait for its turn.
  incoming.on('data', () => {
    if (response.writableNeedDrain) flush();
  });
  return setInterval(flush, FLUSH_MS);
}
