/** A server of our own, for hosts without HTTP. Nothing else is behind it, so its bounds can be tight; a host's own are the host's. */
import { createServer, type Server } from 'node:http';
import { TallylightError } from './errors.ts';

const BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  /** Room for a long token and what proxies add. */
  maxHeaderSize: 16 * 1024,
} as const;
const MAX_HEADERS = 64;

/** @param join puts our paths on it before it listens. Rejects with `LISTEN` when the port cannot be had. */
export async function openOwnServer(
  { port, host }: { readonly port: number; readonly host: string },
  join: (server: Server) => void,
): Promise<{ readonly url: string; readonly port: number }> {
  const server = createServer(BOUNDS, (_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not found\n');
  });
  server.maxHeadersCount = MAX_HEADERS;
  join(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new TallylightError(
          'LISTEN',
          `listen.port must be free on ${host}, received ${port} (${(error as NodeJS.ErrnoException).code ?? error.message})`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  server.unref();
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound };
}
