/** What the workbench tests build: folders that look like a built plugin and page, and a real server to point at. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { startWorkbench, type Workbench, type WorkbenchOptions } from '../server.ts';

/** Routes as the real plugin has them. */
export const ROUTES = [
  {
    path: 'tallylight/v1/actions',
    reqRole: 'Editor',
    headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.operatorToken }}' }],
  },
  {
    path: 'tallylight/v1',
    headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.token }}' }],
  },
] as const;

/** URL path of the data source proxy. */
export const PROXY = '/api/datasources/proxy/uid/tallylight-live';

/** Everything to close when a test ends, last first. */
export class Closing {
  readonly #steps: (() => unknown)[] = [];
  add(step: () => unknown): void {
    this.#steps.push(step);
  }
  async close(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) await step();
  }
}

/** Folders that hold the smallest plugin and page that there can be. */
export async function buildFolders(closing: Closing): Promise<{ hostDir: string; pluginDir: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'workbench-'));
  closing.add(() => rm(folder, { recursive: true }));
  const info = { version: '1.2.3', logos: { small: 'img/logo.svg' } };
  const files: Record<string, string> = {
    'plugin/plugin.json': JSON.stringify({ id: 'tallylight-app', name: 'Tallylight', type: 'app', info }),
    'plugin/module.js': 'app',
    'plugin/datasource/plugin.json': JSON.stringify({
      id: 'tallylight-live-datasource',
      name: 'Live',
      type: 'datasource',
      routes: ROUTES,
      info,
    }),
    'plugin/datasource/module.js': 'datasource',
    'host/index.html': '<script>/*boot-data*/</script>',
    'host/host.json': JSON.stringify({ grafana: '13.2.2', react: '19.2.9' }),
    'host/public/build/host.js': 'host',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { hostDir: join(folder, 'host'), pluginDir: join(folder, 'plugin') };
}

/** A workbench on a free port, with such folders. */
export async function buildWorkbench(closing: Closing, options: WorkbenchOptions = {}): Promise<Workbench> {
  const workbench = await startWorkbench({ port: 0, ...(await buildFolders(closing)), ...options });
  closing.add(() => workbench.close());
  return workbench;
}

export interface Target {
  readonly url: string;
  /** Requests and upgrades that arrived. */
  readonly received: IncomingMessage[];
  /** Ends the server and every socket at once, as a killed process does. */
  kill(): Promise<void>;
}

/** A real server for the data source to point at. */
export async function buildTarget(
  closing: Closing,
  listener: RequestListener = (_request, response) => response.end('ok'),
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<Target> {
  const received: IncomingMessage[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    received.push(request);
    listener(request, response);
  });
  if (onUpgrade !== undefined) {
    server.on('upgrade', (request, socket, head) => {
      received.push(request);
      onUpgrade(request, socket, head);
    });
  }
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  closing.add(kill);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, kill };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends one request with exactly these headers. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const outgoing = httpRequest(url, { ...rest, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
