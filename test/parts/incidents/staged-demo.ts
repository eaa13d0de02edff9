/**
 * The demo on a clock that a test moves: its own routes, channels, screens, places and business, asked over real HTTP, with
 * players, heartbeats and sales at the pace of the clock. What goes wrong is said by {@link Troubles}; all is well at first.
 * The odd screens of the demo's fleet (dark, hot, …) are left out: they are troubles that the demo stages for the eye.
 */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';
import express, { type Request } from 'express';
import { createRandom } from '../../../examples/hls-origin/src/audience/random.ts';
import { createViewers } from '../../../examples/hls-origin/src/audience/viewers.ts';
import { BUSINESS, declareBusiness } from '../../../examples/hls-origin/src/business.ts';
import { CHANNELS } from '../../../examples/hls-origin/src/channels.ts';
import { SCREENS } from '../../../examples/hls-origin/src/estate.ts';
import { createHlsRoutes } from '../../../examples/hls-origin/src/hls-routes.ts';
import { PLACES } from '../../../examples/hls-origin/src/places.ts';
import { CHANCE } from '../../../examples/hls-origin/src/shop.ts';
import { CURRENCIES, TITLES } from '../../../examples/hls-origin/src/titles.ts';
import { createScreen } from '../../../examples/signage/src/screen.ts';
import { manualClock } from '../../../packages/sdk/src/testing/manual-clock.ts';

/** What is wrong now. */
export interface Troubles {
  /** Encoders that are gone: the host says so, and nobody finds anything to play. */
  readonly down: Set<string>;
  /** Channels whose packager stands still: the same playlist again and again. */
  readonly frozen: Set<string>;
  /** Channels that the origin answers with 503. */
  readonly failing: Set<string>;
  /** Screens that say nothing. */
  readonly silent: Set<string>;
  /** Screens whose panel is off while the player runs. */
  readonly dark: Set<string>;
  /** The provider declines every second payment. */
  declining: boolean;
}

export interface StagedDemo {
  readonly tally: Tallylight;
  readonly troubles: Troubles;
  /** Since the beginning, ms. */
  now(): number;
  /** Moves the clock by one heartbeat, with all that happens in it. */
  step(): Promise<void>;
  /** The metrics page. */
  page(): Promise<string>;
  close(): Promise<void>;
}

/** A Wednesday afternoon in Europe: everything that keeps hours is open for the next hours. */
export const START_MS: number = Date.UTC(2026, 10, 18, 13, 0);
/** As the demo's screens beat. */
export const STEP_MS = 5000;
/** Two to a channel; one of them asks in each step: for the playlist, and for what is the newest in it then. */
const VIEWERS = 10;
/** One brings the order, the next takes its acknowledgement. */
const BEATS_TO_OBEY = 3;
/** As often as the demo's shop has customers. */
const CUSTOMERS_PER_STEP = 2.5;

