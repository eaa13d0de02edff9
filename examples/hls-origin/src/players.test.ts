import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Viewer } from './audience/viewers.ts';
import { CHANNELS } from './channels.ts';
import { createHlsRoutes } from './hls-routes.ts';
import { createPlayers } from './players.ts';

/** What the origin saw of one response that it had sent whole. */
interface Served {
  readonly url: string;
  readonly status: number;
  readonly bytes: number;
  readonly headers: IncomingHttpHeaders;
  readonly port: number | undefined;
}

/** The origin without Tallylight; it books the length of each response it finished. */
function createOrigin(served: Served[]): Server {
  const app = express();
  app.post('/tallylight/v1/cmcd', (_request, response) => void response.json({}));
  app.use((request, response, next) => {
    const port = request.socket.remotePort;
    response.once('finish', () => {
      const bytes = Number(response.get('content-length'));
      served.push({ url: request.originalUrl, status: response.statusCode, bytes, headers: request.headers, port });
    });
    next();
  });
  app.use('/hls', createHlsRoutes({ channels: CHANNELS }));
  return createServer(app);
}

const viewer = (facts: Partial<Viewer>): Viewer => ({
  stream: 'news',
  address: '85.214.132.7',
  country: 'DE',
  userAgent: 'test player',
  keepAlive: true,
  ...facts,
});

describe('the players', () => {
  let served: Served[];
  let server: Server;
  let origin: string;

  beforeEach(async () => {
    served = [];
    server = createOrigin(served);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  it('count to the byte what the origin sent, in sum, by stream and by country', async () => {
    const players = createPlayers({ origin, count: 12, seed: 3, chaos: false, joinOverMs: 200, segmentLimit: 3 });
    players.start();
    const totals = await players.done;
    const sum = (of: (one: Served) => number, match = ''): number =>
      served.filter(({ url }) => url.includes(match)).reduce((total, one) => total + of(one), 0);
    expect(totals.joins).toBe(12);
    expect(totals.leaves).toBe(12);
    expect(totals.segments).toBe(36);
    expect(totals.responses).toBe(served.length);
    expect(totals.bytes).toBe(sum(({ bytes }) => bytes));
    expect(totals.bytes).toBeGreaterThan(36 * 30_000);
    for (const [stream, tally] of Object.entries(totals.byStream)) {
      expect(tally.bytes).toBe(sum(({ bytes }) => bytes, `/hls/${stream}/`));
    }
    const byCountry = Object.values(totals.byCountry);
    expect(byCountry.reduce((total, { bytes }) => total + bytes, 0)).toBe(totals.bytes);
    expect(totals.failed + totals.aborted + totals.refused).toBe(0);
  });

  it('say who they are, and keep a connection or do not', async () => {
    const players = createPlayers({
      origin,
      viewers: [
        viewer({ userAgent: 'keeps', sid: 'one' }),
        viewer({ userAgent: 'does not', address: '126.10.10.1', country: 'JP', keepAlive: false }),
      ],
      chaos: false,
      joinOverMs: 0,
      segmentLimit: 3,
    });
    players.start();
    await players.done;
    const of = (userAgent: string): Served[] => served.filter(({ headers }) => headers['user-agent'] === userAgent);
    expect(of('keeps')).toHaveLength(6);
    expect(new Set(of('keeps').map(({ port }) => port)).size).toBe(1);
    expect(of('keeps')[0]?.headers).toMatchObject({ 'x-forwarded-for': '85.214.132.7', 'cmcd-session': 'sid="one"' });
    expect(of('does not')).toHaveLength(6);
    expect(new Set(of('does not').map(({ port }) => port)).size).toBe(6);
    expect(of('does not')[0]?.headers).toMatchObject({
      'x-forwarded-for': '126.10.10.1',
      'accept-encoding': 'identity',
    });
    expect(of('does not')[0]?.headers['cmcd-session']).toBeUndefined();
  });

  it('of the same seed are the same viewers', async () => {
    const seen = async (seed: number): Promise<string[]> => {
      served.length = 0;
      const players = createPlayers({ origin, count: 5, seed, chaos: false, joinOverMs: 0, segmentLimit: 1 });
      players.start();
      await players.done;
      return served.map(({ headers }) => `${headers['x-forwarded-for']} ${headers['user-agent']}`).sort();
    };
    const first = await seen(11);
    expect(await seen(11)).toEqual(first);
    expect(await seen(12)).not.toEqual(first);
  });

  it('wait for an origin that is away, and go on when it is back', async () => {
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    const players = createPlayers({ origin, viewers: [viewer({})], chaos: false, joinOverMs: 0, segmentLimit: 1 });
    players.start();
    await vi.waitFor(() => expect(players.totals.failed).toBeGreaterThan(0), { timeout: 10_000 });
    server = createOrigin(served);
    await once(server.listen(port, '127.0.0.1'), 'listening');
    expect((await players.done).segments).toBe(1);
  }, 30_000);

  it('finish the body they are reading when called away gracefully', async () => {
    const players = createPlayers({ origin, count: 6, seed: 5, chaos: false, joinOverMs: 0 });
    players.start();
    await vi.waitFor(() => expect(players.totals.requests).toBeGreaterThan(6), { timeout: 10_000, interval: 1 });
    const totals = await players.stop();
    expect(totals.aborted + totals.failed).toBe(0);
    expect(totals.responses).toBe(totals.requests);
    expect(totals.bytes).toBe(served.reduce((total, { bytes }) => total + bytes, 0));
  });

  it('break everything off when stopped at once', async () => {
    let asked = 0;
    server.removeAllListeners('request').on('request', () => {
      asked += 1;
    });
    const players = createPlayers({ origin, count: 3, joinOverMs: 0 });
    players.start();
    await vi.waitFor(() => expect(asked).toBe(3), { timeout: 10_000 });
    const totals = await players.stop({ graceful: false });
    expect(totals).toMatchObject({ requests: 3, aborted: 3, responses: 0, leaves: 3 });
  });

  it('never called can be stopped as well', async () => {
    expect(await createPlayers({ origin }).stop()).toMatchObject({ requests: 0 });
  });
});
