/**
 * Every alert carries its price: fifty real players watch one stream, the origin answers 503 for a while, and what the board
 * says was lost is what the script took away, within one tick. LONG=1 takes forty seconds, by which sessions have ended.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type AlertRow, createTallylight, type Tallylight } from '@tallylight/sdk';
import express, { type Request } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../../examples/hls-origin/src/audience/viewers.ts';
import { CHANNELS } from '../../examples/hls-origin/src/channels.ts';
import { createHlsRoutes } from '../../examples/hls-origin/src/hls-routes.ts';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { waitFor } from '../parts/wait-for.ts';

const PLAYERS = 50;
const TICK_MS = 1000;
const OUTAGE_MS = process.env.LONG === '1' ? 40_000 : 14_000;

let tally: Tallylight;
let server: Server;
let isBroken = false;

beforeEach(async () => {
  const app = express();
  server = createServer(app);
  tally = createTallylight({ tickMs: TICK_MS, historyMs: 60_000, trustedProxies: ['127.0.0.0/8'] });
  tally.attach(server);
  app.use('/hls/:name', tally.media({ stream: (request: Request) => request.params.name }));
  app.use('/hls', (_request, response, next) => {
    if (isBroken) response.status(503).send('the origin is ill\n');
    else next();
  });
  app.use('/hls', createHlsRoutes({ channels: CHANNELS }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await tally.close();
  server.closeAllConnections();
  server.close();
});

const viewers: readonly Viewer[] = Array.from({ length: PLAYERS }, (_, index) => ({
  stream: 'news',
  address: `85.214.132.${index + 1}`,
  country: 'DE',
  userAgent: 'Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)',
  keepAlive: index % 5 !== 0,
}));

test('what fifty viewers lose while the origin is ill is in the alert, within one tick of the script', async () => {
  const address = server.address() as AddressInfo;
  const players = createPlayers({
    origin: `http://127.0.0.1:${address.port}`,
    viewers,
    chaos: false,
    joinOverMs: 2000,
  });
  players.start();
  const alert = (): AlertRow | undefined => tally.snapshot('alerts').get('stream-down:news');
  await waitFor('fifty sessions', () => tally.snapshot('streams').get('news')?.sessions === PLAYERS);
  await delay(2 * TICK_MS);
  expect(alert()).toBeUndefined();

  isBroken = true;
  const brokeMs = performance.now();
  await delay(OUTAGE_MS);
  isBroken = false;
  const lostMinutes = (PLAYERS * (performance.now() - brokeMs)) / 60_000;

  // The price stands still as soon as answers are good again; the entry stays for a while in case it breaks anew.
  let last = -1;
  let still = 0;
  const row = await waitFor(
    'the price to stand still',
    () => {
      const now = alert()?.viewerMinutesLost ?? -1;
      still = now === last ? still + 1 : 0;
      last = now;
      return now > 0 && still * 250 >= 4 * TICK_MS ? alert() : undefined;
    },
    { everyMs: 250 },
  );
  await players.stop();

  const tickMinutes = (PLAYERS * TICK_MS) / 60_000;
  expect(row).toMatchObject({ severity: 'error', subject: 'news', viewers: PLAYERS, sources: ['board'] });
  expect(
    Math.abs((row.viewerMinutesLost as number) - lostMinutes),
    `${row.viewerMinutesLost} of ${lostMinutes}`,
  ).toBeLessThanOrEqual(tickMinutes);
  console.info(`lost ${row.viewerMinutesLost} viewer-minutes, the script took ${lostMinutes.toFixed(2)}`);
});