export async function startStagedDemo(): Promise<StagedDemo> {
  const clock = manualClock(START_MS);
  const random = createRandom(6);
  const troubles: Troubles = {
    ...{ down: new Set(), frozen: new Set(), failing: new Set(), silent: new Set(), dark: new Set() },
    declining: false,
  };
  const tally = createTallylight({
    ...{ instance: 'demo-origin', tickMs: 1000, clock, trustedProxies: ['127.0.0.0/8'] },
    geo: { country: countryDatabase(), ...PLACES },
    metrics: { cacheMs: 0 },
    ...BUSINESS,
  });
  const app = express();
  const frozenAtMs = new Map<string, number>();
  const routesAt = (now: () => number) => createHlsRoutes({ channels: CHANNELS, now });
  const live = routesAt(clock.nowMs);
  app.use('/hls/:name', tally.media({ stream: (request: Request) => request.params.name }));
  app.use('/hls/:name', (request, response, next) => {
    if (!troubles.failing.has(request.params.name)) return next();
    response.status(503).end();
  });
  for (const { id } of CHANNELS) {
    const frozen = routesAt(() => frozenAtMs.get(id) ?? clock.nowMs());
    app.use('/hls', (request, response, next) =>
      troubles.frozen.has(id) && request.path.startsWith(`/${id}/`) ? frozen(request, response, next) : next(),
    );
  }
  app.use('/hls', live);
  const server = createServer(app);
  for (const { id, title } of CHANNELS) tally.stream(id, { title, protocol: 'hls', kind: 'live' });
  await tally.ready;
  declareBusiness(tally);
  // Its files are those of this machine, and a disk does not answer faster because the clock does.
  tally.dependency('media-files').check(() => true, { intervalMs: 10_000 });
  tally.dependency('payment-provider', { critical: true }).up();
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });

  const invent = createViewers(
    random,
    CHANNELS.map(({ id }) => id),
  );
  const viewers = Array.from({ length: VIEWERS }, (_, index) => ({
    ...invent(index),
    stream: CHANNELS[index % CHANNELS.length]?.id ?? '',
  }));
  const screens = SCREENS.map(({ id }) => createScreen(id, random, undefined, clock.nowMs()));
  /** Screens that came online and were given orders then; they hear of them in the answers to beats by POST. */
  const listening = new Map<string, number>();
  tally.on('device-online', ({ payload }) => void listening.set(payload.device, BEATS_TO_OBEY));
  let steps = 0;
  let sales = 0;

  async function watch({ stream, address, userAgent }: (typeof viewers)[number]): Promise<void> {
    if (troubles.down.has(stream)) return;
    const headers = { 'user-agent': userAgent, 'x-forwarded-for': address };
    const place = `${origin}/hls/${stream}/360p/`;
    const { body } = await ask(`${place}index.m3u8`, headers, agent);
    const newest = body
      .split('\n')
      .filter((line) => line.endsWith('.m4s'))
      .at(-1);
    await ask(`${place}${newest ?? '1/00.m4s'}`, headers, agent);
  }

  async function sell(): Promise<void> {
    const customer = `customer-${Math.floor(random.next() * 100)}`;
    const title = random.pick(TITLES);
    tally.audience.seen(customer);
    tally.content.viewed(title.id, { kind: title.kind });
    if (!random.chance(CHANCE.buys)) return;
    sales += 1;
    const currency = random.pick(CURRENCIES);
    const told = (status: 'pending' | 'completed' | 'failed' | 'refunded') =>
      tally.revenue.record({
        ...{ eventId: `${sales}.${status}`, transactionId: `sale-${sales}`, status, currency, kind: title.sale },
        ...{ amountMinor: title.priceMinor[currency], contentId: title.id, occurredAtMs: clock.nowMs() },
      });
    const failed = random.chance(troubles.declining ? 0.5 : CHANCE.fails);
    await told('pending');
    await told(failed ? 'failed' : 'completed');
    // A provider tells everything twice.
    await told(failed ? 'failed' : 'completed');
    if (!failed && random.chance(CHANCE.refunded)) await told('refunded');
  }

  async function beat(screen: (typeof screens)[number]): Promise<void> {
    if (troubles.silent.has(screen.id)) return;
    const said = { ...screen.beat(clock.nowMs()), screenOn: !troubles.dark.has(screen.id) };
    const left = listening.get(screen.id) ?? 0;
    if (left === 0) return tally.device(screen.id).heartbeat(said);
    listening.set(screen.id, left - 1);
    const { body } = await ask(`${origin}/tallylight/v1/devices/${screen.id}/heartbeat`, {}, agent, said);
    screen.obey((JSON.parse(body) as { commands: Parameters<typeof screen.obey>[0] }).commands, clock.nowMs());
  }

  return {
    tally,
    troubles,
    now: () => clock.nowMs() - START_MS,
    async step() {
      for (const { id } of CHANNELS) {
        if (!troubles.frozen.has(id)) frozenAtMs.set(id, clock.nowMs());
      }
      const beating = screens.map(beat);
      const asking = viewers.filter((_, index) => Math.floor(index / CHANNELS.length) === steps % 2).map(watch);
      const buying = Array.from({ length: Math.round(CUSTOMERS_PER_STEP + (steps % 2) - 0.5) }, sell);
      await Promise.all([...beating, ...asking, ...buying]);
      steps += 1;
      clock.advance(STEP_MS);
    },
    async page() {
      const { pieces } = await tally.metrics.page();
      return Buffer.concat(pieces).toString('utf8');
    },
    async close() {
      await tally.close();
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  agent: Agent,
  posted?: object,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: posted === undefined ? 'GET' : 'POST', headers, agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('latin1') }),
      );
    });
    sent.on('error', reject);
    sent.end(posted === undefined ? undefined : JSON.stringify(posted));
  });
}
