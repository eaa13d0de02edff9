import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTallylight, type Tallylight } from '../index.ts';

let tally: Tallylight;
let server: Server;
/** One connection, as a proxy keeps it. */
let agent: Agent;
let port = 0;

beforeEach(async () => {
  tally = createTallylight({ trustedProxies: ['127.0.0.0/8'], metrics: { cacheMs: 0 } });
  server = createServer((request, response) => {
    tally.observe(request, response, { stream: (request.url ?? '').split('/')[1] ?? '' });
    response.end('media');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  server.close();
  await tally.close();
});

async function ask(stream: string, client: string, player = 'player'): Promise<void> {
  const headers = { 'x-forwarded-for': client, 'user-agent': player };
  const [answer] = await once(get({ port, host: '127.0.0.1', path: `/${stream}/1.ts`, agent, headers }), 'response');
  for await (const _ of answer);
}

async function sessions(): Promise<number> {
  const text = Buffer.concat((await tally.metrics.page()).pieces).toString();
  return Number(/^tallylight_clients\{country="ZZ"\} (\d+)$/m.exec(text)?.[1]);
}

test('players that a proxy sends over one connection in turn keep a session each', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    for (let client = 1; client <= 5; client += 1) await ask('news', `81.2.69.${client}`);
  }
  await expect.poll(sessions).toBe(5);
});

test('streams and players behind one address are told apart, whoever asked last', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    await ask('news', '81.2.69.1');
    await ask('sport', '81.2.69.1');
    await ask('news', '81.2.69.1', 'another player');
  }
  await expect.poll(sessions).toBe(3);
});

test('more clients than a connection remembers are still one session each', async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    for (let client = 0; client < 300; client += 1) await ask('news', `81.2.${client >> 8}.${client & 255}`);
  }
  await expect.poll(sessions).toBe(300);
});
