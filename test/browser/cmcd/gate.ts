/**
 * One origin for a page and what it plays: serves the page and the players' scripts, hands all else on to the demo's origin,
 * and can hold segments back, which is how a stall is made on purpose.
 */
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';

const require = createRequire(import.meta.url);
const SCRIPTS = {
  '/hls.js': 'hls.js/dist/hls.min.js',
  '/shaka.js': 'shaka-player/dist/shaka-player.compiled.js',
  // The minified build of 5.2.12 loses `sta` on its way into a report.
  '/shaka-debug.js': 'shaka-player/dist/shaka-player.compiled.debug.js',
  '/dash.js': 'dashjs',
} as const;

const PAGE = (script: string): string =>
  `<!doctype html><title>player</title><link rel="icon" href="data:"><video muted playsinline></video><script src="${script}"></script>`;

export interface Gate {
  /** Without a slash at the end. */
  readonly url: string;
  /** The CMCD that passed, as the players wrote it: queries, headers and posts. */
  readonly seen: string[];
  /** Segments asked for from now on wait. */
  hold(): void;
  /** Waiting segments are asked for now, and later ones at once. */
  release(): void;
  close(): Promise<void>;
}

export async function openGate(origin: string): Promise<Gate> {
  const seen: string[] = [];
  let held: (() => void)[] | undefined;

  function handOn(request: IncomingMessage, response: ServerResponse): void {
    note(request);
    const target = forward(
      `${origin}${request.url}`,
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    target.on('error', () => response.destroy());
    response.on('close', () => target.destroy());
    request.pipe(target);
  }

  function note(request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', origin).searchParams.get('CMCD');
    if (query !== null) seen.push(query);
    const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('cmcd-'));
    if (headers.length > 0) seen.push(headers.map(([, value]) => value).join(','));
    if (request.method === 'POST') request.on('data', (chunk: Buffer) => seen.push(`POST ${chunk}`));
  }

  const app = express();
  for (const [path, file] of Object.entries(SCRIPTS)) {
    app.get(path, (_request, response) => response.sendFile(require.resolve(file), { dotfiles: 'allow' }));
    app.get(`/page${path}`, (_request, response) => void response.send(PAGE(path)));
  }
  app.use((request, response) => {
    if (held !== undefined && /\.m4s(?:\?|$)/.test(request.url)) held.push(() => handOn(request, response));
    else handOn(request, response);
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    hold() {
      held ??= [];
    },
    release() {
      const waiting = held ?? [];
      held = undefined;
      for (const go of waiting) go();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
