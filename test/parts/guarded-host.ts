/** A host with the option `access`, asked over real HTTP and WebSocket as anybody: from any address, page, with any token. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';
import { WebSocket } from 'ws';

export const TOKENS = {
  viewer: 'viewer-token-of-this-test',
  operator: 'operator-token-of-this-test',
  admin: 'admin-token-of-this-test',
  money: 'money-token-of-this-test',
  device: 'device-token-of-this-test',
  reporter: 'reporter-token-of-this-test',
  scraper: 'scraper-token-of-this-test',
  grafana: 'grafana-token-of-this-test',
  paris: 'paris-token-of-this-test',
  news: 'news-token-of-this-test',
} as const;
export type TokenName = keyof typeof TOKENS;

/** One token of each kind. */
export const ACCESS: NonNullable<TallylightOptions['access']> = {
  tokens: [
    { token: TOKENS.viewer, subject: 'vera', roles: ['viewer'] },
    { token: TOKENS.operator, subject: 'otto', roles: ['operator'] },
    { token: TOKENS.admin, subject: 'ada', roles: ['admin'], permissions: ['personal'] },
    { token: TOKENS.money, subject: 'mona', roles: ['viewer'], permissions: ['revenue'] },
    { token: TOKENS.device, subject: 'lobby-1', roles: ['device'] },
    { token: TOKENS.reporter, subject: 'alertmanager', roles: ['reporter'] },
    { token: TOKENS.scraper, subject: 'prometheus', roles: ['scraper'] },
    { token: TOKENS.grafana, subject: 'grafana', roles: ['operator'], shared: true },
    { token: TOKENS.paris, subject: 'petra', roles: ['operator'], scope: { sites: ['paris'] } },
    { token: TOKENS.news, subject: 'nils', roles: ['operator'], scope: { streams: ['news'] } },
  ],
  origins: ['https://ops.example'],
};

export interface Asking {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  readonly method?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** A live connection as a bare socket sees it. */
export interface Line {
  readonly messages: readonly Record<string, unknown>[];
  readonly closed: { readonly code: number } | undefined;
  say(...messages: readonly object[]): void;
  close(): void;
}

export interface GuardedHost {
  readonly url: string;
  readonly port: number;
  readonly tally: Tallylight;
  /** Lines that the SDK said. */
  readonly log: readonly string[];
  /** @param path below the versioned path, or from the root when it begins with two slashes */
  ask(path: string, how?: Asking): Promise<Answered>;
  /** Opens a socket; the status when that is refused. */
  line(how?: { readonly headers?: Readonly<Record<string, string>>; readonly query?: string }): Promise<Line | number>;
  close(): Promise<void>;
}

export async function guardedHost(options: TallylightOptions = {}): Promise<GuardedHost> {
  const log: string[] = [];
  const say = (fields: object, message: string): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const server = createServer((request, response) => {
    tally.observe(request, response, { stream: request.url?.split('/')[1] ?? '' });
    response.writeHead(200, { 'content-type': 'video/mp4' });
    response.end('media');
  });
  const tally = createTallylight({
    tickMs: 100,
    historyMs: 10_000,
    access: ACCESS,
    logger: { debug: say, info: say, warn: say, error: say },
    ...options,
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const lines = new Set<WebSocket>();
  const at = (path: string): string =>
    path.startsWith('//') ? `${url}${path.slice(1)}` : `${url}/tallylight/v1${path}`;
  return {
    url,
    port,
    tally,
    log,
    async ask(path, { token, headers = {}, body, method } = {}) {
      const answer = await fetch(at(path), {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
    },
    line({ headers = {}, query = '' } = {}) {
      const socket = new WebSocket(`${at('/live').replace('http', 'ws')}${query}`, 'tallylight.v1', { headers });
      lines.add(socket);
      const messages: Record<string, unknown>[] = [];
      let closed: { readonly code: number } | undefined;
      socket.on('message', (bytes) => {
        const read = JSON.parse(String(bytes)) as Record<string, unknown> | Record<string, unknown>[];
        messages.push(...(Array.isArray(read) ? read : [read]));
      });
      socket.on('close', (code) => {
        closed = { code };
      });
      return new Promise((resolve) => {
        socket.on('error', () => {});
        socket.on('unexpected-response', (_request, response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        socket.on('open', () =>
          resolve({
            messages,
            get closed() {
              return closed;
            },
            say: (...said) => socket.send(JSON.stringify(said)),
            close: () => socket.close(),
          }),
        );
      });
    },
    async close() {
      for (const socket of lines) socket.terminate();
      await tally.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const JWT_SECRET = 'a secret of this test, longer than 32 bytes';
export const JWT_RULES: NonNullable<NonNullable<TallylightOptions['access']>['jwt']> = {
  algorithms: ['HS256'],
  issuer: 'https://id.example',
  audience: 'tallylight',
  secret: JWT_SECRET,
};

/** A good token of {@link JWT_RULES} but for what is given. */
export function signJwt(claims: Readonly<Record<string, unknown>>, nowMs: number = Date.now()): string {
  const nowS = Math.floor(nowMs / 1000);
  const all = { iss: 'https://id.example', aud: 'tallylight', sub: 'ann', iat: nowS, exp: nowS + 600, ...claims };
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(all)}`;
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}
