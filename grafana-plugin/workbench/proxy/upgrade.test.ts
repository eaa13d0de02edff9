import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { buildTarget, buildWorkbench, Closing, PROXY, type Target } from '../testing/builders.ts';

const closing = new Closing();
afterEach(() => closing.close());

const secrets = { token: 'viewer-token', operatorToken: 'operator-token' };

describe('an upgrade through the proxy', () => {
  async function buildEcho(): Promise<Target> {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.on('connection', (socket) => {
      socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
    });
    return buildTarget(closing, undefined, (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
    });
  }
  const open = (url: string, headers: Record<string, string> = {}): WebSocket =>
    new WebSocket(`${url.replace('http', 'ws')}${PROXY}/tallylight/v1/live`, 'tallylight.v1', { headers });

  test('carries messages both ways under the same header rules', async () => {
    const target = await buildEcho();
    const { url } = await buildWorkbench(closing, { target: target.url, secrets });
    const socket = open(url, { origin: url, cookie: 'grafana_session=x' });
    await once(socket, 'open');
    const big = 'y'.repeat(300_000);
    for (const message of ['one', big]) {
      socket.send(message);
      expect(String((await once(socket, 'message'))[0])).toBe(message);
    }
    expect(socket.protocol).toBe('tallylight.v1');
    expect(target.received[0]?.headers).toMatchObject({
      host: new URL(target.url).host,
      authorization: 'Bearer viewer-token',
      'sec-websocket-protocol': 'tallylight.v1',
      'user-agent': 'Grafana/13.2.2',
      upgrade: 'websocket',
    });
    expect(target.received[0]?.headers).not.toHaveProperty('origin');
    expect(target.received[0]?.headers).not.toHaveProperty('cookie');
    socket.close(4001, 'bye');
    expect((await once(socket, 'close'))[0]).toBe(4001);
  });

  test('that the target refuses is answered with its status, 401 as 400', async () => {
    for (const [status, expected] of [
      [401, 400],
      [403, 403],
    ] as const) {
      const target = await buildTarget(closing, undefined, (_request, socket) => {
        socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`);
      });
      const { url } = await buildWorkbench(closing, { target: target.url });
      const socket = open(url);
      socket.on('error', () => {});
      const [, response] = await once(socket, 'unexpected-response');
      expect(response.statusCode).toBe(expected);
      socket.terminate();
    }
  });

  test('is broken when the target is killed, and 502 afterwards', async () => {
    const target = await buildEcho();
    const { url } = await buildWorkbench(closing, { target: target.url });
    const socket = open(url);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await target.kill();
    expect((await closed)[0]).toBe(1006);

    const again = open(url);
    again.on('error', () => {});
    expect((await once(again, 'unexpected-response'))[1].statusCode).toBe(502);
    again.terminate();
  });

  describe('on a raw socket', () => {
    const ACCEPT = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
    const REQUEST = `GET ${PROXY}/tallylight/v1/live HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`;

    /** Both ends of one upgraded connection, after `early` went out together with the request. */
    async function join(early = ''): Promise<{ browser: Socket; target: Duplex; heard: () => string }> {
      const accepted: Duplex[] = [];
      let said = '';
      const { url } = await buildTarget(closing, undefined, (_request, socket, head) => {
        said += head;
        socket.on('error', () => {});
        socket.on('data', (chunk) => {
          said += chunk;
        });
        socket.write(ACCEPT);
        accepted.push(socket);
      });
      const workbench = await buildWorkbench(closing, { target: url });
      const browser = connect({ port: Number(new URL(workbench.url).port), host: '127.0.0.1', allowHalfOpen: true });
      browser.on('error', () => {});
      browser.write(REQUEST + early);
      expect(String((await once(browser, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /);
      const [target] = accepted;
      if (target === undefined) throw new Error('the target must have accepted');
      return { browser, target, heard: () => said };
    }

    test('carries what came along with the request', async () => {
      const { browser, target, heard } = await join('early words');
      browser.end();
      await once(target, 'end');
      expect(heard()).toBe('early words');
    });

    test('passes on the end of one half while the other still speaks', async () => {
      const one = await join();
      one.browser.end();
      await once(one.target, 'end');
      one.target.end('last words of the target');
      expect(await text(one.browser)).toBe('last words of the target');

      const other = await join();
      other.target.end();
      await once(other.browser.resume(), 'end');
      other.browser.end('last words of the browser');
      await once(other.target, 'end');
      expect(other.heard()).toBe('last words of the browser');
    });

    test('ends the other side when one breaks', async () => {
      const one = await join();
      one.browser.resetAndDestroy();
      await once(one.target, 'end');

      const other = await join();
      (other.target as Socket).resetAndDestroy();
      await once(other.browser.resume(), 'end');
    });
  });

  test('ends with the workbench', async () => {
    const target = await buildEcho();
    const workbench = await buildWorkbench(closing, { target: target.url });
    const socket = open(workbench.url);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await workbench.close();
    expect((await closed)[0]).toBe(1006);
  });
});
