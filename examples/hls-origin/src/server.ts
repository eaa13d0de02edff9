/**
 * The demo origin: an Express 5 server with live HLS streams, instrumented by Tallylight. The part between the region marks
 * is all that a host adds; the README quotes it. Run: `node src/server.ts --help`.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';
import express, { type Request, type RequestHandler } from 'express';
import { BUSINESS, declareBusiness } from './business.ts';
import { CHANNELS, type Channel } from './channels.ts';
import { type ConsoleLogger, consoleLogger } from './console-logger.ts';
import { createHlsRoutes } from './hls-routes.ts';
import { type LiveEncoder, startLiveEncoder } from './live-encoder.ts';
import { demoPage } from './page.ts';
import { PLACES } from './places.ts';
import { runProgram, wholeNumber } from './program.ts';
import { createShopRoutes } from './shop-routes.ts';

export interface OriginOptions {
  /** 0 takes a free one. @default 4100 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** When segment 0 of the loop began, epoch ms. @default the first of January 2026 */
  readonly epochMs?: number;
  /** Also encode the stream `live` with ffmpeg. @default false */
  readonly live?: boolean;
  /** Also ask for the playlist of the stream `news` now and then, as a viewer would. Its bytes are sent too. @default false */
  readonly probe?: boolean;
  /** @default all but debug lines on the console */
  readonly logger?: ConsoleLogger;
}

export interface Origin {
  /** Without a slash at the end. */
  readonly url: string;
  readonly server: Server;
  readonly tally: Tallylight;
  close(): Promise<void>;
}

/** Starts the origin; resolves when it listens and the SDK is ready. Rejects when the port is taken or ffmpeg is missing. */
export async function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  const encoder = options.live ? await startLiveEncoder() : undefined;
  try {
    return await listenWith(encoder, options);
  } catch (error) {
    await encoder?.close();
    throw error;
  }
}

async function listenWith(encoder: LiveEncoder | undefined, options: OriginOptions): Promise<Origin> {
  const { port = 4100, host = '127.0.0.1', epochMs, logger = consoleLogger } = options;
  const channels: readonly Channel[] = encoder
    ? [...CHANNELS, { id: 'live', title: 'Live encode', offset: 0 }]
    : CHANNELS;
  const app = express().disable('x-powered-by');
  const server = createServer(app);

  // #region instrument
  const tally = createTallylight({
    instance: 'demo-origin',
    tickMs: 1000,
    trustedProxies: ['127.0.0.0/8', '::1/128'],
    geo: { country: countryDatabase(), ...PLACES }, // and your files of towns and networks: places.ts
    logger,
    ...BUSINESS, // hours, currencies, heartbeats: business.ts
  });
  tally.attach(server); // /metrics and /tallylight/v1 on the same port
  app.use('/hls/:name', tally.media({ stream: (request: Request) => request.params.name }));
  for (const { id, title } of channels) tally.stream(id, { title, protocol: 'hls', kind: 'live' });
  await tally.ready;
  // #endregion
  declareBusiness(tally);

  void encoder?.lost.then((reason) => {
    tally.stream('live').down('source_lost');
    logger.error({}, reason);
  });

  app.use('/hls', anyoneMayPlay);
  if (encoder) app.use('/hls/live', express.static(encoder.folder, { cacheControl: false, index: false }));
  app.use('/hls', createHlsRoutes({ channels: CHANNELS, ...(epochMs === undefined ? {} : { epochMs }) }));
  app.use('/hls', notThere);
  app.use('/shop', createShopRoutes(tally));
  app.get('/', (request, response) => {
    response.send(demoPage(channels, `${request.protocol}://${request.host}`));
  });

  const close = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    server.closeIdleConnections();
    await tally.close();
    server.closeAllConnections();
    await closed;
  };
  try {
    await listen(server, port, host);
  } catch (error) {
    await close();
    throw error;
  }
  if (options.probe) {
    const url = `${urlOf(server)}/hls/news/360p/index.m3u8`;
    tally.probe('news', { url, intervalMs: PROBE_INTERVAL_MS, expect: { contains: '#EXTINF' } });
  }
  const closeAll = async (): Promise<void> => {
    await Promise.all([encoder?.close(), close()]);
  };
  return { url: urlOf(server), server, tally, close: closeAll };
}

const PROBE_INTERVAL_MS = 10_000;

/** A player page stands on another origin as a rule. */
const anyoneMayPlay: RequestHandler = (_request, response, next) => {
  response.set('access-control-allow-origin', '*');
  next();
};

const notThere: RequestHandler = (_request, response) => {
  response.status(404).type('text/plain').send('There is no such stream, rendition or segment.\n');
};

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} on ${host} is taken. Choose another with --port, e.g. --port ${port + 10}.`, {
      cause: error,
    });
  }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

const HELP = `Usage: node src/server.ts [options]

Serves live HLS streams at /hls/<name>/index.m3u8, watched by Tallylight.

  --port <n>     port to listen on, 0 for a free one (default 4100)
  --host <name>  address to listen on (default 127.0.0.1)
  --live         also encode the stream "live" for real; needs ffmpeg
  --help         this text`;

if (import.meta.main) {
  await runProgram(async () => {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4100' },
        host: { type: 'string', default: '127.0.0.1' },
        live: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.info(HELP);
      process.exit(0);
    }
    const port = wholeNumber('--port', values.port, 0, 65_535);
    const origin = await startOrigin({ port, host: values.host, live: values.live, probe: true });
    console.info(`Demo origin: ${origin.url}`);
    return origin;
  });
}
