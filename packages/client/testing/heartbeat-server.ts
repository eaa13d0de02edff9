/** A small real server that takes heartbeats by POST as the SDK does, for the tests of the device client. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Beat {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HeartbeatServer {
  readonly url: string;
  readonly beats: readonly Beat[];
  status: number;
  /** Given out with the next answer. */
  commands: readonly object[];
  intervalMs: number;
  close(): Promise<void>;
}

export async function createHeartbeatServer(): Promise<HeartbeatServer> {
  const beats: Beat[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { authorization } = request.headers;
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    beats.push({ path: request.url ?? '', authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(self.status, { 'content-type': 'application/json' });
    const { intervalMs, commands } = self;
    self.commands = [];
    response.end(JSON.stringify(self.status === 200 ? { ok: true, intervalMs, commands } : { code: 'bad-token' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: HeartbeatServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tallylight/v1`,
    beats,
    status: 200,
    commands: [],
    intervalMs: 30_000,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}
