import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { attachTo, type OwnPaths } from './attach.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const own: OwnPaths = {
  request(incoming, response) {
    if (incoming.url !== '/ours') return false;
    response.end('ours');
    return true;
  },
  upgrade(incoming, socket) {
    if (incoming.url !== '/ours') return false;
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    return true;
  },
};
const text = async (url: string): Promise<string> => (await fetch(url)).text();

/** Asks for an upgrade; the status that came back. */
const upgrade = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { connection: 'Upgrade', upgrade: 'x' } });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

test('our paths are answered by us and all else by the host', async () => {
  const server = createServer((_request, response) => response.end('host'));
  const url = await listening(server);
  attachTo(server, own);
  expect([await text(`${url}/ours`), await text(`${url}/theirs`)]).toEqual(['ours', 'host']);
});

test('a listener that the host adds later does not see our paths either', async () => {
  const server = createServer();
  const url = await listening(server);
  attachTo(server, own);
  const seen: (string | undefined)[] = [];
  server.on('request', (incoming, response) => {
    seen.push(incoming.url);
    response.end('late');
  });
  await Promise.resolve();
  expect([await text(`${url}/ours`), await text(`${url}/x`)]).toEqual(['ours', 'late']);
  expect(seen).toEqual(['/x']);
});

test('foreign upgrades go to the host’s listeners, and without any are told that none is possible', async () => {
  const server = createServer();
  const url = await listening(server);
  attachTo(server, own);
  expect(await upgrade(`${url}/ours`)).toBe(101);
  expect(await upgrade(`${url}/theirs`)).toBe(426);
  server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  );
  await Promise.resolve();
  expect(await upgrade(`${url}/theirs`)).toBe(101);
});

test('a client that resets its refused upgrade ends nothing but itself', async () => {
  const server = createServer((_request, response) => response.end('host'));
  const url = await listening(server);
  attachTo(server, own);
  const upgrading: Duplex[] = [];
  server.on('connection', (socket) => upgrading.push(socket));
  const port = Number(new URL(url).port);
  for (let index = 0; index < 20; index += 1) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /theirs HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    socket.resetAndDestroy();
  }
  // Without a listener of ours this would be an uncaught error, and the end of the host.
  for (const socket of upgrading) socket.emit('error', new Error('read ECONNRESET'));
  expect(await text(`${url}/theirs`)).toBe('host');
});

test('after detach the server is as it was', async () => {
  const host = (_request: unknown, response: { end(text: string): void }): void => response.end('host');
  const server = createServer(host);
  const url = await listening(server);
  const before = ['request', 'upgrade', 'newListener'].map((event) => server.listeners(event));
  const detach = attachTo(server, own);
  detach();
  detach();
  expect(['request', 'upgrade', 'newListener'].map((event) => server.listeners(event))).toEqual(before);
  expect(await text(`${url}/ours`)).toBe('host');
});

test('a second attach to the same server is refused and names the options', () => {
  const server = createServer();
  const detach = attachTo(server, own);
  expect(() => attachTo(server, own)).toThrow(
    expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(/metrics\.path and basePath/) }),
  );
  detach();
  attachTo(server, own)();
});

test('what is not a server is refused', () => {
  expect(() => attachTo({} as Server, own)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
});
