/**
 * Our paths on a server: the metrics page, REST, the live channel. Each request passes the access rule first; whatever goes
 * wrong here is answered and counted, never thrown into the host.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { API_PATH } from '@tallylight/protocol';
import type { OwnPaths } from './attach.ts';
import { readJsonBody } from './json-body.ts';
import { problemOf, sendProblem } from './problem.ts';
import { readQuery } from './query.ts';
import { readBody } from './request-body.ts';
import { matchRoute, type RouteSource } from './routes.ts';
import { linkOf, sendFile, sendJson } from './send.ts';

const NO_BODY = Buffer.alloc(0);
const DEFAULT_MAX_BODY_BYTES = 64 * 1024;

export interface OwnPathsParts {
  readonly basePath: string;
  readonly metricsPath: string | false;
  readonly source: RouteSource;
  /** Why a request is refused; `undefined` when it is served. */
  readonly refusal: (request: { peer: string | undefined; headers: IncomingMessage['headers'] }) => string | undefined;
  readonly metrics: (
    accept: string | undefined,
    acceptEncoding: string | undefined,
  ) => Promise<{ readonly headers: Readonly<Record<string, string>>; readonly pieces: readonly Uint8Array[] }>;
  readonly acceptLive: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly onFault: (error: unknown) => void;
}

export function createOwnPaths(parts: OwnPathsParts): OwnPaths {
  const { basePath, metricsPath, source, onFault } = parts;
  const api = `${basePath}${API_PATH}`;

  const isOwn = (path: string): boolean => path === metricsPath || path === basePath || path.startsWith(`${basePath}/`);

  function refused(request: IncomingMessage): string | undefined {
    return parts.refusal({ peer: request.socket.remoteAddress, headers: request.headers });
  }

  async function answerMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendProblem(response, { status: 405, title: 'The metrics page is only read.' }, { allow: 'GET, HEAD' });
      return;
    }
    const answer = await parts.metrics(request.headers.accept, single(request.headers['accept-encoding']));
    response.writeHead(200, answer.headers);
    if (request.method === 'HEAD') response.end();
    // A scraper that goes away is no fault of ours; a slow one holds back the pieces, not us.
    else await pipeline(Readable.from(answer.pieces), response).catch(() => {});
  }

  async function answerApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    const match = matchRoute(request.method ?? 'GET', path);
    if (!('route' in match)) {
      if (match.allow.length > 0) {
        sendProblem(
          response,
          { status: 405, title: 'This path has other methods.', code: 'method-not-allowed' },
          { allow: match.allow.join(', ') },
        );
      } else {
        const detail = `see ${api}/openapi.json`;
        sendProblem(response, { status: 404, title: 'There is nothing at this path.', code: 'not-found', detail });
      }
      return;
    }
    const { route, params } = match;
    let body: Buffer = NO_BODY;
    if (route.method === 'POST') {
      const taken = await readBody(request, route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
      if ('broken' in taken) return;
      if ('tooLarge' in taken) {
        sendProblem(response, problemOf('too-large'), { connection: 'close' });
        return;
      }
      body = taken.bytes;
    }
    // What was asked is held against what the route declares before the route sees it.
    const read = route.openQuery ? { query: new URLSearchParams(query) } : readQuery(route.query ?? {}, query);
    if ('problem' in read) {
      sendProblem(response, read.problem);
      return;
    }
    const sent = readJsonBody(route.body, body);
    if ('problem' in sent) {
      sendProblem(response, sent.problem);
      return;
    }
    const address = `${api}${path}`;
    const asked = { params, query: read.query, headers: request.headers, body, json: sent.json, address };
    const answer = await route.answer(asked, source);
    if ('missing' in answer) {
      const detail = answer.missing;
      sendProblem(response, { status: 404, title: 'There is no such thing.', code: 'not-found', detail });
    } else if ('problem' in answer) sendProblem(response, answer.problem);
    else if ('text' in answer) sendFile(response, answer, linkOf(address, query, answer.next));
    else sendJson(response, answer.body, answer.status ?? 200);
  }

  function serve(request: IncomingMessage, response: ServerResponse, path: string, query: string): void {
    const reason = refused(request);
    if (reason !== undefined) {
      sendProblem(response, problemOf('forbidden', `refused by the access rule: ${reason}`));
      return;
    }
    if (path === metricsPath) {
      answerMetrics(request, response).catch((error: unknown) => fail(response, error));
      return;
    }
    const below = path.startsWith(`${api}/`) ? path.slice(api.length) : '';
    answerApi(request, response, below, query).catch((error: unknown) => fail(response, error));
  }

  function fail(response: ServerResponse, error: unknown): void {
    onFault(error);
    if (response.headersSent) response.destroy();
    else sendProblem(response, problemOf('internal'));
  }

  return {
    request(request, response) {
      const [path, query] = splitUrl(request.url ?? '/');
      if (!isOwn(path)) return false;
      try {
        serve(request, response, path, query);
      } catch (error) {
        fail(response, error);
      }
      return true;
    },
    upgrade(request, socket, head) {
      const [path] = splitUrl(request.url ?? '/');
      if (!isOwn(path)) return false;
      // Without a listener a reset of this socket would end the process.
      socket.on('error', () => socket.destroy());
      try {
        if (path !== `${api}/live`) refuseUpgrade(socket, 404, 'Not Found', 'not-found');
        else if (refused(request) !== undefined) refuseUpgrade(socket, 403, 'Forbidden', 'forbidden');
        else parts.acceptLive(request, socket, head);
      } catch (error) {
        onFault(error);
        socket.destroy();
      }
      return true;
    },
  };
}

function refuseUpgrade(socket: Duplex, status: number, reason: string, code: string): void {
  const body = JSON.stringify({ type: 'about:blank', status, title: reason, code });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
