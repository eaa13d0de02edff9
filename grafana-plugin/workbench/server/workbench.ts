/**
 * The workbench server: the page, the plugins as Grafana serves them, and the data source proxy. One data source of our
 * type exists, uid `tallylight-live`. Closing ends every socket, upgraded ones too.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { forward } from '../proxy/forward.ts';
import { isProxyUrl, isRefusal, type ProxySettings, resolveUpstream } from '../proxy/resolve.ts';
import { toRoutes } from '../proxy/routes.ts';
import { forwardUpgrade, plainResponse } from '../proxy/upgrade.ts';
import { type DataSource, toBootSettings } from './boot-settings.ts';
import { readHost, withBootData } from './host.ts';
import { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_TARGET, toTarget, type WorkbenchOptions } from './options.ts';
import { type Plugin, readPlugins } from './plugins.ts';
import { isAllowed } from './same-site.ts';
import { serveSite } from './site.ts';
import { sendJson } from './static.ts';
import { WorkbenchError } from './workbench-error.ts';

export interface Workbench {
  /** Where the page is, without a slash at the end. */
  readonly url: string;
  /** What the page is made of, for people. */
  readonly title: string;
  close(): Promise<void>;
}

const DATA_SOURCE = { uid: 'tallylight-live', name: 'Tallylight Live' };
const FOREIGN = { status: 403, message: 'origin not allowed' };
const ROOT = join(import.meta.dirname, '..');

/** Starts the server. Throws `CONFIG`, `NOT_BUILT` or `PORT_TAKEN`. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const address = options.host ?? DEFAULT_HOST;
  const target = toTarget(options.target ?? DEFAULT_TARGET);
  const role = options.role ?? 'Admin';
  const host = await readHost(options.hostDir ?? join(ROOT, 'host-13', 'dist'));
  const plugins = await readPlugins(options.pluginDir ?? join(ROOT, '..', 'dist'));
  const dataSources = toDataSources(plugins, target, options.secrets ?? {});
  const proxy: ProxySettings = {
    dataSources,
    routes: new Map(plugins.map(({ id, json }) => [id, toRoutes(json.routes, `plugin.json of ${id}`)])),
    role,
    grafanaVersion: host.grafana,
  };
  const page = withBootData(host.page, toBootSettings(plugins, dataSources, host.grafana, role));

  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    if (!isAllowed(request.headers, address)) {
      sendJson(response, FOREIGN.status, { message: FOREIGN.message });
    } else if (isProxyUrl(request.url ?? '')) {
      const upstream = resolveUpstream(request, proxy);
      if (isRefusal(upstream)) sendJson(response, upstream.status, { message: upstream.message });
      else forward(request, response, upstream);
    } else {
      serveSite(request, response, { host, plugins, page }).catch(() => response.destroy());
    }
  });
  // With a browser's socket, what was opened to the target for it ends too.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    const upstream = isAllowed(request.headers, address) ? resolveUpstream(request, proxy) : FOREIGN;
    if (isRefusal(upstream)) sendJson(plainResponse(request, socket), upstream.status, { message: upstream.message });
    else forwardUpgrade(request, socket, head, upstream);
  });
  const port = await listen(server, options.port ?? DEFAULT_PORT, address);

  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    title: `${plugins[0]?.id} on Grafana ${host.grafana} libraries, React ${host.react}; data from ${target.href}`,
    close: () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** One instance of each data source plugin; the first one gets the uid that the provisioning files use. */
function toDataSources(
  plugins: readonly Plugin[],
  target: URL,
  secrets: Readonly<Record<string, string>>,
): DataSource[] {
  for (const [name, secret] of Object.entries(secrets)) {
    if (/[^\x20-\x7e]/.test(secret)) {
      throw new WorkbenchError('CONFIG', `secrets.${name} must be printable ASCII, received something else`);
    }
  }
  return plugins
    .filter(({ type }) => type === 'datasource')
    .map(({ id, json }, index) => ({
      ...(index === 0 ? DATA_SOURCE : { uid: id, name: json.name }),
      type: id,
      url: target.href.replace(/\/$/, ''),
      jsonData: {},
      secureJsonData: secrets,
    }));
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `--port must be free on ${address}, received ${port}, which is in use: choose another`;
      reject(cause.code === 'EADDRINUSE' ? new WorkbenchError('PORT_TAKEN', message, { cause }) : cause);
    });
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}
