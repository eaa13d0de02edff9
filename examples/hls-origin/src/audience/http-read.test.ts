import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpReader, type HttpReader } from './http-read.ts';

const PIECE = Buffer.alloc(1_000_000, 'x');

describe('an HTTP reader', () => {
  const leave = new AbortController();
  let server: Server;
  let reader: HttpReader;
  let url: URL;

  async function serve(listener: RequestListener): Promise<void> {
    server = createServer(listener);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    reader = createHttpReader({ headers: {}, keepAlive: true, leave: leave.signal, cut: new AbortController().signal });
  }

  afterEach(async () => {
    reader.close();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  it('counts the bytes of a whole body, sized or chunked', async () => {
    await serve((request, response) => {
      if (request.url === '/sized') response.setHeader('content-length', PIECE.length);
      response.end(PIECE);
    });
    const whole = { outcome: 'complete', status: 200, bytes: PIECE.length };
    expect(await reader.read(new URL('/sized', url))).toMatchObject(whole);
    expect(await reader.read(new URL('/chunked', url))).toMatchObject(whole);
  });

  it('breaks off when told to, and says what it had', async () => {
    await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 2 * PIECE.length });
      response.write(PIECE);
    });
    const reading = await reader.read(url, { breakOff: true });
    expect(reading).toMatchObject({ outcome: 'aborted' });
    if (reading.outcome === 'aborted') expect(reading.bytes).toBeGreaterThan(0);
  });

  it('calls a body that the server broke off a failure', async () => {
    await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 2 * PIECE.length });
      response.write(PIECE, () => response.destroy());
    });
    expect(await reader.read(url)).toMatchObject({ outcome: 'failed' });
  });

  it('asks again when the server had closed the connection it kept', async () => {
    const ports: (number | undefined)[] = [];
    await serve((request, response) => {
      ports.push(request.socket.remotePort);
      // The first connection is closed in the moment the second request is on its way.
      if (ports.length === 2) request.socket.resetAndDestroy();
      else response.end('hello');
    });
    expect(await reader.read(url)).toMatchObject({ outcome: 'complete' });
    expect(await reader.read(url)).toMatchObject({ outcome: 'complete' });
    expect(ports).toHaveLength(3);
    expect(ports[2]).not.toBe(ports[0]);
  });

  it('reads slowly when told to, but goes on when its viewer is called away', async () => {
    await serve((_request, response) => void response.end(PIECE));
    const reading = reader.read(url, { pauseMs: 3_600_000 });
    expect(await Promise.race([reading, delay(200, 'still reading')])).toBe('still reading');
    leave.abort();
    expect(await reading).toMatchObject({ outcome: 'complete', bytes: PIECE.length });
  });
});
