/**
 * Our paths on a server: the metrics page, REST, the live channel. Each request is let in by the access rule first; what it may
 * have then is held in answer-route and by the live session. Whatever goes wrong here is answered and counted, never thrown
 * into the host.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { API_PATH } from '@tallylight/protocol';
import type { OwnPaths } from './attach.ts';
import { answerPreflight, isPreflight, letRead } from './cors.ts';
import { type Gate, type LiveCarrier, type LiveVisit, sendTurned, visitOf } from './gate.ts';
import { type Problem, problemOf, sendProblem } from './problem.ts';
import type { RouteSource } from './route.ts';

/** A transport of the live channel over plain HTTP. The body is not read yet. */
export type LiveHttp = (
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
  visit: LiveVisit,
) => Promise<void> | void;

export interface OwnPathsParts {
  readonly basePath: string;
  readonly metricsPath: string | false;
  readonly source: RouteSource;
  readonly access: Gate;
  readonly metrics: (
    accept: string | undefined,
    acceptEncoding: string | undefined,
  ) => Promise<{ readonly headers: Readonly<Record<string, string>>; readonly pieces: readonly Uint8Array[] }>;
  /** Takes a WebSocket; its place is given back when the socket is gone. */
  readonly acceptLive: (request: IncomingMessage, socket: Duplex, head: Buffer, carrier: LiveCarrier) => void;
  /** Transports over plain HTTP by path below the versioned one: `/live/sse`. */
  readonly liveHttp?: ReadonlyMap<string, LiveHttp>;
  /** A port for scrapers alone: nothing but the metrics page. @default false */
  readonly metricsOnly?: boolean;
  readonly onFault: (error: unknown) => void;
}

type Rest = typeof import('./rest.ts');
/** Pages of at most so many pieces are handed over at once: they are in memory already, and one write takes them. */
const PIECES_AT_ONCE = 4;

export function createOwnPaths(parts: OwnPathsParts): OwnPaths {
  const { access: gate, basePath, metricsPath, source, onFault } = parts;
  const api = `${basePath}${API_PATH}`;
  let rest: Rest | undefined;

  async function loadRest(): Promise<Rest> {
    rest ??= await import('./rest.ts');
    return rest;
  }

  const isOwn = (path: string): boolean =>
    path === metricsPath || (!parts.metricsOnly && (path === basePath || path.startsWith(`${basePath}/`)));

  async function answerMetrics(request: IncomingMessage, response: ServerResponse, query: string): Promise<void> {
    const visitor = await gate.admit(request, query, parts.metricsOnly ? 'metrics-port' : 'metrics');
    if ('code' in visitor) {
      sendTurned(response, visitor);
      return;
    }
    if (visitor.caller?.has('scraper') !== true) {
      sendTurned(response, gate.denied(visitor, 'metrics', metricsPath || null));
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendProblem(response, { status: 405, title: 'The metrics page is only read.' }, { allow: 'GET, HEAD' });
      return;
    }
    const answer = await parts.metrics(request.headers.accept, single(request.headers['accept-encoding']));
    response.writeHead(200, answer.headers);
    if (request.method === 'HEAD') response.end();
    else if (answer.pieces.length <= PIECES_AT_ONCE && !response.destroyed) {
      for (const piece of answer.pieces) response.write(piece);
      response.end();
    }
    // A scraper that goes away is no fault of ours; a slow one holds back the pieces, not us.
    else await pipeline(Readable.from(answer.pieces), response).catch(() => {});
  }

  async function answerApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    const transport = parts.liveHttp?.get(path);
    const { answerRoute, matchRoute } = await loadRest();
    const match = matchRoute(request.method ?? 'GET', path);
    const isForAnyone = isPreflight(request) || ('route' in match && match.route.role === 'anyone');
    const door = transport !== undefined ? 'live' : isForAnyone ? 'open' : 'rest';
    const visitor = await gate.admit(request, query, door);
    if ('code' in visitor) {
      sendTurned(response, visitor);
      return;
    }
    if (visitor.origin !== undefined) letRead(response, visitor.origin);
    if (isPreflight(request)) answerPreflight(response);
    else if (transport !== undefined) {
      await transport(request, response, query, visitOf(gate, request, response, visitor));
    } else if ('route' in match) {
      await answerRoute({ api, gate, source }, match, { request, response, path, query, visitor });
    } else if (match.allow.length > 0) {
      const problem = { status: 405, title: 'This path has other methods.', code: 'method-not-allowed' };
      sendProblem(response, problem, { allow: match.allow.join(', ') });
    } else {
      const detail = `see ${api}/openapi.json`;
      sendProblem(response, { status: 404, title: 'There is nothing at this path.', code: 'not-found', detail });
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query] = splitUrl(request.url ?? '/');
    if (path === metricsPath) await answerMetrics(request, response, query);
    else await answerApi(request, response, path.startsWith(`${api}/`) ? path.slice(api.length) : '', query);
  }

  async function takeLive(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const [path, query] = splitUrl(request.url ?? '/');
    if (path !== `${api}/live`) {
      refuseUpgrade(socket, { status: 404, title: 'There is nothing at this path.', code: 'not-found' });
      return;
    }
    const visitor = await gate.admit(request, query, 'live');
    if (socket.destroyed) return;
    const carrier = 'code' in visitor ? visitor : gate.carry(request, visitor);
    if ('code' in carrier) {
      refuseUpgrade(socket, problemOf(carrier.code, carrier.detail));
      return;
    }
    socket.once('close', () => carrier.leave());
    parts.acceptLive(request, socket, head, carrier);
  }

  function fail(response: ServerResponse, error: unknown): void {
    onFault(error);
    if (response.headersSent) response.destroy();
    else sendProblem(response, problemOf('internal'));
  }

  return {
    request(request, response) {
      if (!isOwn(splitUrl(request.url ?? '/')[0])) return false;
      serve(request, response).catch((error: unknown) => fail(response, error));
      return true;
    },
    upgrade(request, socket, head) {
      if (!isOwn(splitUrl(request.url ?? '/')[0])) return false;
      // Without a listener a reset of this socket would end the process.
      socket.on('error', () => socket.destroy());
      takeLive(request, socket, head).catch((error: unknown) => {
        onFault(error);
        socket.destroy();
      });
      return true;
    },
  };
}

function refuseUpgrade(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  const reason = STATUS_CODES[problem.status] ?? 'Refused';
  socket.end(
    `HTTP/1.1 ${problem.status} ${reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
