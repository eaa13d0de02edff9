/**
 * A host with an SDK whose events a test makes at will: each item that its one screen plays is told as a playback that began.
 * It can cut what is open while it lives, and begin again on the same port as after a crash.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';

export interface LiveHost {
  readonly url: string;
  readonly port: number;
  readonly tally: Tallylight;
  /** Plays items `from` to `to`: one event `playback-started` each, of that title. */
  play(from: number, to?: number): void;
  /** Breaks all that is open; the server lives. */
  cut(): void;
  close(): Promise<void>;
}

export async function startLiveHost(options: TallylightOptions = {}, port = 0): Promise<LiveHost> {
  const tally = createTallylight({ tickMs: 100, historyMs: 2000, trustedProxies: ['127.0.0.0/8'], ...options });
  const server: Server = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  tally.attach(server);
  tally.stream('news', { title: 'News' });
  const screen = tally.device('screen');
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    tally,
    play(from, to = from) {
      for (let item = from; item <= to; item += 1) screen.heartbeat({ playing: { title: `item ${item}` } });
    },
    cut,
    async close() {
      await tally.close();
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
