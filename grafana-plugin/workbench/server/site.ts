/** Everything that is read and not proxied: the page on every path, files below /public, and the API answers it asks for. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Host } from './host.ts';
import type { Plugin } from './plugins.ts';
import { sendJson, serveFile } from './static.ts';

export interface Site {
  readonly host: Host;
  readonly plugins: readonly Plugin[];
  /** The page with its boot data. */
  readonly page: string;
}

const PLUGIN_PATH = /^\/public\/plugins\/(?<id>[\w-]+)(?<file>\/.+)$/;

/** Answers a request that is not for the proxy. */
export async function serveSite(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const plugin = PLUGIN_PATH.exec(path)?.groups;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendJson(response, 404, { message: 'Not found' });
  } else if (plugin !== undefined) {
    const folder = site.plugins.find(({ id }) => id === plugin.id)?.folder;
    if (folder === undefined) sendJson(response, 404, { message: 'Plugin not found' });
    else await serveFile(request, response, folder, plugin.file ?? '');
  } else if (path.startsWith('/public/')) {
    await serveFile(request, response, site.host.publicFolder, path.slice('/public'.length));
  } else if (path === '/api/health') {
    sendJson(response, 200, { database: 'ok', version: site.host.grafana, commit: '' });
  } else if (path.startsWith('/api/') || path === '/favicon.ico') {
    sendJson(response, 404, { message: 'Not found' });
  } else {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : site.page);
  }
}
