/**
 * Carries a WebSocket upgrade to the target and then bytes both ways, untouched and without a time limit. Each side may end
 * its half first; when one side breaks, the other is broken too. An upgrade that the target refuses is answered like any
 * other request: the browser sees the status, its WebSocket sees only close code 1006.
 */
import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answer, fail, type Upstream } from './forward.ts';
import { toBrowserHeaders, upgradeOf } from './headers.ts';

/** Sends the upgrade on. */
export function forwardUpgrade(request: IncomingMessage, browser: Socket, head: Buffer, upstream: Upstream): void {
  const createConnection = (): Socket =>
    connect({ host: upstream.hostname, port: upstream.port, allowHalfOpen: true, noDelay: true });
  // No agent here, not even `false`: an agent would make its own connection, which cannot be half open.
  const outgoing = httpRequest({ ...upstream, createConnection });
  const abandon = (): void => {
    outgoing.destroy();
  };
  browser.once('close', abandon);
  outgoing.once('upgrade', (incoming, target, targetHead) => {
    browser.off('close', abandon);
    if (upgradeOf(incoming.headersDistinct)?.toLowerCase() !== upgradeOf(request.headersDistinct)?.toLowerCase()) {
      target.destroy();
      fail(plainResponse(request, browser));
      return;
    }
    browser.write(switchingProtocols(incoming));
    browser.write(targetHead);
    target.write(head);
    join(browser, target);
    join(target, browser);
  });
  outgoing.once('response', (incoming) => {
    answer(incoming, plainResponse(request, browser));
    incoming.once('close', () => outgoing.destroy());
  });
  outgoing.once('error', () => fail(plainResponse(request, browser)));
  outgoing.end();
}

/** A response for a socket that node has handed over to us; the connection ends with it. */
export function plainResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  return response;
}

/** Bytes of `from` go to `to`; an end is passed on as an end, a break as a break. */
function join(from: Duplex, to: Duplex): void {
  from.pipe(to);
  // An error is always followed by a close.
  from.once('error', () => {});
  from.once('close', () => {
    if (!from.readableEnded) to.destroy();
  });
}

function switchingProtocols(incoming: IncomingMessage): string {
  const headers = toBrowserHeaders(incoming.headersDistinct);
  headers.connection = 'Upgrade';
  headers.upgrade = incoming.headersDistinct.upgrade ?? [];
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`),
  );
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`;
}
