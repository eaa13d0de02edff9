/**
 * A host whose viewers are all over the world. It says itself where they are, as a host behind a CDN does, and they stay
 * until they are told to go, so that what a map shows can be held against what was asked for.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type SessionHandle } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';

export interface WorldAudience {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** From now on so many watch in this country; `ZZ` is nobody knows where. */
  set(country: string, sessions: number): void;
  close(): Promise<void>;
}

export interface WorldAudienceOptions {
  readonly tickMs?: number;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** Looked up for who has no country: an address of nobody. */
const PRIVATE_ADDRESS = '192.168.7.7';

export async function startWorldAudience({
  tickMs = 500,
  port = 0,
}: WorldAudienceOptions = {}): Promise<WorldAudience> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  // The database for its line of attribution.
  const tally = createTallylight({
    tickMs,
    historyMs: 10_000,
    trustedProxies: ['127.0.0.0/8'],
    geo: { country: countryDatabase() },
  });
  tally.attach(server);
  await tally.ready;
  const stream = tally.stream('news', { protocol: 'hls', kind: 'live' });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const open = new Map<string, SessionHandle[]>();
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    set(country, sessions) {
      const own = open.get(country) ?? [];
      open.set(country, own);
      while (own.length > sessions) own.pop()?.close();
      while (own.length < sessions) {
        const place = country === 'ZZ' ? { address: PRIVATE_ADDRESS } : { country };
        const session = stream.openSession({ id: `${country} ${own.length}`, ...place });
        session.sent(10_000);
        own.push(session);
      }
    },
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
