/**
 * The one place that meets the host's server. Our own paths are answered before the host sees them; everything else goes to
 * the host's listeners as if we were not there, also those it adds later. close() gives the server back as it was.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TallylightError } from '../errors.ts';

export interface OwnPaths {
  /** Answers a request to one of our paths; `false` when it is not ours. Never throws. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  /** Takes an upgrade to one of our paths; `false` when it is not ours. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

type Listener = (...args: unknown[]) => void;

const attached = new WeakSet<object>();

/** Puts our paths before the host's. Returns detach. Throws `CONFIG` when the server has them already. */
export function attachTo(server: Server, own: OwnPaths): () => void {
  if (typeof (server as { on?: unknown } | null)?.on !== 'function' || typeof server.listeners !== 'function') {
    throw new TallylightError(
      'CONFIG',
      'attach(server) must be given a node:http or node:https server, received something else',
    );
  }
  if (attached.has(server)) {
    throw new TallylightError(
      'CONFIG',
      'attach(server) must be called once per server; metrics.path and basePath are taken on this one already',
    );
  }
  attached.add(server);

  const hosts: Record<'request' | 'upgrade', Listener[]> = {
    request: server.listeners('request') as Listener[],
    upgrade: server.listeners('upgrade') as Listener[],
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (own.request(request, response)) return;
    for (const listener of [...hosts.request]) listener.call(server, request, response);
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (own.upgrade(request, socket, head)) return;
    if (hosts.upgrade.length === 0) {
      // With a listener of ours there, nobody else answers or hears of its errors.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    for (const listener of [...hosts.upgrade]) listener.call(server, request, socket, head);
  };
  const ours = new Set<unknown>([onRequest, onUpgrade]);
  // What the host adds later belongs behind us too.
  const onNewListener = (event: string | symbol, listener: Listener): void => {
    if ((event !== 'request' && event !== 'upgrade') || ours.has(listener)) return;
    queueMicrotask(() => {
      if (!server.listeners(event).includes(listener)) return;
      server.removeListener(event, listener);
      hosts[event].push(listener);
    });
  };

  for (const event of ['request', 'upgrade'] as const)
    for (const listener of hosts[event]) server.removeListener(event, listener);
  server.on('request', onRequest);
  server.on('upgrade', onUpgrade);
  server.on('newListener', onNewListener);

  return () => {
    if (!attached.delete(server)) return;
    server.removeListener('newListener', onNewListener);
    server.removeListener('request', onRequest);
    server.removeListener('upgrade', onUpgrade);
    for (const event of ['request', 'upgrade'] as const)
      for (const listener of hosts[event]) server.on(event, listener);
  };
}
