/** A client on a manual clock against a real server, put away after each test. */
import { createLiveClient, type LiveClient, type LiveClientOptions, webSocketTransport } from '../src/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createProtocolServer, type ProtocolServer, until } from './protocol-server.ts';

export interface Setup {
  readonly server: ProtocolServer;
  readonly clock: ManualClock;
  readonly live: LiveClient;
}

const open: (() => unknown)[] = [];

/** For `afterEach`. */
export async function putAway(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** Remembers what is to be ended after the test. */
export function later(close: () => unknown): void {
  open.push(close);
}

export async function startServer(port?: number): Promise<ProtocolServer> {
  const server = await createProtocolServer(port);
  later(server.close);
  return server;
}

/** A client over WebSocket alone that draws the middle of every range of chance. */
export function startClient(url: string, options: Partial<LiveClientOptions> = {}): Pick<Setup, 'clock' | 'live'> {
  const clock = createManualClock();
  const given = { now: clock.now, timers: clock.timers, random: () => 0.5, transports: [webSocketTransport()] };
  const live = createLiveClient({ url, ...given, ...options });
  later(live.close);
  return { clock, live };
}

export async function start(options?: Partial<LiveClientOptions>): Promise<Setup> {
  const server = await startServer();
  return { server, ...startClient(server.url, options) };
}

export const isOpen = (live: LiveClient): Promise<void> =>
  until(() => live.status.phase === 'open', 'an open connection');
export const isWaiting = (live: LiveClient): Promise<void> => until(() => live.status.phase === 'waiting', 'waiting');
