/** A host that streams the demo's HLS with an SDK of the test's own options: what the demo does, less its defaults. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';
import express, { type Request } from 'express';
import { CHANNELS } from '../../examples/hls-origin/src/channels.ts';
import { createHlsRoutes } from '../../examples/hls-origin/src/hls-routes.ts';

export interface HlsHost {
  readonly url: string;
  readonly server: Server;
  readonly tally: Tallylight;
  close(): Promise<void>;
}

export async function startHlsHost(options: TallylightOptions = {}): Promise<HlsHost> {
  const app = express();
  const server = createServer(app);
  const tally = createTallylight({ tickMs: 250, historyMs: 10_000, trustedProxies: ['127.0.0.0/8'], ...options });
  tally.attach(server);
  app.use('/hls/:name', tally.media({ stream: (request: Request) => request.params.name }));
  app.use('/hls', createHlsRoutes({ channels: CHANNELS }));
  app.use((_request, response) => {
    response.status(404).send('not here');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await tally.ready;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    tally,
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
